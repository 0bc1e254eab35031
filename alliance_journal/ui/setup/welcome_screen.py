"""The welcome screen, which creates a journal. The therapist's name may stay empty."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Button, Input, Static

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
    "Yes: it opens only with your passphrase. A lost passphrase is a lost journal. There is no way back."
)
NOT_ENCRYPTING: Final = (
    "No: whoever can open the file on this computer can read it. You can still encrypt it later."
)
UNANSWERED: Final = "Choose yes or no with ← and →."
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
    """Says what the app is, and asks for what a new journal needs, in two steps: the therapist, and encryption."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("setup.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("enter", "after_choice", show=False),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, today: date, begin: Callable[[Beginning], Awaitable[None]]) -> None:
        super().__init__()
        self.today, self.begin = today, begin
        self._busy = False
        self._short: Passphrase | None = None
        self._step = 1

    def compose(self) -> ComposeResult:
        """Compose the fields, and a line about help below them."""
        with VerticalScroll(id="welcome", can_focus=False):
            with Vertical(classes="card"):
                yield Static(sign(), id="sign")
                with Vertical(id="first", classes="step"):
                    yield from self._compose_first()
                if HAS_ENCRYPTION:
                    with Vertical(id="second", classes="step"):
                        yield from self._compose_second()
            yield Static(NOT_A_SERVICE, id="service", classes="quiet")

    def _compose_first(self) -> ComposeResult:
        yield Static(WHAT)
        yield Static(PRIVATE, classes="quiet spaced")
        yield Static("What would you like to call your therapist?", classes="label")
        yield TextInput(placeholder="a first name or nickname is plenty", id="therapist", compact=True)
        hint = "optional: Thu, 4 June, every Thursday 17:30"
        yield AppointmentField("When do you meet next?", "", self.today, "future", hint)
        if not HAS_ENCRYPTION:
            yield Static(NO_ENCRYPTION, classes="quiet spaced")
        yield Static(classes="unclear")
        with Horizontal(classes="ways"):
            if HAS_ENCRYPTION:
                yield Button("Go on", id="on", compact=True)
            else:
                yield Button("Begin", id="begin", compact=True)
            yield Button("Look around with example notes", id="example", compact=True)

    def _compose_second(self) -> ComposeResult:
        yield Static("Encrypt this journal?")
        yield Static(ENCRYPTING, classes="quiet spaced")
        yield Static(NOT_ENCRYPTING, classes="quiet")
        yield Choice((("yes", "yes"), ("no", "no")), id="encrypt", unanswered=True)
        with Vertical(id="secret"):
            yield Static("A passphrase for your journal", classes="label")
            yield PassphraseInput(id="passphrase")
            yield Static("Once more", classes="label")
            yield PassphraseInput(id="again")
        yield Static(classes="unclear")
        with Horizontal(classes="ways"):
            yield Button("Begin", id="begin", compact=True)
            yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """Show the first step."""
        if HAS_ENCRYPTION:
            self.query_one("#secret").display = False
        self._show_step(1)

    def _show_step(self, step: int) -> None:
        self._step = step
        self.query_one("#first").display = step == 1
        if HAS_ENCRYPTION:
            self.query_one("#second").display = step == 2
        self._unsay()
        self.query_one("#therapist" if step == 1 else "#encrypt").focus()

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
        """Go to the next field or step with Enter, or begin after the last field."""
        # After fast typing, the event can come from a passphrase field that is hidden by now.
        if event.input.id == "therapist":
            self.query_one("#day").focus()
        elif event.input.id == "day":
            self._go_on()
        elif event.input.id == "passphrase" and self._encrypts:
            self.query_one("#again").focus()
        else:
            self._begin()

    def action_after_choice(self) -> None:
        """Go on from the question with Enter, once it has an answer."""
        if self._is_answered():
            self.query_one("#passphrase" if self._encrypts else "#begin").focus()

    def action_back(self) -> None:
        """Go back to the first step; what was typed stays."""
        if self._step != 1 and not self._busy:
            self._show_step(1)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go to the other step, create the journal, or show the example notes."""
        if event.button.id == "example":
            self._hand_over(Beginning(example=True))
        elif event.button.id == "on":
            self._go_on()
        elif event.button.id == "back":
            self.action_back()
        else:
            self._begin()

    def _go_on(self) -> None:
        """Ask about encryption, once the first step can be used."""
        if not HAS_ENCRYPTION:
            self._begin()
        elif self._first_step() is not None:
            self._show_step(2)

    def _first_step(self) -> Beginning | None:
        """Return what the first step asks for; None, and a sentence about it, if it cannot be used."""
        field = self.query_one(AppointmentField)
        if not field.check():
            field.query_one(Input).focus()
            return None
        try:
            name = usable(self.query_one("#therapist", Input).value.strip())
        except UnusableText as error:
            self._say(str(error))
            return None
        return Beginning(name, field.meeting() if field.query_one(Input).value.strip() else None)

    def _is_answered(self) -> bool:
        """Return whether it is known if the journal is encrypted; if it is not, ask for it."""
        if not HAS_ENCRYPTION or self.query_one(Choice).value:
            return True
        self.query_one(Choice).focus()
        self._say(UNANSWERED)
        return False

    def _begin(self) -> None:
        beginning = self._first_step()
        if beginning is None or not self._is_answered():
            return
        try:
            passphrase = self._passphrase()
        except UnusableText as error:
            self._say(str(error))
        else:
            self._hand_over(beginning._replace(passphrase=passphrase))

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
        line = self.query_one("#first .unclear" if self._step == 1 else "#second .unclear", Static)
        line.update(Content(words))
        line.scroll_visible()

    def _unsay(self) -> None:
        if not self._busy:
            for line in self.query(".unclear").results(Static):
                line.update("")
