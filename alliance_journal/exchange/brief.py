"""The page to bring, as plain text, Markdown and a self-contained HTML page (look-and-feel.md, section 4)."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from alliance_journal.domain.page import GROUP_NAMES, Page, Strip, lists_of
from alliance_journal.domain.reading import Point
from alliance_journal.domain.text import one_line, printable

Format = Literal["txt", "md", "html"]
FORMATS: Final[tuple[Format, ...]] = ("txt", "md", "html")
FORMAT_NAMES: Final[Mapping[Format, str]] = {
    "html": "Web page, to print or send",
    "md": "Markdown",
    "txt": "Plain text",
}

TEXT_WIDTH: Final = 60
SHEET_LINES: Final = 38
SHEET_COLUMNS: Final = 82
"""Lines of a Letter sheet, and characters of a line, at the size the page prints in; a little less than fits."""
HEADING_LINES: Final = 2
LINES_OF_A_RULE: Final = 1.5
MOST_RULES: Final = 10
BAR_HEIGHT: Final = 20
"""Height of a full bar in the HTML strips, in pixels."""


def render(page: Page, form: Format) -> str:
    """The page in one of the formats, ending with a line end."""
    return {"txt": as_text, "md": as_markdown, "html": as_html}[form](page)


def as_text(page: Page) -> str:
    """Plain text, 60 columns, no signs but letters, numbers and dashes: for a phone or for reading aloud."""
    lines = [page.title, *_hanging("", page.subtitle)]
    for name, items in _groups(page):
        lines += ["", name]
        for number, item in enumerate(items, start=1):
            mark = f"{number}. " if name == GROUP_NAMES["topics"] else "- "
            lines += _hanging(mark, item)
    lines += ["", *textwrap.wrap(page.closing, TEXT_WIDTH)]
    return "\n".join(lines) + "\n"


def _hanging(mark: str, text: str) -> Iterator[str]:
    """The text wrapped, its own line ends kept, every line under the first one's beginning."""
    indent = " " * len(mark)
    for number, line in enumerate(text.splitlines() or [""]):
        wrapped = textwrap.wrap(printable(line), TEXT_WIDTH - len(mark), break_on_hyphens=False) or [""]
        for inner, part in enumerate(wrapped):
            yield ((mark if number == inner == 0 else indent) + part).rstrip()


def _groups(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The parts that hold something, with their names, strips said in words."""
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        (GROUP_NAMES["topics"], page.topics),
        (GROUP_NAMES["good"], (f"{strip.label}: {strip.words}" for strip in page.good)),
        (GROUP_NAMES["below"], (f"{strip.label}: {strip.words}" for strip in page.below)),
        *((GROUP_NAMES[group], items) for group, items in lists_of(page)),
    )
    for name, items in parts:
        if found := list(items):
            yield name, found


def as_markdown(page: Page) -> str:
    """Markdown, with the strips as blocks; what the client wrote cannot become a heading or a link."""
    lines = [f"# {_plain(page.title)}", "", f"*{_plain(page.subtitle)}*"]
    if page.topics:
        lines += ["", f"## {GROUP_NAMES['topics']}", ""]
        lines += [f"{number}. {_plain(topic)}" for number, topic in enumerate(page.topics, start=1)]
    for name, strips in ((GROUP_NAMES["good"], page.good), (GROUP_NAMES["below"], page.below)):
        if strips:
            lines += ["", f"## {name}", ""]
            lines += [f"- **{strip.label}** `{strip.blocks}` {strip.words}" for strip in strips]
    for group, items in lists_of(page):
        if items:
            lines += ["", f"## {GROUP_NAMES[group]}", ""]
            lines += [f"- {_plain(item)}" for item in items]
    lines += ["", f"*{page.closing}*"]
    return "\n".join(lines) + "\n"


_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#!|~&$])")
_LINE_START: Final = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def _plain(text: str) -> str:
    """The client's text as Markdown that shows just this text; its own line ends become hard breaks."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    lines = [_LINE_START.sub(_guard, printable(line).strip()) for line in escaped.splitlines() if line.strip()]
    return "  \n   ".join(lines)


def _guard(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign}\\" if sign.isdigit() else f"{found[1]}\\{sign}"


def as_html(page: Page) -> str:
    """A page that stands alone: it loads nothing and may load nothing, and prints on one sheet."""
    # Imported here: only making a page needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("alliance_journal.exchange"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    return environment.get_template("brief.html").render(
        page=page,
        names=GROUP_NAMES,
        good=[_html_strip(strip) for strip in page.good],
        below=[_html_strip(strip) for strip in page.below],
        lists=[(GROUP_NAMES[group], items) for group, items in lists_of(page)],
        height=BAR_HEIGHT,
        rules=ruled_lines(page),
        document_title=one_line(page.title),
    )


def _visible(value: object) -> object:
    """What is put into the page: of a text, the lines without what cannot be seen."""
    return "\n".join(map(printable, value.splitlines())) if isinstance(value, str) else value


def ruled_lines(page: Page) -> int:
    """How many ruled lines for notes still fit below the rest on one printed sheet, A4 or Letter."""
    groups = list(_groups(page))
    used = 4 + sum(HEADING_LINES + sum(_sheet_lines(item) for item in items) for _, items in groups)
    return max(0, min(MOST_RULES, int((SHEET_LINES - used - HEADING_LINES) / LINES_OF_A_RULE)))


def _sheet_lines(text: str) -> int:
    return sum(1 + len(line) // SHEET_COLUMNS for line in text.splitlines() or [""])


def _html_strip(strip: Strip) -> dict[str, Any]:
    return {
        "label": strip.label,
        "words": strip.words,
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
