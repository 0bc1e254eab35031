"""What the palette offers: one line each, and how well it matches what is typed."""

from collections.abc import Callable
from typing import Final, NamedTuple

from alliance_journal.domain.search.matching import plain

SHORTEST_PART: Final = 3
"""Letters of a word from which on it is found inside another word as well."""
EXACT, BEGINNING, INSIDE = 1.0, 0.9, 0.4
"""How well a word matches one word of a name."""
SYNONYM, DESCRIPTION, GROUP = 0.8, 0.5, 0.3
"""Weights of a match elsewhere than in the name."""
WHOLE_NAME: Final = 0.05
"""Added where all of the name was typed."""


class PaletteItem(NamedTuple):
    """One line of the palette.

    Attributes:
        group: the place that it belongs to.
        name: its name, which may be the client's own words.
        run: does it.
        keys: its keys as they are shown; empty for none.
        about: one line about it.
        synonyms: other words by which it is found.
    """

    group: str
    name: str
    run: Callable[[], object]
    keys: str = ""
    about: str = ""
    synonyms: str = ""

    def score(self, typed: str) -> float:
        """Return how well it matches what is typed, from 0 (not at all) to 1.

        Every word that is typed has to match: a word of the name, which is better than a synonym, which is better
        than a word of the description. The beginning of a word is enough.
        """
        words = _words(typed)
        if not words:
            return 0.0
        best = [self._score_of(word) for word in words]
        if not all(best):
            return 0.0
        whole = WHOLE_NAME if words == _words(self.name) else 0.0
        return (sum(best) / len(best)) * (1 - WHOLE_NAME) + whole

    def _score_of(self, word: str) -> float:
        places = ((self.name, 1.0), (self.synonyms, SYNONYM), (self.about, DESCRIPTION), (self.group, GROUP))
        return max(_match(word, _words(text)) * weight for text, weight in places)


def _match(word: str, among: list[str]) -> float:
    """Return how well a word matches the best of some words."""
    if word in among:
        return EXACT
    if any(one.startswith(word) for one in among):
        return BEGINNING
    is_long = len(word) >= SHORTEST_PART
    return INSIDE if is_long and any(word in one for one in among) else 0.0


def _words(text: str) -> list[str]:
    """Return the words of a text, without case and accents."""
    return "".join(sign if sign.isalnum() else " " for sign in plain(text)).split()
