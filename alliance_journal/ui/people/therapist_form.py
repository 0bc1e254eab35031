"""Form for a therapist; every field but the name may stay empty."""

from collections.abc import Callable
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.models import Therapist, TherapistStatus
from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_input import TextInput

STATUSES: Final[tuple[tuple[TherapistStatus, str], ...]] = (
    ("current", "current"),
    ("considering", "considering"),
    ("past", "past"),
)
SEPARATOR: Final = " / "
"""Stands between the lines of a text that a field of one line holds."""


class TherapistForm(FormDialog[Therapist]):
    """Form for name, status, facts, questions to ask and notes."""

    def __init__(self, therapist: Therapist, keep: Callable[[Therapist], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.therapist = therapist

    def compose_fields(self) -> ComposeResult:
        """Yield the fields."""
        therapist = self.therapist
        yield Static("Name", classes="label")
        yield TextInput(therapist.name, placeholder="a first name or nickname is plenty", id="name", compact=True)
        yield Choice(STATUSES, therapist.status, id="status")
        for label, value, hint, name in (
            ("Setting", therapist.setting, "video, weekly; couple; group …", "setting"),
            ("Fee", therapist.fee, "90 an hour, insurance pays …", "fee"),
            ("First free date", therapist.first_free, "from January, Tuesdays …", "first_free"),
            (
                f"To ask, divided by “{SEPARATOR.strip()}”",
                _joined_lines(therapist.to_ask),
                "How would we begin? / …",
                "to_ask",
            ),
            ("Notes", _joined_lines(therapist.note), "anything else", "note"),
        ):
            yield Static(label, classes="label")
            yield TextInput(value, placeholder=hint, id=name, compact=True)

    def on_mount(self) -> None:
        """Set the title in the border."""
        self.query_one(".card").border_title = Content(self.therapist.name or "Somebody new")

    def filled(self) -> Therapist:
        """Return the therapist as filled in.

        Raises:
            UnusableText: when the name is missing, or a text cannot be saved.
        """

        def typed(name: str, before: str) -> str:
            value = usable(self.field(name).value.strip())
            # A text that was not edited keeps its line ends.
            return (
                before
                if value == _joined_lines(before)
                else "\n".join(part.strip() for part in value.split(SEPARATOR))
            )

        name = usable(self.field("name").value.strip())
        if not name:
            raise UnusableText("A name is needed; a nickname or an initial is plenty.")
        therapist, status = self.therapist, self.query_one(Choice).value
        return therapist._replace(
            name=name,
            status=next(value for value, _ in STATUSES if value == status),
            setting=usable(self.field("setting").value.strip()),
            fee=usable(self.field("fee").value.strip()),
            first_free=usable(self.field("first_free").value.strip()),
            to_ask=typed("to_ask", therapist.to_ask),
            note=typed("note", therapist.note),
        )


def new_therapist_form(opened: OpenJournal) -> TherapistForm:
    """Create the form that adds a therapist: the first one as a current one, others as considered.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal = opened.journal

    def add(filled: Therapist) -> None:
        with journal.transaction():
            added = journal.therapists.add(filled.name, filled.status)
            journal.therapists.change(filled._replace(id=added.id))

    status: TherapistStatus = "considering" if journal.therapists.list() else "current"
    return TherapistForm(Therapist("", "", status), add, DialogDraft(journal, "person/new"))


def change_therapist_form(opened: OpenJournal, therapist: Therapist) -> TherapistForm:
    """Create the form that changes a therapist.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal = opened.journal
    draft = DialogDraft(journal, f"person/{therapist.id}")
    return TherapistForm(therapist, journal.therapists.change, draft)


def _joined_lines(text: str) -> str:
    return SEPARATOR.join(text.strip().splitlines())
