"""Lengths and font sizes of the printed page, in points."""

from typing import Final, NamedTuple

from alliance_journal.domain.brief.model import Page
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
LABEL_WIDTH: Final = 102
"""Width of the column of element names, at the usual size."""
BAR_WIDTH: Final = 7.5
"""Width of a bar of a strip, at the usual size."""
BAR_DISTANCE: Final = 9
"""Distance from one bar to the next, at the usual size."""
AFTER_BARS: Final = 16
"""Space between the last bar and the words, at the usual size."""
LOWEST_BAR: Final = 0.2
"""Height of the bar of a "no", as a part of a full bar: it keeps a minimum so that it is visible as an answer."""
DOT_RADIUS: Final = 0.8
"""Radius of the dot in the place of a bar without a valid value."""
RING_RADIUS: Final = 0.37
"""Radius of the ring before a topic, as a multiple of the font size."""
RING_LINE: Final = 0.9
"""Width of the line of that ring."""
RULE_LINE: Final = 0.7
"""Width of a ruled line."""
BASELINE: Final = 0.93
"""Distance of a line's top above its baseline, as a multiple of the font size."""
FEWEST_RULES: Final = 2
"""Smallest number of ruled lines for notes in the PDF; with fewer there is no such part."""
MOST_RULES: Final = 12
"""Largest number of ruled lines for notes on the web page."""
WEB_BAR_HEIGHT: Final = 20
"""Height of a full bar on the web page, in its units, which are pixels on a screen."""
WEB_BAR_DISTANCE: Final = 11
"""Distance from one bar of the web page to the next."""
WEB_BAR_WIDTH: Final = 9
"""Width of a bar of the web page."""
WEB_LOWEST_BAR: Final = 4
"""Height of the bar of a "no" on the web page."""


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
