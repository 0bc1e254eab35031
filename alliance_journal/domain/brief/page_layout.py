"""Layout of the page on one printed sheet, A4 or Letter, in points.

A browser uses whatever font it has, so lines are measured with upper bounds of the widths of wide fonts. Whatever
fits by this measure fits the sheet in every format; an item that does not fit is left out as a whole, and named.
"""

from collections.abc import Iterable, Iterator

from alliance_journal.domain.brief.model import Group, Page, Part, Strip, filled, short_of
from alliance_journal.domain.brief.print_sizes import HEIGHT, INDENT, SMALL, USUAL, WIDTH, Sizes, sizes_of
from alliance_journal.domain.brief.text_width import Lines, lines_of


def fit(page: Page) -> Page:
    """Return the page fitted to one sheet: unchanged, set smaller, or without items that still do not fit."""
    if _with_what_fits(page, USUAL).left_out == ():
        return page
    return _with_what_fits(page, SMALL)


def height_of(page: Page, sizes: Sizes, lines: Lines | None = None) -> float:
    """Return the height of the page in points, without ruled lines for notes.

    Args:
        page: the page.
        sizes: its sizes.
        lines: measure of texts; by default the one with wide letters.
    """
    parts = (sizes.heading + sum(_heights(part, sizes, lines)) for part in filled(page))
    return _height_outside_parts(page, sizes, lines) + sum(parts)


def rules_on(page: Page, most: int) -> int:
    """Return the number of ruled lines for notes, at most `most`, that fit below the rest with their heading."""
    sizes = sizes_of(page)
    left = HEIGHT - height_of(page, sizes) - sizes.heading
    return max(0, min(most, int(left / sizes.rule)))


def _with_what_fits(page: Page, sizes: Sizes) -> Page:
    """Return the page with the items that fit at these sizes, filled in the order of the page."""
    left = HEIGHT - _height_outside_parts(page, sizes)
    kept: dict[str, tuple[object, ...]] = {}
    left_out: list[tuple[Group, str]] = []
    for part in filled(page):
        items: list[str | Strip] = []
        for item, height in zip(part.items, _heights(part, sizes), strict=True):
            needed = height + (0 if items else sizes.heading)
            if needed <= left:
                left -= needed
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


def _height_outside_parts(page: Page, sizes: Sizes, lines: Lines | None = None) -> float:
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
