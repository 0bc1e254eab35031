"""The lock screen of an encrypted journal, and the screen that hides one that is not."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.ui.widgets.command_hint import CommandHint
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.passphrase_input import TYPE_IT, PassphraseInput
from alliance_journal.ui.widgets.sign import sign

ENCRYPTED: Final = "This journal is encrypted."
LOCKED: Final = "Your journal is locked. Everything you wrote is saved."
LOCKED_UNSAVED: Final = (
    "Your journal is locked. Your last words are not saved yet: they wait behind this, and saving is tried again."
)
ANOTHER_PASSPHRASE: Final = (
    "This journal has another passphrase now: another window or program changed it. Type the new one to go on. "
    "Your last words are kept, and are saved then. If you close, they are offered at the next start."
)
HIDDEN: Final = "Hidden. Press ⏎ to go back to your notes. This journal is not encrypted: it is only hidden."
HIDDEN_EXAMPLE: Final = "Hidden. Press ⏎ to go back to the example notes."
HIDDEN_FIRST: Final = "Hidden. Press ⏎ to go back."
OPENING: Final = "Opening…"


class LockScreen(Screen[None]):
    """Asks for the passphrase of an encrypted journal; without the field, it only hides another one."""

    CSS_PATH = "lock.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def __init__(self, said: str, open_with: Callable[[Passphrase | None], object], *, asks: bool) -> None:
        """Show the lock.

        Args:
            said: text above the field.
            open_with: called with the passphrase for each Enter; it answers with `say`.
            asks: True to ask for a passphrase.
        """
        super().__init__()
        self.said, self.open_with, self.asks = said, open_with, asks
        self._busy = False

    def compose(self) -> ComposeResult:
        """Compose sign, text, field, answer and keys."""
        with Vertical(id="lock"):
            yield Static(sign(), id="sign")
            yield Static(Content(self.said))
            if self.asks:
                yield PassphraseInput("passphrase", id="passphrase")
            yield Static(id="answer")
            hint = f"⏎ {'open' if self.asks else 'go back'} · <everywhere.leave> close"
            yield Static(content_with_keys(self, hint), classes="quiet")
            yield CommandHint("everywhere.help_now")

    def on_mount(self) -> None:
        """Focus the field."""
        if self.asks:
            self.query_one(PassphraseInput).focus()

    def on_input_submitted(self) -> None:
        """Open with Enter in the field."""
        self.action_open()

    def action_open(self) -> None:
        """Pass the passphrase on and empty the field; one try at a time."""
        if self._busy:
            return
        passphrase = None
        if self.asks:
            typed = self.query_one(PassphraseInput).take()
            if not typed:
                self.say(TYPE_IT)
                return
            try:
                passphrase = Passphrase(typed)
            except UnusableText as error:
                self.say(str(error))
                return
        self.say(OPENING)
        self._busy = True
        self.open_with(passphrase)

    def say(self, words: str) -> None:
        """Show an answer, and allow another try."""
        self._busy = False
        self.query_one("#answer", Static).update(Content(words))
