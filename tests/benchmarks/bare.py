"""The floor of every start: a Textual app with one line of text, and nothing imported that it does not need."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line of text; any key writes another one."""

    def compose(self) -> ComposeResult:
        yield Static("bare")

    def on_key(self) -> None:
        self.query_one(Static).update("pressed")


if __name__ == "__main__":
    Bare().run()
