"""The dialog Help now, and the form for the client's own numbers to call."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Final

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.help_now import HELP_NOW
from alliance_journal.domain.text import usable
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.dialog import TextDialog
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.text_input import TextInput

HELP_NOW_ID: Final = "help-now"
NUMBERS: Final = 4
"""Number of lines offered for numbers to call, at least."""


class HelpNowDialog(TextDialog):
    """Shows where to turn now, without any network. The client's own numbers come first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "edit", show=False)]

    def __init__(self, journal: Journal | None) -> None:
        """Show it; without an open journal, there are no numbers of the client's own."""
        self.journal = journal
        super().__init__("Help now", Content("\n\n").join(self._parts()), id=HELP_NOW_ID)

    def _parts(self) -> Iterator[Content]:
        numbers: tuple[str, ...] = ()
        if self.journal:
            # Whatever is wrong with the journal, the rest is shown.
            with contextlib.suppress(JournalError):
                numbers = self.journal.own_numbers.list()
        if numbers:
            yield Content("\n").join(Content.styled(number, "bold") for number in numbers)
        yield from (Content(text) for text in HELP_NOW)
        if self.journal:
            yield Content.styled("Press e for numbers of your own. They stand here first.", "$quiet")

    def action_edit(self) -> None:
        """Ask for the client's own numbers."""
        if self.journal and not self.journal.read_only:
            self.dismiss(None)
            ask_for_numbers(self.app, self.journal)


def ask_for_numbers(app: App[Any], journal: Journal) -> None:
    """Ask whom the client would call.

    Raises:
        JournalError: when the journal cannot be read.
    """
    keep = journal.own_numbers.set
    app.push_screen(NumbersForm(journal.own_numbers.list(), keep, DialogDraft(journal, "numbers")))


class NumbersForm(FormDialog[tuple[str, ...]]):
    """Asks whom the client would call, a line each."""

    TITLE_SHOWN = "Numbers to call"

    def __init__(
        self, numbers: tuple[str, ...], keep: Callable[[tuple[str, ...]], None], unfinished: DialogDraft
    ) -> None:
        super().__init__(keep, unfinished)
        self.numbers = numbers

    def compose_fields(self) -> ComposeResult:
        """Compose a few lines."""
        hint = "A friend, a doctor, a line you trust. <everywhere.help_now> shows them first."
        yield Static(content_with_keys(self, hint), classes="quiet")
        for at in range(max(NUMBERS, len(self.numbers))):
            value = self.numbers[at] if at < len(self.numbers) else ""
            yield TextInput(value, placeholder="who, and the number", id=f"number-{at}", compact=True)

    def filled(self) -> tuple[str, ...]:
        """Return the lines that are not empty."""
        return tuple(usable(field.value.strip()) for field in self.query(Input) if field.value.strip())
