"""Form for an excerpt: text that the client selects or writes for the page to bring."""

from collections.abc import Callable
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from alliance_journal.domain.models import Entry, Excerpt
from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.text_length import check_length
from alliance_journal.ui.open_journal import OpenJournal
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
    """Form for the text of an excerpt and the page that it is for."""

    def __init__(
        self, excerpt: Excerpt, hint: str, keep: Callable[[Excerpt], None], unfinished: DialogDraft
    ) -> None:
        super().__init__(keep, unfinished)
        self.excerpt, self.hint = excerpt, hint

    def compose_fields(self) -> ComposeResult:
        """Yield the text field, the hint and the choice."""
        field = TextField(self.excerpt.text, several=True)
        # Its draft is restored by this name.
        field.id = "text"
        yield field
        yield Static(self.hint, classes="hint")
        yield Choice(FOR_WHOM, "me" if self.excerpt.for_me else "therapist", id="for_whom")

    def on_mount(self) -> None:
        """Set the titles in the border."""
        card = self.query_one(".card")
        card.border_title = "For the page"
        card.border_subtitle = "tab, ⏎ keep · esc leave as it was"

    def filled(self) -> Excerpt:
        """Return the excerpt as filled in.

        Raises:
            UnusableText: when the field is empty or its text cannot be saved.
        """
        text = usable(self.query_one(TextField).value.strip())
        if not text:
            raise UnusableText(NEEDS_WORDS)
        for_me = self.query_one("#for_whom", Choice).value == "me"
        return Excerpt(self.excerpt.id, text, self.excerpt.from_entry, for_me=for_me)


def new_excerpt_form(opened: OpenJournal, text: str, source: Entry | None, *, for_me: bool = False) -> ExcerptForm:
    """Create the form for a new excerpt.

    Args:
        opened: the journal that the excerpt is added to.
        text: text to begin with; empty for none.
        source: the entry that the text was copied from; None for text that is written in the form.
        for_me: True if the client's own page is proposed.

    Raises:
        JournalError: when the journal cannot be read.
        UnusableText: when the text has a line that is too long for the field.
    """
    check_length(text)
    therapist = opened.therapist()
    page_of = (source and source.therapist_id) or (therapist.id if therapist else None)
    # Text for one therapist belongs to the sessions with this one, so that it never goes to another.
    from_entry = source.id if source else opened.latest_session()

    def add(filled: Excerpt) -> None:
        opened.journal.excerpts.add(filled.text, from_entry, for_me=filled.for_me, on_page_of=page_of)

    draft = DialogDraft(opened.journal, f"excerpt/new/{source.id if source else ''}")
    return ExcerptForm(Excerpt("", text, for_me=for_me), FROM_A_TEXT if source else NEW, add, draft)


def excerpt_added_notice(excerpt: Excerpt) -> str:
    """Return a sentence for the client: the page that a new excerpt is on."""
    return ON_MINE if excerpt.for_me else ON_PAGE
