"""The bare Textual apps that everything is compared with: `python -m tests.benchmarks.anchors KIND [FILE]`.

`static` is an app with one line of text; `editor` is one with a TextArea that holds the file's text. In both, keys
do what our pages do, with as little as Textual needs for it.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import RadioButton, RadioSet, Static, TextArea

BARE, PRESSED, PUSHED = b"bare", b"pressed", b"pushed"
ANSWERS = ("no", "partly", "mostly", "fully", "not sure", "did not come up", "none")
QUESTIONS = 12


class Empty(Screen[None]):
    """A screen with one word."""

    def compose(self) -> ComposeResult:
        yield Static(PUSHED.decode())


class WithText(Screen[None]):
    """A screen with a text: in an editor, or only shown."""

    def __init__(self, text: str, *, editor: bool) -> None:
        super().__init__()
        self.text, self.editor = text, editor

    def compose(self) -> ComposeResult:
        yield TextArea(self.text) if self.editor else Static(self.text, markup=False)


class WithForm(Screen[None]):
    """The checklist as Textual's own widgets would make it."""

    def compose(self) -> ComposeResult:
        for number in range(QUESTIONS):
            yield RadioSet(*(RadioButton(answer) for answer in ANSWERS), id=f"question{number}")


class Bare(App[None]):
    """One line of text. A key writes another one; others push the screens above."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.times = 0

    def compose(self) -> ComposeResult:
        yield Static(BARE.decode())

    def on_key(self, event: Any) -> None:
        screens: dict[str, Callable[[], Screen[None]]] = {
            "p": Empty,
            "s": lambda: WithText(self.text, editor=False),
            "e": lambda: WithText(self.text, editor=True),
            "r": WithForm,
        }
        if event.key in screens:
            self.push_screen(screens[event.key]())
        elif event.key == "f8":
            self.pop_screen()
        elif event.key == "x":
            self.times += 1
            self.screen_stack[0].query_one(Static).update(f"{PRESSED.decode()}{self.times}")


class BareEditor(App[None]):
    """A TextArea with a text, the cursor at its end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield TextArea(self.text)

    def on_mount(self) -> None:
        editor = self.query_one(TextArea)
        editor.move_cursor(editor.document.end)


def main() -> None:
    """Run one of them."""
    text = Path(sys.argv[2]).read_text(encoding="utf-8") if len(sys.argv) > 2 else ""
    app: App[None] = BareEditor(text) if sys.argv[1] == "editor" else Bare(text)
    app.run()


if __name__ == "__main__":
    main()
