"""Preview of the page to bring: exactly the text that is exported, on light paper in every theme."""

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.model import Page, Strip, filled
from alliance_journal.domain.text import one_line

DRAWN: Final = 4_000
"""Most characters of one item that are drawn; no printed page holds more."""


class BriefPreview(Static):
    """Widget that draws the page. Text of the client is never read as markup."""

    HEADING = "bold $paper-accent"
    STRONG = "bold $paper-text"
    QUIET = "$paper-quiet"
    BARS = "$paper-primary"

    page: Page | None = None
    plain: bool = False
    drawn_width: int = 0

    def show(self, page: Page, *, plain: bool = False) -> None:
        """Draw a page.

        Args:
            page: the page, cut to what fits on one sheet.
            plain: True for digits in the place of bars.
        """
        self.page, self.plain = page, plain
        self._draw()

    def on_resize(self) -> None:
        """Wrap the lines again if the width changed."""
        if self.content_size.width != self.drawn_width:
            self._draw()

    def _draw(self) -> None:
        width = self.drawn_width = self.content_size.width
        if self.page is not None and width:
            self.update(Content("\n").join(self._parts(self.page, max(20, width))))

    def _parts(self, page: Page, width: int) -> list[Content]:
        """Return the lines of the page, wrapped to a width in cells."""
        parts = [Content.styled(page.title, self.STRONG), Content.styled(page.subtitle, self.QUIET)]
        for part in filled(page):
            parts += [Content(""), Content.styled(part.name, self.HEADING)]
            for number, text in enumerate(part.texts, start=1):
                mark = f" {number}. " if part.group == "topics" else " – "
                parts += self._hanging(mark, lines_of(text), width)
            for strip in part.strips:
                parts += self._strip(strip, width)
        parts += [Content(""), Content.styled(page.closing, f"italic {self.QUIET}")]
        return parts

    def _hanging(self, mark: str, lines: Iterable[str], width: int) -> list[Content]:
        """Return lines with a mark before the first one, and the others indented by its width."""
        indent = " " * len(mark)
        drawn: list[Content] = []
        for text in lines:
            for part in Content(text).wrap(max(8, width - len(mark))):
                start = Content.styled(mark, self.BARS) if not drawn else Content(indent)
                drawn.append(start + part)
        return drawn

    def _strip(self, strip: Strip, width: int) -> list[Content]:
        bars = strip.digits if self.plain else strip.blocks
        name, words = Content.styled(f"{strip.label:<14}", self.STRONG), Content.styled(strip.words, self.QUIET)
        wrapped = Content.styled(strip.answers, self.QUIET).wrap(width - 2) if strip.answers else []
        answers = [Content("  ") + part for part in wrapped]
        if 14 + len(bars) + 1 + cell_len(strip.words) <= width:
            return [name + Content.styled(f"{bars} ", self.BARS) + words, *answers]
        return [name + Content.styled(bars, self.BARS), Content("  ") + words, *answers]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without control characters; the end of a long one is replaced by its length."""
    lines = [one_line(part) for part in text[:DRAWN].splitlines()] or [""]
    if len(text) > DRAWN:
        lines.append(f"… and {len(text) - DRAWN:,} more characters, which go along too")
    return lines
