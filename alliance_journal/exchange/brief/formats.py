"""The registry of formats of the page to bring: one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alliance_journal.exchange.base import LazyFunction

if TYPE_CHECKING:
    from alliance_journal.domain.brief.model import Page
    from alliance_journal.domain.brief.paper import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFormat:
    """A format of the page to bring."""

    name: str
    """Value of `--format`, and the suffix of the file without its dot; it identifies the format."""
    title: str
    """Name in the app's list of formats."""
    make_text: "Callable[[Page], str] | None" = None
    """Returns the page as text; None for a binary format."""
    make_sheet: "Callable[[Page, Paper], bytes] | None" = None
    """Returns the bytes of a file for this size of paper, or raises CannotMake; None for a text format."""
    is_printed: bool = False
    """True if the page is limited to one printed sheet; False if it holds everything that was chosen."""


BRIEF_FORMATS: Final[dict[str, BriefFormat]] = {
    form.name: form
    for form in (
        BriefFormat(
            name="html",
            title="Web page, to print",
            make_text=LazyFunction("brief.render:as_html"),
            is_printed=True,
        ),
        BriefFormat(name="pdf", title="PDF", make_sheet=LazyFunction("brief.pdf:as_pdf"), is_printed=True),
        BriefFormat(name="md", title="Markdown", make_text=LazyFunction("brief.render:as_markdown")),
        BriefFormat(name="txt", title="Plain text", make_text=LazyFunction("brief.render:as_text")),
    )
}
"""All formats of the page by name, in the order of the app's list; the first is the one that the app proposes."""


def as_written(page: "Page", form: str) -> "Page":
    """Return the page with the items this format holds: all of them, or those that fit on one printed sheet."""
    # Imported here because the command line lists the formats without loading the layout.
    from alliance_journal.domain.brief.page_layout import fit

    return fit(page) if BRIEF_FORMATS[form].is_printed else page


def made(page: "Page", form: str, paper: "Paper" = "A4") -> bytes:
    """Return the page as the bytes of a file; equal pages give equal bytes.

    Args:
        page: the page.
        form: name of the format.
        paper: size of the paper, for a format that has one.

    Raises:
        CannotMake: for a PDF, if a required package is not installed or a character cannot be drawn.
    """
    row = BRIEF_FORMATS[form]
    if row.make_sheet:
        return row.make_sheet(page, paper)
    assert row.make_text
    return row.make_text(page).encode()
