"""The welcome screen, which creates a journal. The therapist's name may stay empty."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Button, Input, Static

from alliance_journal.domain.dates.parse import UnclearDate
from alliance_journal.domain.help_now import NOT_A_SERVICE
from alliance_journal.domain.models import Appointment
from alliance_journal.domain.passphrase import EMPTY, SUGGESTED, Passphrase
from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.ui.dialogs.appointment_form import AppointmentField
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import UP_AND_DOWN
from alliance_journal.ui.terminal.key_queue import OPENING_GROUP
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.passphrase_input import PassphraseInput
from alliance_journal.ui.widgets.sign import ONE_MOMENT, sign
from alliance_journal.ui.widgets.text_input import TextInput

WHAT = (
    "A quiet place to notice how therapy feels between you and your therapist, "
    "and to keep what you want to say next time."
)
PRIVATE = (
    "Everything stays in one file on this computer. Nothing is sent anywhere. "
    "It is not a test, and nothing in it measures you or your therapist."
)
ENCRYPTING: Final = (
    "Encrypted, it opens only with your passphrase.\nA lost passphrase is a lost journal. There is no way back."
)
NO_ENCRYPTION: Final = "This computer's installation cannot encrypt: whoever can open the file can read it."
DIFFERENT: Final = "The two passphrases are different. Type both again."
SHORT: Final = f"This one is short. {SUGGESTED} Press ⏎ on Begin to go on with it all the same."


class Beginning(NamedTuple):
    """Choices for a new journal.

    Attributes:
        therapist: name of the therapist; empty for none.
        next: the next appointment; None if it is not known.
        example: True for the example notes in place of a journal.
        passphrase: passphrase of the journal; None if it is not encrypted.
    """

    therapist: str = ""
    next: Appointment | None = None
    example: bool = False
    passphrase: Passphrase | None = None


class WelcomeScreen(Screen[None]):
    """Says what the app is, and asks for what a new journal needs."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("setup.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [*UP_AND_DOWN]

    def __init__(self, today: date, begin: Callable[[Beginning], Awaitable[None]]) -> None:
        super().__init__()
        self.today, self.begin = today, begin
        self._busy = False
        self._short: Passphrase | None = None

    def compose(self) -> ComposeResult:
        """Compose the fields, and a line about help below them."""
        with VerticalScroll(id="welcome", can_focus=False):
            with Vertical(classes="card"):
                yield Static(sign(), id="sign")
                yield Static(WHAT)
                yield Static(PRIVATE, classes="quiet spaced")
                yield Static("What would you like to call your therapist?", classes="label")
                yield TextInput(placeholder="a first name or nickname is plenty", id="therapist", compact=True)
                yield AppointmentField(
                    "When do you meet next?",
                    "",
                    self.today,
                    "future",
                    "optional: Thu, 4 June, every Thursday 17:30",
                )
                if HAS_ENCRYPTION:
                    yield Static("Encrypt this journal?", classes="label")
                    yield Choice((("yes", "yes"), ("no", "no")), "yes", id="encrypt")
                    with Vertical(id="secret"):
                        yield Static(ENCRYPTING, classes="quiet")
                        yield Static("A passphrase for your journal", classes="label")
                        yield PassphraseInput(id="passphrase")
                        yield Static("Once more", classes="label")
                        yield PassphraseInput(id="again")
                else:
                    yield Static(NO_ENCRYPTION, classes="quiet spaced")
                yield Static(id="unclear")
                with Horizontal(id="ways"):
                    yield Button("Begin", id="begin", compact=True)
                    yield Button("Look around with example notes", id="example", compact=True)
            yield Static(NOT_A_SERVICE, id="service", classes="quiet")

    def on_mount(self) -> None:
        """Focus the first field."""
        self.query_one("#therapist", Input).focus()

    @property
    def _encrypts(self) -> bool:
        return HAS_ENCRYPTION and self.query_one(Choice).value == "yes"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Remove the error, except for a passphrase field: it is emptied when an error about it is shown."""
        if not isinstance(event.input, PassphraseInput):
            self._unsay()

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Show the passphrase fields only with encryption, and remove the error."""
        self.query_one("#secret").display = message.value == "yes"
        self._unsay()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field with Enter, or begin after the last one."""
        fields = list(self.query(Input))
        later = fields[fields.index(event.input) + 1 :]
        # After fast typing, the event can come from a passphrase field that is hidden by now.
        wanted = [field for field in later if self._encrypts or not isinstance(field, PassphraseInput)]
        if wanted:
            wanted[0].focus()
        else:
            self._begin()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Create the journal, or show the example notes."""
        if event.button.id == "example":
            self._hand_over(Beginning(example=True))
        else:
            self._begin()

    def _begin(self) -> None:
        field = self.query_one(AppointmentField)
        try:
            name = usable(self.query_one("#therapist", Input).value.strip())
            when = field.meeting() if field.query_one(Input).value.strip() else None
            passphrase = self._passphrase()
        except (UnclearDate, UnusableText) as error:
            self._say(str(error))
        else:
            self._hand_over(Beginning(name, when, passphrase=passphrase))

    def _passphrase(self) -> Passphrase | None:
        """Return the passphrase that was typed twice; None for no encryption.

        Raises:
            UnusableText: if nothing was typed, or the two differ; once also if a longer one is suggested.
        """
        if not self._encrypts:
            return None
        first, again = self.query_one("#passphrase", PassphraseInput), self.query_one("#again", PassphraseInput)
        if not first.value and not again.value and self._short:
            return self._short
        self._short = None
        try:
            passphrase = Passphrase(first.value)
            if passphrase != Passphrase(again.value):
                raise UnusableText(DIFFERENT)
        except UnusableText as error:
            first.focus()
            raise UnusableText(DIFFERENT if str(error) == EMPTY and first.value else str(error)) from None
        finally:
            first.take()
            again.take()
        if passphrase.is_short:
            self._short = passphrase
            self.query_one("#begin").focus()
            raise UnusableText(SHORT)
        return passphrase

    def _hand_over(self, beginning: Beginning) -> None:
        if not self._busy:
            self._busy = True
            self._say(ONE_MOMENT)
            self.run_worker(self._make(beginning), group=OPENING_GROUP)

    async def _make(self, beginning: Beginning) -> None:
        try:
            await self.begin(beginning)
        except (JournalError, UnusableText) as error:
            self._say(str(error))
        finally:
            self._busy = False

    def _say(self, words: str) -> None:
        self.query_one("#unclear", Static).update(Content(words))
        self.query_one("#unclear").scroll_visible()

    def _unsay(self) -> None:
        if not self._busy:
            self.query_one("#unclear", Static).update("")
