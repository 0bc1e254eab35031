"""The sheet of paper that goes along: light in both themes, and just what will be written."""

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.model import Page, Strip, filled
from alliance_journal.domain.text import one_line

DRAWN: Final = 4_000
"""Characters of one item that are drawn: more than any page holds."""


class BriefPreview(Static):
    """The page, drawn. User text is content and never markup."""

    HEADING = "bold $paper-accent"
    STRONG = "bold $paper-text"
    QUIET = "$paper-quiet"
    BARS = "$paper-primary"

    page: Page | None = None
    plain: bool = False
    drawn_for: int = 0

    def show(self, page: Page, *, plain: bool = False) -> None:
        """Draw a page."""
        self.page, self.plain = page, plain
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew where the width is another."""
        if self.content_size.width != self.drawn_for:
            self._draw()

    def _draw(self) -> None:
        width = self.drawn_for = self.content_size.width
        if self.page is not None and width:
            self.update(Content("\n").join(self._parts(self.page, max(20, width))))

    def _parts(self, page: Page, width: int) -> list[Content]:
        """The page's lines, wrapped."""
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
        """A mark, and the text wrapped beside it; of an endless text the beginning, saying how much follows."""
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
    """The lines of a text, each without what cannot be drawn."""
    lines = [one_line(part) for part in text[:DRAWN].splitlines()] or [""]
    if len(text) > DRAWN:
        lines.append(f"… and {len(text) - DRAWN:,} more characters, which go along too")
    return lines
