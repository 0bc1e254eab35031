"""Words chosen by hand for the page: a line of a note, a letter condensed, a sentence only for oneself."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.models import Entry, Excerpt
from alliance_journal.domain.text import UnusableText, has_too_long_a_line, usable
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.text_length import TOO_LONG_FOR_A_DIALOG
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_field import TextField

FOR_WHOM: Final = (("therapist", "on the page for my therapist"), ("me", "only on my own"))
NEW: Final = "In your own words; several lines are fine."
FROM_A_TEXT: Final = (
    "A copy: cut it down to what you would like to show. The text itself stays as it is, and stays here."
)
CHANGED: Final = "What it was taken from stays as it is."
NEEDS_WORDS: Final = "Nothing stands here yet. Write a few words, or leave with esc."
ON_PAGE: Final = "On the page. You see it on Prepare; space takes it off."
ON_MINE: Final = "Only on your own page: m on Prepare shows it."


class ExcerptForm(FormDialog[Excerpt]):
    """Words for the page, in a field of several lines, and for whom they are."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("prepare.tcss")]

    def __init__(
        self, excerpt: Excerpt, hint: str, keep: Callable[[Excerpt], None], unfinished: DialogDraft
    ) -> None:
        super().__init__(keep, unfinished)
        self.excerpt, self.hint = excerpt, hint

    def compose_fields(self) -> ComposeResult:
        """The words, and for whom."""
        yield TextField(self.excerpt.text, several=True)
        yield Static(self.hint, classes="hint")
        yield Choice(FOR_WHOM, "me" if self.excerpt.for_me else "therapist", id="for_whom")

    def on_mount(self) -> None:
        """Say in the border what this is."""
        card = self.query_one(".card")
        card.border_title = "For the page"
        card.border_subtitle = "tab, ⏎ keep · esc leave as it was"

    def filled(self) -> Excerpt:
        """The words, and for whom."""
        text = usable(self.query_one(TextField).value.strip())
        if not text:
            raise UnusableText(NEEDS_WORDS)
        for_me = self.query_one("#for_whom", Choice).value == "me"
        return Excerpt(self.excerpt.id, text, self.excerpt.from_entry, for_me=for_me)


def ask_for_excerpt(page: BasePage, text: str, source: Entry | None, *, for_me: bool = False) -> None:
    """Choose words for the page: copied from a text, or, without one, written here."""
    therapist = page.opened.therapist()
    whose = (source and source.therapist_id) or (therapist.id if therapist else None)
    journal = page.opened.journal
    # What is thought of for a therapist belongs to their sessions, so that it never goes to another one.
    from_entry = source.id if source else page.opened.latest_session()

    def keep(filled: Excerpt) -> None:
        journal.excerpts.add(filled.text, from_entry, for_me=filled.for_me, on_page_of=whose)

    def kept(filled: Excerpt | None) -> None:
        if filled:
            page.reload()
            page.say(ON_MINE if filled.for_me else ON_PAGE)

    hint = FROM_A_TEXT if source else NEW
    _open(page, Excerpt("", text, for_me=for_me), hint, f"excerpt/new/{source.id if source else ''}", keep, kept)


def change_excerpt(page: BasePage, excerpt: Excerpt) -> None:
    """Say an excerpt differently, or change for whom it is."""

    def keep(filled: Excerpt) -> None:
        page.opened.journal.excerpts.change(excerpt.id, filled.text, for_me=filled.for_me)

    _open(page, excerpt, CHANGED, f"excerpt/{excerpt.id}", keep, lambda kept: page.reload() if kept else None)


def _open(
    page: BasePage,
    excerpt: Excerpt,
    hint: str,
    card: str,
    keep: Callable[[Excerpt], None],
    then: Callable[[Excerpt | None], None],
) -> None:
    if has_too_long_a_line(excerpt.text):
        page.say(TOO_LONG_FOR_A_DIALOG)
        return
    with page.report_errors():
        page.app.push_screen(ExcerptForm(excerpt, hint, keep, DialogDraft(page.opened.journal, card)), then)
