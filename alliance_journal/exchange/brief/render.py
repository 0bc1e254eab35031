"""The page to bring, as plain text, Markdown and a self-contained HTML page."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from alliance_journal.domain.alliance.series import Point
from alliance_journal.domain.brief.model import Page, Strip, filled
from alliance_journal.domain.brief.page_layout import BOTTOM, INDENT, SIDE, TOP, fit, rules_on, sizes_of
from alliance_journal.domain.brief.paper import Paper
from alliance_journal.domain.text import one_line, printable

TextFormat = Literal["txt", "md", "html"]
Format = Literal["txt", "md", "html", "pdf"]
FORMAT_NAMES: Final[Mapping[Format, str]] = {
    "html": "Web page, to print",
    "pdf": "PDF",
    "md": "Markdown",
    "txt": "Plain text",
}

PRINTED: Final[frozenset[Format]] = frozenset({"html", "pdf"})
"""Formats that are one printed sheet; the others hold everything that was chosen."""
TEXT_WIDTH: Final = 60
MOST_RULES: Final = 12
BAR_HEIGHT: Final = 20
"""Height of a full bar in the HTML strips, in pixels."""


class CannotMake(Exception):
    """The page cannot be made in this format; the message says why, and what can be done."""


def as_written(page: Page, form: Format) -> Page:
    """Return the page with what this format holds: all of it, or what fits on one printed sheet."""
    return fit(page) if form in PRINTED else page


def made(page: Page, form: Format, paper: Paper = "A4") -> bytes:
    """The page as the bytes of a file: the same ones each time.

    Raises:
        CannotMake: when it is a PDF, and a part of the program is not installed or a sign cannot be drawn.
    """
    if form == "pdf":
        # Loaded here: only a PDF needs it, and it takes a while.
        from alliance_journal.exchange.brief.pdf import as_pdf

        return as_pdf(page, paper)
    return render(page, form).encode()


def render(page: Page, form: TextFormat) -> str:
    """The page in one of the formats of text, ending with a line end."""
    return {"txt": as_text, "md": as_markdown, "html": as_html}[form](page)


def as_text(page: Page) -> str:
    """Plain text, 60 columns, no signs but letters, numbers and dashes: for a phone or for reading aloud."""
    lines = [page.title, *_hanging("", page.subtitle)]
    for part in filled(page):
        lines += ["", part.name]
        for number, text in enumerate(part.texts, start=1):
            lines += _hanging(f"{number}. " if part.group == "topics" else "- ", text)
        for strip in part.strips:
            answers = f" ({strip.answers})" if strip.answers else ""
            lines += _hanging("- ", f"{strip.label}: {strip.words}{answers}")
    lines += ["", *textwrap.wrap(page.closing, TEXT_WIDTH)]
    return "\n".join(lines) + "\n"


def _hanging(mark: str, text: str) -> Iterator[str]:
    """The text wrapped, its own line ends kept, every line under the first one's beginning."""
    indent = " " * len(mark)
    for number, line in enumerate(text.splitlines() or [""]):
        wrapped = textwrap.wrap(printable(line), TEXT_WIDTH - len(mark), break_on_hyphens=False) or [""]
        for inner, part in enumerate(wrapped):
            yield ((mark if number == inner == 0 else indent) + part).rstrip()


def as_markdown(page: Page) -> str:
    """Markdown, with the strips as blocks; what the client wrote cannot become a heading or a link."""
    lines = [f"# {_plain(page.title)}", "", f"*{_plain(page.subtitle)}*"]
    for part in filled(page):
        lines += ["", f"## {part.name}", ""]
        for number, text in enumerate(part.texts, start=1):
            lines.append(f"{number}. {_plain(text)}" if part.group == "topics" else f"- {_plain(text)}")
        for strip in part.strips:
            answers = f"  \n  {_plain(strip.answers)}" if strip.answers else ""
            lines.append(f"- **{strip.label}** `{strip.blocks}` {strip.words}{answers}")
    lines += ["", f"*{page.closing}*"]
    return "\n".join(lines) + "\n"


_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#!|~&$])")
_LINE_START: Final = re.compile(r"[-+=]|\d++(?=[.)])")
"""What Markdown takes for the beginning of a list or for a heading, at the beginning of a line."""


def _plain(text: str) -> str:
    """The client's text as Markdown that shows just this text; its own line ends become hard breaks."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    lines = [_guarded(printable(line).strip()) for line in escaped.splitlines() if line.strip()]
    return "  \n   ".join(lines)


def _guarded(line: str) -> str:
    """The line with a backslash where Markdown would take its beginning for a mark."""
    found = _LINE_START.match(line)
    if not found:
        return line
    mark, rest = found[0], line[found.end() :]
    return f"{mark}\\{rest}" if mark[0].isdigit() else f"\\{mark}{rest}"


def as_html(page: Page) -> str:
    """A page that stands alone: it loads nothing and may load nothing, and prints on one sheet."""
    # Imported here: only making a page needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("alliance_journal.exchange.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    page = as_written(page, "html")
    sizes = sizes_of(page)
    return environment.get_template("brief.html").render(
        page=page,
        parts=[(part, [_html_strip(strip) for strip in part.strips]) for part in filled(page)],
        height=BAR_HEIGHT,
        sizes=sizes,
        side=SIDE,
        top=TOP,
        bottom=BOTTOM,
        indent=INDENT,
        rules=rules_on(page, MOST_RULES),
        document_title=one_line(page.title),
    )


def _visible(value: object) -> object:
    """What is put into the page: of a text, the lines without what cannot be seen."""
    return "\n".join(map(printable, value.splitlines())) if isinstance(value, str) else value


def _html_strip(strip: Strip) -> dict[str, Any]:
    return {
        "label": strip.label,
        "words": strip.words,
        "answers": strip.answers,
        "spoken": ", ".join(_spoken(point) for point in strip.points),
        "bars": [_html_bar(place, point) for place, point in enumerate(strip.points)],
        "width": max(1, len(strip.points)) * 11,
    }


def _html_bar(place: int, point: Point | None) -> dict[str, Any]:
    if point is None:
        return {"x": place * 11, "height": 0, "level": 0}
    # A "no" keeps a stub, so that it is seen as an answer.
    height = 4 + round(point.value * (BAR_HEIGHT - 4) / 3)
    return {"x": place * 11, "height": height, "level": point.level}


def _spoken(point: Point | None) -> str:
    return "no answer" if point is None else ("no", "partly", "mostly", "fully")[point.level - 1]
