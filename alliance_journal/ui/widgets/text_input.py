"""A line to type in that takes every character with a shape, and keeps all of a paste."""

from textual import events
from textual.widgets import Input

from alliance_journal.domain.text import UnusableText, has_too_long_a_line, printable, usable

TOO_LONG_TO_PASTE = (
    "What was pasted has a line of {count:,} characters, too long to be written in. "
    "Break it into paragraphs first, or add it from a file with: alliance-journal add -"
)


def joiner(event: events.Key) -> str:
    """Return the character of a key that Textual takes for unprintable though it belongs to a text.

    Such are the zero-width joiner and non-joiner, which several scripts and joined emoji need, and characters that
    this version of Python does not know yet.
    """
    character = event.character or ""
    return character if not event.is_printable and printable(character) == character else ""


def paste_problem(text: str) -> str:
    """Return the reason, as a sentence, why a text cannot be pasted; empty if it can."""
    try:
        usable(text)
    except UnusableText as error:
        return str(error)
    if has_too_long_a_line(text):
        return TOO_LONG_TO_PASTE.format(count=max(map(len, text.splitlines())))
    return ""


class TextInput(Input):
    """An input for words of the client's own."""

    def on_key(self, event: events.Key) -> None:
        """Take the characters that Textual's own input drops."""
        if text := joiner(event):
            event.stop()
            event.prevent_default()
            self.replace(text, *self.selection)

    def on_paste(self, event: events.Paste) -> None:
        """Put the lines of a paste on one line; Textual's own input keeps the first one only."""
        event.stop()
        event.prevent_default()
        if line := " ".join(part for part in event.text.splitlines() if part):
            self.replace(line, *self.selection)
