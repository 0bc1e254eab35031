"""A field for a day, typed in words."""

from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.dates.parse import Lean, UnclearDate, When, clock_text, parse_when, say_full
from alliance_journal.ui.widgets.text_input import TextInput


class DateField(Vertical):
    """A field for a day in words, with the day as it was read below it."""

    def __init__(self, label: str, value: str, today: date, lean: Lean, placeholder: str = "") -> None:
        super().__init__(classes="field")
        self.label, self.value, self.today, self.lean, self.placeholder = label, value, today, lean, placeholder

    def compose(self) -> ComposeResult:
        """Compose label, input and echo."""
        yield Static(self.label, classes="label")
        yield TextInput(self.value, placeholder=self.placeholder, id="day", compact=True)
        yield Static(id="echo")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show how the day is read, while it is typed."""
        words = ""
        if event.value.strip():
            try:
                words = self.say()
            except UnclearDate:
                # Half a date is no reason to interrupt; the error is shown when the field is left.
                words = "…"
        self._echo(words)

    def on_input_blurred(self) -> None:
        """Say it when a day cannot be read, once the field is left."""
        self.check()

    def check(self) -> bool:
        """Return whether the field is empty or can be read; if it cannot, say so below it."""
        try:
            if self.query_one(Input).value.strip():
                self.say()
        except UnclearDate as error:
            self._echo(str(error))
            return False
        return True

    def _echo(self, words: str) -> None:
        self.query_one("#echo", Static).update(Content(words))

    def say(self) -> str:
        """Return the day as it is read, in words.

        Raises:
            UnclearDate: when it cannot be read.
        """
        return say_when(self.read())

    def read(self) -> When:
        """Return the day, with its time if one was typed.

        Raises:
            UnclearDate: when it cannot be read.
        """
        return parse_when(self.query_one(Input).value, self.today, self.lean)


def say_when(when: When) -> str:
    """Return a day, and its time if it is known, in words."""
    return say_full(when.day) + (f", {clock_text(when.time)}" if when.time else "")
