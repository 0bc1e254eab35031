"""Straight after a session: three short fields to fill in within a minute; the notes can follow later."""

from collections.abc import Callable
from typing import Final, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.headings import with_words
from alliance_journal.domain.models import Entry
from alliance_journal.domain.text import one_line, usable
from alliance_journal.store.core import draft_owner
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.text_field import TextField

STAYED: Final = "What stayed with me"
SURPRISED: Final = "What surprised me"
NOT_SAID: Final = "What I did not say"
DRAFT: Final = "straight after"
"""Name under which the typed words are kept until they are saved."""


class StraightAfter(NamedTuple):
    """The three texts of the form; each may be empty."""

    took_away: str = ""
    surprised: str = ""
    not_said: str = ""

    @property
    def is_empty(self) -> bool:
        """True if nothing was written."""
        return not (self.took_away or self.surprised or self.not_said)


class StraightAfterForm(FormDialog[StraightAfter]):
    """Three fields, all optional."""

    TITLE_SHOWN = "Straight after"

    def __init__(self, about: str, keep: Callable[[StraightAfter], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.about = about

    def compose_fields(self) -> ComposeResult:
        """Yield the three fields, each with its label."""
        yield Static(Content(self.about))
        for name, label in (
            ("took-away", "What I took away"),
            ("surprised", SURPRISED),
            ("not-said", f"{NOT_SAID} (a raw note of its own)"),
        ):
            yield Static(label, classes="label")
            field = TextField("")
            field.id = name
            yield field

    def filled(self) -> StraightAfter:
        """Return the three texts."""
        took_away, surprised, not_said = (usable(field.value.strip()) for field in self.query(TextField))
        return StraightAfter(took_away, surprised, not_said)


def straight_after_form(opened: OpenJournal) -> StraightAfterForm:
    """Return the form; it saves in today's session with the therapist whose sessions are shown.

    Raises:
        JournalError: if the journal cannot be read.
    """
    therapist = opened.therapist()
    who = f" with {one_line(therapist.name).removesuffix('.')}" if therapist else ""
    about = f"For the session of {say_long(opened.today(), opened.today())}{who}. Leave out what you like."
    draft = DialogDraft(opened.journal, DRAFT)
    return StraightAfterForm(about, lambda filled: save_straight_after(opened, filled), draft)


def say_where_saved(filled: StraightAfter) -> str:
    """Return a sentence about where the texts are now."""
    parts = ["In the session of today." if filled.took_away or filled.surprised else ""]
    parts.append("What you did not say is a raw note." if filled.not_said else "")
    return " ".join(part for part in parts if part)


def save_straight_after(opened: OpenJournal, filled: StraightAfter) -> None:
    """Save the texts in one transaction, and select the entry that they are in.

    Raises:
        JournalError: if they cannot be saved; then none of them is.
    """
    if filled.is_empty:
        return
    journal, therapist = opened.journal, opened.therapist()
    therapist_id = therapist.id if therapist else None
    with journal.transaction():
        if filled.not_said:
            note = journal.entries.add(
                "between",
                opened.today(),
                therapist_id=therapist_id,
                title=NOT_SAID,
                body=filled.not_said,
                private=True,
            )
            entry_id = note.id
        if filled.took_away or filled.surprised:
            entry_id = _add_to_session(opened, therapist_id, filled)
    opened.entry_id = entry_id


def _add_to_session(opened: OpenJournal, therapist_id: str | None, filled: StraightAfter) -> str:
    journal, today = opened.journal, opened.today()
    session = journal.sessions.on_day(therapist_id, today) or journal.entries.add(
        "session", today, therapist_id=therapist_id
    )
    text, base = _text_of(opened, session)
    for heading, words in ((STAYED, filled.took_away), (SURPRISED, filled.surprised)):
        if words:
            text = with_words(text, heading, words)
    return journal.entries.save_text(session.id, text, base).entry.id


def _text_of(opened: OpenJournal, session: Entry) -> tuple[str, str]:
    """Return the text of a session to add to, and its base: those of the draft that this run wrote, if any."""
    for draft in opened.journal.drafts.list():
        if draft.entry_id == session.id and draft.writer == draft_owner.mine():
            return draft.body, draft.base
    return session.body, session.body
