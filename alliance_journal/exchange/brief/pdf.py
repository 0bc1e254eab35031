"""The page to bring as a PDF of one sheet, for the phone or to hand over.

Its dependencies are optional: they are installed with `alliance-journal[pdf]`.
"""

import unicodedata
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from alliance_journal.domain.brief.model import Page, Part, Strip, filled
from alliance_journal.domain.brief.page_layout import fit, height_of
from alliance_journal.domain.brief.paper import PAPERS, Paper
from alliance_journal.domain.brief.print_sizes import (
    AFTER_BARS,
    BAR_DISTANCE,
    BAR_WIDTH,
    BASELINE,
    BOTTOM,
    DOT_RADIUS,
    FEWEST_RULES,
    INDENT,
    LABEL_WIDTH,
    LOWEST_BAR,
    RING_LINE,
    RING_RADIUS,
    RULE_LINE,
    SIDE,
    TOP,
    USUAL,
    WIDTH,
    Sizes,
    sizes_of,
)
from alliance_journal.domain.text import printable
from alliance_journal.exchange.base import CannotMake
from alliance_journal.exchange.brief import fonts as glyphs

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

TITLE: Final = "Notes"
"""Title of the file, its only metadata."""
FAMILY: Final = "notes"
STYLES: Final = {"": "Regular", "B": "Semibold", "I": "Italic"}
NOT_INSTALLED: Final = (
    "A PDF needs a part that is not installed. pip install 'alliance-journal[pdf]' adds it; "
    "the web page can be printed to a PDF, too."
)
TEXT: Final = (0x3A, 0x32, 0x2C)
QUIET: Final = (0x6D, 0x60, 0x56)
ACCENT: Final = (0xA9, 0x56, 0x2A)
RING: Final = (0x35, 0x70, 0x5F)
RULE: Final = (0xD9, 0xCC, 0xB4)
DOT: Final = (0xA2, 0x95, 0x8A)
LEVELS: Final = {
    1: (0xA9, 0x56, 0x2A),
    2: (0xB8, 0x92, 0x4A),
    3: (0x6F, 0x9F, 0x8D),
    4: (0x2D, 0x6A, 0x58),
}
SMALLER: Final = 0.97
"""Scale factor, applied in up to STEPS steps if a font of this computer is wider than the layout's measure."""
STEPS: Final = 20
NAMED: Final = 12
"""Number of characters that cannot be drawn that are named in the message."""


def as_pdf(page: Page, paper: Paper) -> bytes:
    """Return a PDF of one sheet, without author, program or time, so that equal pages give equal bytes.

    Raises:
        CannotMake: if the optional dependencies are missing, or no font has a character.
    """
    try:
        import uharfbuzz  # noqa: F401
        from fpdf import FPDF
    except ImportError:
        raise CannotMake(NOT_INSTALLED) from None

    page = fit(page)
    width, height = PAPERS[paper]
    pdf = FPDF(unit="pt", format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    _add_fonts(pdf, page)
    pdf.add_page()
    sheet = _Sheet(pdf, page, width, height)
    sheet.draw()
    return _bytes_of(pdf)


def _bytes_of(pdf: "FPDF") -> bytes:
    """Return the file with its title as the only metadata."""
    from fpdf.output import OutputProducer, PDFInfo

    class Quiet(OutputProducer):
        def _add_info(self) -> PDFInfo:
            without: Any = None
            about = PDFInfo(
                title=TITLE, subject=None, author=None, keywords=None, creator=None, producer=None,
                creation_date=without,
            )  # fmt: skip
            self._add_pdf_obj(about)
            return about

    pdf.file_id = lambda: None  # type: ignore[method-assign]
    return bytes(pdf.output(output_producer_class=Quiet))


def _add_fonts(pdf: "FPDF", page: Page) -> None:
    """Add the vendored fonts, and fonts of this computer for characters that these lack.

    Raises:
        CannotMake: if no font has a character; nothing is omitted silently.
    """
    for style, name in STYLES.items():
        pdf.add_font(FAMILY, style, glyphs.VENDORED / f"NotesSerif-{name}.ttf")
    pdf.set_text_shaping(True)
    held = _held(pdf, FAMILY)
    characters = dict.fromkeys(
        character for text in _texts(page) for character in _clean(text) if glyphs.is_drawn(character)
    )
    found, missing = glyphs.fallbacks([character for character in characters if ord(character) not in held])
    if missing:
        raise CannotMake(_cannot_draw(missing))
    for number, path in enumerate(found):
        pdf.add_font(f"other{number}", "", path)
    pdf.set_fallback_fonts([f"other{number}" for number in range(len(found))], exact_match=False)


def _held(pdf: "FPDF", name: str) -> Collection[int]:
    """Return the code points that one of the added fonts covers."""
    return cast("TTFFont", pdf.fonts[name]).cmap


def _cannot_draw(characters: list[str]) -> str:
    named = [
        character if character.isprintable() else f"U+{ord(character):04X}" for character in characters[:NAMED]
    ]
    more = f" and {len(characters) - NAMED} more" if len(characters) > NAMED else ""
    return f"The PDF cannot draw {' '.join(named)}{more}: no font here has it. The web page can; choose that."


def _texts(page: Page) -> list[str]:
    texts = [page.title, page.subtitle, page.closing]
    return texts + [text for part in filled(page) for text in (part.name, *part.texts)]


def _clean(text: str) -> str:
    """Return the text as drawn: in Unicode NFC, its lines without invisible characters."""
    return unicodedata.normalize("NFC", "\n".join(map(printable, text.splitlines())))


class _Sheet:
    """One sheet, drawn from top to bottom; all lengths are in points."""

    def __init__(self, pdf: "FPDF", page: Page, width: float, height: float) -> None:
        self.pdf, self.page, self.width, self.height = pdf, page, width, height
        self.text_width = width - 2 * SIDE
        self.y = TOP
        self.lines = cache(self._lines)
        self.sizes = self._sizes()

    def _sizes(self) -> Sizes:
        """Return the sizes of the page, reduced if a font of this computer is wider than the layout's measure."""
        sizes, height = sizes_of(self.page), self.height - TOP - BOTTOM
        if len(self.pdf.fonts) == len(STYLES):
            # The vendored fonts are narrower than the measure with which the page was fitted.
            return sizes
        for _ in range(STEPS):
            if height_of(self.page, sizes, self.lines) <= height:
                return sizes
            sizes = sizes.scaled(SMALLER)
        raise CannotMake("The PDF does not fit on one sheet. The web page does; choose that.")

    def _lines(self, text: str, size: float, width: float) -> int:
        self.pdf.set_font(FAMILY, "", size)
        found = self.pdf.multi_cell(width, size, self._drawable(text), dry_run=True, output="LINES", align="L")
        return max(1, len(found))  # type: ignore[arg-type]

    def _drawable(self, text: str) -> str:
        """Return the text without shapeless characters that no font here has, which would be drawn as boxes."""
        fonts = [_held(self.pdf, name) for name in self.pdf.fonts]
        return "".join(
            character
            for character in _clean(text)
            if character == "\n" or glyphs.is_drawn(character) or any(ord(character) in cmap for cmap in fonts)
        )

    def write(self, text: str, x: float, width: float, line: float, size: float, style: str = "") -> None:
        """Draw a text at the current height, and move below it."""
        self.pdf.set_font(FAMILY, style, size)
        self.pdf.set_xy(x, self.y)
        self.pdf.multi_cell(width, line, self._drawable(text), align="L", new_x="LEFT", new_y="NEXT")
        self.y = self.pdf.get_y()

    def draw(self) -> None:
        """Draw the whole sheet."""
        sizes, pdf = self.sizes, self.pdf
        pdf.set_text_color(*TEXT)
        self.write(self.page.title, SIDE, self.text_width, sizes.title_line, sizes.title, "B")
        pdf.set_text_color(*QUIET)
        self.write(self.page.subtitle, SIDE, self.text_width, sizes.line, sizes.text, "I")
        self.y += sizes.after_title
        self._rule()
        for part in filled(self.page):
            self._heading(part.name)
            for text in part.texts:
                self._text(part, text)
            for strip in part.strips:
                self._strip(strip)
        self._foot()

    def _rule(self) -> None:
        self.pdf.set_draw_color(*RULE)
        self.pdf.set_line_width(RULE_LINE)
        self.pdf.line(SIDE, self.y, self.width - SIDE, self.y)

    def _heading(self, name: str) -> None:
        sizes = self.sizes
        self.y += sizes.before_heading
        self.pdf.set_text_color(*ACCENT)
        self.write(name, SIDE, self.text_width, sizes.heading_line, sizes.text, "B")
        self.y += sizes.after_heading

    def _text(self, part: Part, text: str) -> None:
        """Draw a text behind a ring to tick, or behind a dash."""
        sizes, pdf = self.sizes, self.pdf
        if part.group == "topics":
            radius = sizes.text * RING_RADIUS
            pdf.set_draw_color(*RING)
            pdf.set_line_width(RING_LINE)
            pdf.circle(SIDE + radius, self.y + sizes.line / 2, radius)
        else:
            pdf.set_text_color(*QUIET)
            pdf.set_font(FAMILY, "", sizes.text)
            pdf.set_xy(SIDE, self.y)
            pdf.cell(INDENT, sizes.line, "–")
        pdf.set_text_color(*TEXT)
        self.write(text, SIDE + INDENT, WIDTH - INDENT, sizes.line, sizes.text)
        self.y += sizes.gap

    def _strip(self, strip: Strip) -> None:
        """Draw an element: its name, a bar for each session, its words."""
        sizes, pdf = self.sizes, self.pdf
        scale, top = sizes.text / USUAL.text, self.y
        baseline = top + (sizes.strip + sizes.bar) / 2
        pdf.set_text_color(*TEXT)
        self._beside(strip.label, SIDE, "B")
        for place, point in enumerate(strip.points):
            x = SIDE + (LABEL_WIDTH + place * BAR_DISTANCE) * scale
            if point is None:
                pdf.set_fill_color(*DOT)
                pdf.circle(x + BAR_WIDTH / 2 * scale, baseline - DOT_RADIUS, DOT_RADIUS, style="F")
                continue
            high = sizes.bar * (LOWEST_BAR + (1 - LOWEST_BAR) * point.value / 3)
            pdf.set_fill_color(*LEVELS[point.level])
            pdf.rect(x, baseline - high, BAR_WIDTH * scale, high, style="F")
        pdf.set_text_color(*QUIET)
        self._beside(strip.words, SIDE + (LABEL_WIDTH + len(strip.points) * BAR_DISTANCE + AFTER_BARS) * scale, "")
        self.y = top + sizes.strip
        if strip.answers:
            self.write(strip.answers, SIDE + INDENT, WIDTH - INDENT, sizes.foot_line, sizes.foot)

    def _beside(self, text: str, x: float, style: str) -> None:
        """Draw text in the row of a strip, on the baseline of its bars."""
        self.pdf.set_font(FAMILY, style, self.sizes.text)
        self.pdf.set_xy(x, self.y + (self.sizes.strip + self.sizes.bar) / 2 - self.sizes.text * BASELINE)
        self.pdf.cell(0, self.sizes.text, text)

    def _foot(self) -> None:
        """Draw ruled lines in the free space, and the closing line at the foot."""
        sizes = self.sizes
        lines = self.lines(self.page.closing, sizes.foot, WIDTH)
        foot = self.height - BOTTOM - lines * sizes.foot_line
        count = int((foot - 2 * sizes.before_foot - self.y - sizes.heading) / sizes.rule)
        if count >= FEWEST_RULES:
            self._heading("Room for notes")
            for _ in range(count):
                self.y += sizes.rule
                self._rule()
        self.y = foot
        self.pdf.set_text_color(*QUIET)
        self.write(self.page.closing, SIDE, WIDTH, sizes.foot_line, sizes.foot, "I")
