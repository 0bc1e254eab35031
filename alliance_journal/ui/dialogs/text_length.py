"""Limit on the length of text that a dialog can edit."""

from typing import Final

from alliance_journal.domain.text import UnusableText, has_too_long_a_line

TOO_LONG_FOR_A_DIALOG: Final = (
    "These words are too long to be changed in here. They are kept whole, and an export holds them."
)


def check_length(*texts: str) -> None:
    """Check that a dialog can edit these texts.

    Args:
        texts: the texts as they would stand in the fields of the dialog.

    Raises:
        UnusableText: when a line of one of them is too long for a field.
    """
    if any(has_too_long_a_line(text) for text in texts):
        raise UnusableText(TOO_LONG_FOR_A_DIALOG)
