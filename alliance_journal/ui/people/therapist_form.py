"""What is known about a therapist, in a card; every field but the name may stay empty."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.models import Therapist, TherapistStatus
from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_input import TextInput

STATUSES: tuple[tuple[TherapistStatus, str], ...] = (
    ("current", "current"),
    ("considering", "considering"),
    ("past", "past"),
)
SEPARATOR = " / "


class TherapistForm(FormDialog[Therapist]):
    """Name, where things stand, facts for choosing, and what is still to be asked."""

    def __init__(self, therapist: Therapist, keep: Callable[[Therapist], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.therapist = therapist

    def compose_fields(self) -> ComposeResult:
        """A line each; questions to ask are divided by a stroke."""
        one = self.therapist
        yield Static("Name", classes="label")
        yield TextInput(one.name, placeholder="a first name or nickname is plenty", id="name", compact=True)
        yield Choice(STATUSES, one.status, id="status")
        for label, value, hint, name in (
            ("Setting", one.setting, "video, weekly; couple; group …", "setting"),
            ("Fee", one.fee, "90 an hour, insurance pays …", "fee"),
            ("First free date", one.first_free, "from January, Tuesdays …", "first_free"),
            (f"To ask, divided by “{SEPARATOR.strip()}”", _line(one.to_ask), "How would we begin? / …", "to_ask"),
            ("Notes", _line(one.note), "anything else", "note"),
        ):
            yield Static(label, classes="label")
            yield TextInput(value, placeholder=hint, id=name, compact=True)

    def on_mount(self) -> None:
        """Say in the border who this is."""
        self.query_one(".card").border_title = Content(self.therapist.name or "Somebody new")

    def filled(self) -> Therapist:
        """The therapist as filled in."""

        def typed(name: str, before: str) -> str:
            value = usable(self.field(name).value.strip())
            # What was left alone keeps its line ends.
            return before if value == _line(before) else "\n".join(part.strip() for part in value.split(SEPARATOR))

        name = usable(self.field("name").value.strip())
        if not name:
            raise UnusableText("A name is needed; a nickname or an initial is plenty.")
        one, status = self.therapist, self.query_one(Choice).value
        return one._replace(
            name=name,
            status=next(value for value, _ in STATUSES if value == status),
            setting=usable(self.field("setting").value.strip()),
            fee=usable(self.field("fee").value.strip()),
            first_free=usable(self.field("first_free").value.strip()),
            to_ask=typed("to_ask", one.to_ask),
            note=typed("note", one.note),
        )


def _line(text: str) -> str:
    return SEPARATOR.join(text.strip().splitlines())
