"""Card of a person: what is known about them, and what can be done; and the card for somebody new."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, cast

from textual.app import ComposeResult
from textual.content import Content

from alliance_journal.domain.dates.parse import clock_text, say_short
from alliance_journal.domain.models import Therapist, TherapistStatus
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.form_rows import ActionList, ChoiceRow, FormRows, Row, TextRow

PersonAction = Literal["", "show", "appointments", "continue", "past", "back", "delete"]

NEW_FORM: Final = "person/new"
"""Name of the draft of the card for somebody new; those of people whose adding was undone begin with it."""
STATUSES: Final[tuple[tuple[TherapistStatus, str], ...]] = (
    ("current", "current"),
    ("considering", "considering"),
    ("past", "past"),
)
NEEDS_NAME: Final = "A name is needed; a nickname or an initial is plenty."
SEPARATOR: Final = " / "
"""Stands between the lines of a text that a field of one line holds."""


class PersonFilled(NamedTuple):
    """A person as filled in, and what else is to be done; empty for nothing."""

    person: Therapist
    action: PersonAction = ""


class PersonCard(FormDialog[PersonFilled]):
    """Card with name, status, facts, questions to ask and notes; every field but the name may stay empty."""

    def __init__(
        self,
        person: Therapist,
        actions: Sequence[tuple[PersonAction, str]],
        keep: Callable[[PersonFilled], None],
        unfinished: DialogDraft,
    ) -> None:
        """Show a person.

        Args:
            person: the person; without an id for somebody new.
            actions: what can be done, with the words of its button.
            keep: saves the person; if it raises, the card stays open and shows the error.
            unfinished: draft of what is typed.
        """
        super().__init__(keep, unfinished)
        self.person, self.actions = person, actions
        self.chosen: PersonAction = ""

    def compose_fields(self) -> ComposeResult:
        """Yield the fields."""
        yield FormRows(tuple(_rows(self.person)))

    def on_mount(self) -> None:
        """Set the title in the border, and add the buttons."""
        card = self.query_one(".card")
        card.border_title = Content(self.person.name or "Somebody new")
        if self.actions:
            card.mount(ActionList(self.actions))

    def on_action_list_chosen(self, message: ActionList.Chosen) -> None:
        """Save, and return what else is to be done."""
        self.chosen = cast("PersonAction", message.name)
        self.action_save_dialog()
        self.chosen = ""

    def filled(self) -> PersonFilled:
        """Return the person as filled in.

        Raises:
            UnusableText: when the name is missing, or a text cannot be saved.
        """
        person, values = self.person, self.query_one(FormRows).values()
        return PersonFilled(
            person._replace(
                name=values["name"],
                status=cast("TherapistStatus", values.get("status", person.status)),
                setting=values["setting"],
                fee=values["fee"],
                first_free=values["first_free"],
                to_ask=_lines(values["to_ask"], person.to_ask),
                note=_lines(values["note"], person.note),
            ),
            self.chosen,
        )


def _rows(person: Therapist) -> Iterator[Row]:
    yield TextRow("name", "Name", person.name, "a first name or nickname is plenty", needs=NEEDS_NAME)
    if not person.id:
        yield ChoiceRow("status", "Status", STATUSES, person.status)
    elif person.status != "past":
        yield ChoiceRow("status", "Status", STATUSES[:2], person.status)
    yield TextRow("setting", "Setting", person.setting, "video, weekly; couple; group …")
    yield TextRow("fee", "Fee", person.fee, "90 an hour, insurance pays …")
    yield TextRow("first_free", "First free date", person.first_free, "from January, Tuesdays …")
    yield TextRow("to_ask", "To ask (one / two)", joined_lines(person.to_ask), "How would we begin? / …")
    yield TextRow("note", "Notes", joined_lines(person.note), "anything else")


def new_person_card(opened: OpenJournal, keep: Callable[[PersonFilled], None]) -> PersonCard:
    """Create the card for somebody new: the first one as a current therapist, others as considered ones.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal = opened.journal
    status: TherapistStatus = "considering" if journal.therapists.list() else "current"
    names = (NEW_FORM, *journal.unfinished.names(f"{NEW_FORM}/"))
    name = next((name for name in names if journal.unfinished.get(name) is not None), NEW_FORM)
    return PersonCard(Therapist("", "", status), (), keep, DialogDraft(journal, name))


def person_card(opened: OpenJournal, person: Therapist, keep: Callable[[PersonFilled], None]) -> PersonCard:
    """Create the card of a person.

    Raises:
        JournalError: when the journal cannot be read.
    """
    draft = DialogDraft(opened.journal, f"person/{person.id}")
    return PersonCard(person, tuple(_actions(opened, person)), keep, draft)


def _actions(opened: OpenJournal, person: Therapist) -> Iterator[tuple[PersonAction, str]]:
    """Yield what can be done with a person now."""
    shown = opened.therapist()
    if shown is None or shown.id != person.id:
        yield "show", "Show this person on all pages"
    if person.status == "considering":
        yield "continue", "Continue with this person"
    appointment = opened.journal.appointments.next(opened.today(), person.id)
    when = "no date yet"
    if appointment:
        when = f"next: {say_short(appointment.date, opened.today())} {clock_text(appointment.time)}".strip()
    yield "appointments", f"Appointments ({when})"
    yield ("back", "Move back from past") if person.status == "past" else ("past", "Move to past")
    if can_be_deleted(opened.journal, person):
        yield "delete", "Delete"


def can_be_deleted(journal: Journal, person: Therapist) -> bool:
    """Return True if a person is only considered, and no session or call belongs to them."""
    return person.status == "considering" and not journal.sessions.latest_with(person.id, 1)


def add_person(journal: Journal, filled: PersonFilled) -> None:
    """Add somebody new.

    Raises:
        JournalError: when it cannot be saved.
    """
    with journal.transaction():
        added = journal.therapists.add(filled.person.name, filled.person.status)
        journal.therapists.change(filled.person._replace(id=added.id))


def draft_words(person: Therapist, before: Therapist | None) -> str:
    """Return the draft that fills a person's card with the words that differ from those before; empty for none."""
    shown = {row.name: row.value for row in _rows(person) if isinstance(row, TextRow) and row.value}
    earlier: Mapping[str, str] = {}
    if before:
        earlier = {row.name: row.value for row in _rows(before) if isinstance(row, TextRow)}
    words = {name: value for name, value in shown.items() if value != earlier.get(name)}
    return json.dumps(words if before else {**words, "status": person.status}, ensure_ascii=False) if words else ""


def joined_lines(text: str) -> str:
    """Return the lines of a text in one line, with a separator between them."""
    return SEPARATOR.join(text.strip().splitlines())


def _lines(typed: str, before: str) -> str:
    """Return the lines of what was typed in one line; the text before if it was not edited."""
    if typed == joined_lines(before):
        return before
    return "\n".join(part.strip() for part in typed.split(SEPARATOR))
