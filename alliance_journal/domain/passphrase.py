"""Passphrase of an encrypted journal: accepted values and suggestions."""

import unicodedata
from typing import Final

from alliance_journal.domain.text import UnusableText, usable

LONG_ENOUGH: Final = 12
WORDS_ENOUGH: Final = 4
SUGGESTED: Final = "Four words that do not belong together are good, or twelve characters. There is no way back in."
REMOVE_WORD: Final = "remove"
"""Word that is typed to confirm removing the encryption."""
EMPTY: Final = "An empty passphrase protects nothing. Type one, or go on without encryption."


class Passphrase:
    """Passphrase of an encrypted journal. Its repr hides the text, so that it is never shown by accident.

    It is normalised to Unicode NFC, since keyboards differ in how they compose an é, and the file would not open
    with another composition.

    Raises:
        UnusableText: if it is empty, or holds a NUL character or an unpaired surrogate.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not text:
            raise UnusableText(EMPTY)
        self._text = usable(unicodedata.normalize("NFC", text))

    def reveal(self) -> str:
        """Return the text, for the database driver only."""
        return self._text

    @property
    def is_short(self) -> bool:
        """True if a longer passphrase would be suggested; a short one is accepted nevertheless."""
        return len(self._text) < LONG_ENOUGH and len(self._text.split()) < WORDS_ENOUGH

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Passphrase()"
