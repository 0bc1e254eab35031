"""Rendering of the page to bring as plain text, Markdown and a self-contained HTML page."""

import re
import textwrap
from collections.abc import Iterator
from typing import Any, Final

from alliance_journal.domain.alliance.rules.series import Point
from alliance_journal.domain.brief.model import Page, Strip, filled
from alliance_journal.domain.brief.page_layout import fit, rules_on
from alliance_journal.domain.brief.print_sizes import (
    BOTTOM,
    INDENT,
    MOST_RULES,
    SIDE,
    TOP,
    WEB_BAR_DISTANCE,
    WEB_BAR_HEIGHT,
    WEB_BAR_WIDTH,
    WEB_LOWEST_BAR,
    sizes_of,
)
from alliance_journal.domain.text import one_line, printable

TEXT_WIDTH: Final = 60


def as_text(page: Page) -> str:
    """Return plain text in 60 columns, of letters, digits and dashes only, for a phone or for reading aloud."""
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
    """Yield the text wrapped with a hanging indent; its own line ends are kept."""
    indent = " " * len(mark)
    for number, line in enumerate(text.splitlines() or [""]):
        wrapped = textwrap.wrap(printable(line), TEXT_WIDTH - len(mark), break_on_hyphens=False) or [""]
        for inner, part in enumerate(wrapped):
            yield ((mark if number == inner == 0 else indent) + part).rstrip()


def as_markdown(page: Page) -> str:
    """Return Markdown, with the strips as block characters; the client's text cannot become a heading or a link."""
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
"""Characters at the beginning of a line that Markdown takes for a list or a heading."""


def _plain(text: str) -> str:
    """Return text escaped for Markdown; its own line ends become hard breaks."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    lines = [_guarded(printable(line).strip()) for line in escaped.splitlines() if line.strip()]
    return "  \n   ".join(lines)


def _guarded(line: str) -> str:
    """Return the line with a backslash if Markdown would take its first characters for markup."""
    found = _LINE_START.match(line)
    if not found:
        return line
    mark, rest = found[0], line[found.end() :]
    return f"{mark}\\{rest}" if mark[0].isdigit() else f"\\{mark}{rest}"


def as_html(page: Page) -> str:
    """Return a self-contained HTML page: it loads nothing, allows no loading, and prints on one sheet."""
    # Imported here because only this format needs it.
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
    page = fit(page)
    sizes = sizes_of(page)
    return environment.get_template("brief.html").render(
        page=page,
        parts=[(part, [_html_strip(strip) for strip in part.strips]) for part in filled(page)],
        height=WEB_BAR_HEIGHT,
        bar_width=WEB_BAR_WIDTH,
        sizes=sizes,
        side=SIDE,
        top=TOP,
        bottom=BOTTOM,
        indent=INDENT,
        rules=rules_on(page, MOST_RULES),
        document_title=one_line(page.title),
    )


def _visible(value: object) -> object:
    """Return a value for the template: a text without invisible characters, with its lines kept."""
    return "\n".join(map(printable, value.splitlines())) if isinstance(value, str) else value


def _html_strip(strip: Strip) -> dict[str, Any]:
    return {
        "label": strip.label,
        "words": strip.words,
        "answers": strip.answers,
        "spoken": ", ".join(_spoken(point) for point in strip.points),
        "bars": [_html_bar(place, point) for place, point in enumerate(strip.points)],
        "width": max(1, len(strip.points)) * WEB_BAR_DISTANCE,
    }


def _html_bar(place: int, point: Point | None) -> dict[str, Any]:
    if point is None:
        return {"x": place * WEB_BAR_DISTANCE, "height": 0, "level": 0}
    height = WEB_LOWEST_BAR + round(point.value * (WEB_BAR_HEIGHT - WEB_LOWEST_BAR) / 3)
    return {"x": place * WEB_BAR_DISTANCE, "height": height, "level": point.level}


def _spoken(point: Point | None) -> str:
    return "no answer" if point is None else ("no", "partly", "mostly", "fully")[point.level - 1]
