"""Layout of the page on one printed sheet, A4 or Letter, in points.

A browser uses whatever font it has, so lines are measured with upper bounds of the widths of wide fonts. Whatever
fits by this measure fits the sheet in every format; an item that does not fit is left out as a whole, and named.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from alliance_journal.domain.brief.model import Group, Page, Part, Strip, filled, short_of
from alliance_journal.domain.brief.paper import PAPERS

MILLIMETRE: Final = 72 / 25.4
SIDE: Final = 18 * MILLIMETRE
TOP: Final = 16 * MILLIMETRE
BOTTOM: Final = 12 * MILLIMETRE
WIDTH: Final = PAPERS["A4"][0] - 2 * SIDE
"""Width of the narrower paper, A4, within its margins."""
HEIGHT: Final = PAPERS["Letter"][1] - TOP - BOTTOM - 12
"""Height of the shorter paper, Letter, within its margins; 12 points, about one line, are kept in reserve."""
INDENT: Final = 18
"""Indent of a text behind its ring, number or dash."""
Lines = Callable[[str, float, float], int]
"""Function `(text, size, width)` that returns the number of lines of a text set in this size and width."""
MOST_LINES: Final = 80
"""Upper bound of the lines measured: more than any sheet holds, so that long texts end the measuring early."""


class Sizes(NamedTuple):
    """Sizes and distances of everything on the page, in points.

    Attributes:
        text, title, foot: font sizes.
        line, title_line, foot_line: line heights of such text.
        after_title: space between the lines above and the first heading.
        before_heading, heading_line, after_heading: space and line height of a heading.
        gap: space between two texts.
        strip: height of a strip, without the line of answers under it.
        bar: height of a full bar.
        before_foot: space above the line at the foot.
        rule: distance of ruled lines.
    """

    text: float
    line: float
    title: float
    title_line: float
    after_title: float
    before_heading: float
    heading_line: float
    after_heading: float
    gap: float
    strip: float
    bar: float
    foot: float
    foot_line: float
    before_foot: float
    rule: float = 24

    def scaled(self, by: float) -> "Sizes":
        """Return these sizes multiplied by a factor."""
        return Sizes(*(size * by for size in self))

    @property
    def heading(self) -> float:
        """Height of a heading, with the space above and below it."""
        return self.before_heading + self.heading_line + self.after_heading


USUAL: Final = Sizes(
    text=11, line=15.5, title=20, title_line=26, after_title=6, before_heading=13, heading_line=16,
    after_heading=3, gap=3, strip=23, bar=15, foot=8.5, foot_line=12, before_foot=14,
)  # fmt: skip
SMALL: Final = Sizes(
    text=9, line=12, title=16, title_line=21, after_title=3, before_heading=8, heading_line=12.5,
    after_heading=1.5, gap=1.5, strip=15, bar=10, foot=7.5, foot_line=10, before_foot=8,
)  # fmt: skip


def sizes_of(page: Page) -> Sizes:
    """Return the sizes for this page."""
    return SMALL if page.small else USUAL


def fit(page: Page) -> Page:
    """Return the page fitted to one sheet: unchanged, set smaller, or without items that still do not fit."""
    if _placed(page, USUAL).left_out == ():
        return page
    return _placed(page, SMALL)


def height_of(page: Page, sizes: Sizes, lines: Lines | None = None) -> float:
    """Return the height of the page in points, without ruled lines for notes.

    Args:
        page: the page.
        sizes: its sizes.
        lines: measure of texts; by default the one with wide letters.
    """
    parts = (sizes.heading + sum(_heights(part, sizes, lines)) for part in filled(page))
    return _frame(page, sizes, lines) + sum(parts)


def rules_on(page: Page, most: int) -> int:
    """Return the number of ruled lines for notes, at most `most`, that fit below the rest with their heading."""
    sizes = sizes_of(page)
    room = HEIGHT - height_of(page, sizes) - sizes.heading
    return max(0, min(most, int(room / sizes.rule)))


def _placed(page: Page, sizes: Sizes) -> Page:
    """Return the page with the items that fit at these sizes, filled in the order of the page."""
    room = HEIGHT - _frame(page, sizes)
    kept: dict[str, tuple[object, ...]] = {}
    left_out: list[tuple[Group, str]] = []
    for part in filled(page):
        items: list[str | Strip] = []
        for item, height in zip(part.items, _heights(part, sizes), strict=True):
            needed = height + (0 if items else sizes.heading)
            if needed <= room:
                room -= needed
                items.append(item)
            else:
                left_out.append((part.group, short_of(item if isinstance(item, str) else item.label)))
        kept |= _fields(part.group, items)
    return page._replace(small=sizes is SMALL, left_out=tuple(left_out), **kept)  # type: ignore[arg-type]


def _fields(group: Group, items: Iterable[str | Strip]) -> dict[str, tuple[object, ...]]:
    """Return the fields of the page that hold these items of a group."""
    items = tuple(items)
    texts = tuple(item for item in items if isinstance(item, str))
    strips = tuple(item for item in items if isinstance(item, Strip))
    if group == "below":
        return {"below": strips, "below_texts": texts}
    return {group: strips if group == "good" else texts}


def _frame(page: Page, sizes: Sizes, lines: Lines | None = None) -> float:
    """Return the height of everything above and below the parts, in points."""
    lines = lines or lines_of
    above = sizes.title_line + lines(page.subtitle, sizes.text, WIDTH) * sizes.line + sizes.after_title
    return above + sizes.before_foot + lines(page.closing, sizes.foot, WIDTH) * sizes.foot_line


def _heights(part: Part, sizes: Sizes, lines: Lines | None = None) -> Iterator[float]:
    """Yield the height of each item under a heading."""
    lines = lines or lines_of
    for text in part.texts:
        yield lines(text, sizes.text, WIDTH - INDENT) * sizes.line + sizes.gap
    for strip in part.strips:
        answers = lines(strip.answers, sizes.foot, WIDTH - INDENT) * sizes.foot_line if strip.answers else 0
        yield sizes.strip + answers


def lines_of(text: str, size: float, width: float) -> int:
    """Return an upper bound of a text's lines, broken between words, and within words longer than a line."""
    room = width / size
    return min(MOST_LINES, sum(_wrapped(line, room) for line in (text.splitlines() or [""])[:MOST_LINES]))


def _wrapped(line: str, room: float) -> int:
    """Return the number of lines that one line takes; `room` and all widths are multiples of the font size."""
    lines, used = 1, 0.0
    for word in line.split():
        if lines > MOST_LINES:
            break
        wide = sum(map(width_of, word[:LONGEST_WORD]))
        if used and used + SPACE + wide <= room:
            used += SPACE + wide
            continue
        lines, used = lines + (1 if used else 0), wide
        if wide > room:
            more, used = _broken(word, room)
            lines += more
    return lines


def _broken(word: str, room: float) -> tuple[int, float]:
    """Return the further lines of a word that is longer than a line, and the width used of the last one."""
    more, used = 0, 0.0
    for sign in word[:LONGEST_WORD]:
        wide = width_of(sign)
        if used + wide > room:
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
