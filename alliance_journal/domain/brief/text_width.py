"""Upper bounds of the widths and lines of a text, for fonts that are not known."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

Lines = Callable[[str, float, float], int]
"""Function `(text, size, width)` that returns the number of lines of a text set in this size and width."""
MOST_LINES: Final = 80
"""Upper bound of the lines measured: more than any sheet holds, so that long texts end the measuring early."""


def lines_of(text: str, size: float, width: float) -> int:
    """Return an upper bound of a text's lines, broken between words, and within words longer than a line."""
    available = width / size
    return min(
        MOST_LINES, sum(_lines_of_line(line, available) for line in (text.splitlines() or [""])[:MOST_LINES])
    )


def _lines_of_line(line: str, available: float) -> int:
    """Return the number of lines that one line takes; `available` and all widths are multiples of the font size."""
    lines, used = 1, 0.0
    for word in line.split():
        if lines > MOST_LINES:
            break
        wide = sum(map(width_of, word[:LONGEST_WORD]))
        if used and used + SPACE + wide <= available:
            used += SPACE + wide
            continue
        lines, used = lines + (1 if used else 0), wide
        if wide > available:
            more, used = _lines_of_word(word, available)
            lines += more
    return lines


def _lines_of_word(word: str, available: float) -> tuple[int, float]:
    """Return the further lines of a word that is longer than a line, and the width used of the last one."""
    more, used = 0, 0.0
    for sign in word[:LONGEST_WORD]:
        wide = width_of(sign)
        if used + wide > available:
            more, used = more + 1, 0.0
        used += wide
    return more, used


LONGEST_WORD: Final = 20_000
"""Characters of one word that are measured: more than any sheet holds."""
_GROUPS: Final[Mapping[float, str]] = {
    0.35: "' ,.ijl-/:;\\|",
    0.4: "!()fIJ[]t",
    0.5: '"r',
    0.55: "*_`s",
    0.65: "?aceokvxyz$0123456789LPTbdgpqu{}",
    0.7: "Yhn",
    0.75: "AEFSVXZ",
    0.8: "BCKR",
    0.85: "DGOQ",
    0.9: "#+<=>HNU^w~&ŉ",
    1.0: "%m",
    1.05: "φψωмыљфюњæжшщҗӂӕœﬃﬄ",
    1.1: "@MW",
    1.2: "ЫΜМÆЉŒЊЖШЩҖЮ",
}
"""Upper bounds of the widths of letters in wide fonts, as multiples of the font size."""
_WIDTHS: Final = {sign: width for width, signs in _GROUPS.items() for sign in signs}
SPACE: Final = _WIDTHS[" "]
_OTHER_SMALL, _OTHER_LARGE, _OTHER_LETTER, _OTHER_SIGN = 0.75, 1.0, 1.1, 1.15
_IDEOGRAPH, _EMOJI, _EMOJI_FROM = 1.05, 1.4, 0x1F000


@lru_cache(maxsize=4096)
def width_of(sign: str) -> float:
    """Return an upper bound of a character's width, as a multiple of the font size."""
    known = _WIDTHS.get(sign)
    if known is not None:
        return known
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return _EMOJI if ord(sign) >= _EMOJI_FROM else _IDEOGRAPH
    base = unicodedata.normalize("NFD", sign)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if not base.isalpha():
        return _OTHER_SIGN
    if "\u0530" <= base <= "\u1dff" or base > "\u1fff":
        return _OTHER_LETTER
    # Latin, Greek, Cyrillic.
    return _OTHER_SMALL if base.islower() else _OTHER_LARGE
