"""The passphrase of an encrypted journal: what is taken, and what is suggested (design: safety.md 1.5)."""

import unicodedata
from typing import Final

from alliance_journal.domain.text import UnusableText, usable

LONG_ENOUGH: Final = 12
WORDS_ENOUGH: Final = 4
SUGGESTED: Final = "Four words that do not belong together are good, or twelve characters. There is no way back in."
REMOVE_WORD: Final = "remove"
"""What is typed to take the encryption away."""
EMPTY: Final = "An empty passphrase protects nothing. Type one, or go on without encryption."


class Passphrase:
    """The words that open an encrypted journal; never shown, also not by accident.

    One spelling in Unicode (NFC), since keyboards differ in how they compose an é and the file would not open
    with the other one.

    Raises:
        UnusableText: when it is empty, or holds what no keyboard types.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not text:
            raise UnusableText(EMPTY)
        self._text = usable(unicodedata.normalize("NFC", text))

    def reveal(self) -> str:
        """The words themselves, for the driver alone."""
        return self._text

    @property
    def is_short(self) -> bool:
        """Whether a longer one would be suggested; a short one is taken all the same."""
        return len(self._text) < LONG_ENOUGH and len(self._text.split()) < WORDS_ENOUGH

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Passphrase()"
