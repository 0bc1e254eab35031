"""A field for a few words of one's own, as they stand in cards."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from alliance_journal.ui.widgets.text_input import joiner, paste_problem


class TextField(TextArea):
    """One line of text that wraps, so that all of it is in sight; Enter is for keeping it.

    Attributes:
        several: whether it holds several lines; then Enter begins another one, and Tab leaves the field.
    """

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        value: str

    def __init__(self, value: str, *, several: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            value,
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            compact=True,
        )
        self.several = several

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        self.move_cursor(self.document.end)

    @property
    def value(self) -> str:
        """The words, on one line where it is one."""
        return self.text if self.several else " ".join(self.text.split("\n"))

    def get_cursor_line_start_location(self, smart_home: bool = False) -> tuple[int, int]:
        """Return the start of the text, which is one line however often it wraps."""
        return super().get_cursor_line_start_location(smart_home) if self.several else (0, 0)

    def get_cursor_line_end_location(self) -> tuple[int, int]:
        """Return the end of the text, which is one line however often it wraps."""
        return super().get_cursor_line_end_location() if self.several else self.document.end

    def on_key(self, event: events.Key) -> None:
        """Submit with Enter, and take the characters that Textual drops; every other key is the text area's."""
        if event.key == "enter" and not self.several:
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self.value))
        elif text := joiner(event):
            event.stop()
            event.prevent_default()
            self.replace(text, *self.selection, maintain_selection_offset=False)

    def on_paste(self, event: events.Paste) -> None:
        """Several lines become one; what no journal can keep, or no line can carry, is stopped."""
        event.stop()
        if not self.several:
            event.text = " ".join(event.text.splitlines())
        if words := paste_problem(event.text):
            event.prevent_default()
            self.app.notify(words, markup=False)
