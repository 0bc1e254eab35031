"""A line of text above a page."""

from textual.widgets import Static

from alliance_journal.ui.widgets.key_hints import content_with_keys


class Banner(Static):
    """Shows a sentence above a page; takes no space while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.said = ""

    def say(self, words: str) -> None:
        """Show a sentence; hide the line if it is empty."""
        if words != self.said:
            self.said = words
            self.display = bool(words)
            self.update(content_with_keys(self, words))
