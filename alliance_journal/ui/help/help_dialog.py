"""Help from the table of commands, and help now."""

import contextlib
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.alliance.wording.trend_help import HOW_IT_IS_WORKED_OUT
from alliance_journal.domain.help_now import HELP_NOW
from alliance_journal.domain.text import usable
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui import commands
from alliance_journal.ui.dialogs.dialog import TextDialog
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.help.guide_dialog import GuideDialog
from alliance_journal.ui.widgets.text_input import TextInput

YOURS = "Your notes are yours: one file, on this computer. Only what you choose on Prepare ever leaves it."
KEY_WIDTH = 9
HELP_NOW_ID = "help-now"
NUMBERS = 4
"""So many lines are offered for numbers to call."""


def help_card(here: commands.CommandPlace) -> TextDialog:
    """The keys, those of this page first."""
    first: list[commands.CommandPlace] = [here, "writing"] if here == "journal" else [here]
    order = [*first, *(place for place in commands.PLACE_NAMES if place not in first)]
    lines: list[Content] = []
    for name, group in commands.groups(order):
        lines.append(Content.styled(name, "bold $text"))
        for command in group:
            key = Content.styled(f"{command.shown:>{KEY_WIDTH}}", "$accent")
            lines.append(key + Content(f"  {command.help}"))
        lines.append(Content(""))
    lines.append(Content.styled(YOURS, "$quiet"))
    ways = Content.styled("g", "$accent") + Content.styled(" the guide   ", "$quiet")
    ways += Content.styled("i", "$accent") + Content.styled(" how Trends is worked out", "$quiet")
    return Help("Help", Content("\n").join((ways, Content(""), *lines)))


class Help(TextDialog):
    """The keys, and the way on to the guide, and to how Trends is worked out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "how", show=False), Binding("g", "guide", show=False)]

    def action_guide(self) -> None:
        """Short pages to read."""
        self.app.switch_screen(GuideDialog())

    def action_how(self) -> None:
        """How Trends is worked out."""
        self.app.switch_screen(how_card())


def how_card() -> TextDialog:
    """How the reading is worked out."""
    lines: list[Content] = []
    for name, paragraphs in HOW_IT_IS_WORKED_OUT:
        lines.append(Content.styled(name, "bold $accent"))
        lines += [line for paragraph in paragraphs for line in (Content(paragraph), Content(""))]
    return TextDialog("How this is worked out", Content("\n").join(lines))


class HelpNowDialog(TextDialog):
    """Where to turn now; it works without any network. Numbers of one's own come first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "edit", show=False)]

    def __init__(self, journal: Journal | None) -> None:
        """Show it; without an open journal, without numbers of one's own."""
        self.journal = journal
        super().__init__("Help now", Content("\n\n").join(self._parts()), id=HELP_NOW_ID)

    def _parts(self) -> Iterator[Content]:
        numbers: tuple[str, ...] = ()
        if self.journal:
            # Whatever is wrong with the journal, the rest of this card is there.
            with contextlib.suppress(JournalError):
                numbers = self.journal.own_numbers.list()
        if numbers:
            yield Content("\n").join(Content.styled(number, "bold") for number in numbers)
        yield from (Content(text) for text in HELP_NOW)
        if self.journal:
            yield Content.styled("Press e for numbers of your own. They stand here first.", "$quiet")

    def action_edit(self) -> None:
        """Numbers of one's own."""
        if self.journal and not self.journal.read_only:
            self.dismiss(None)
            ask_for_numbers(self.app, self.journal)


def ask_for_numbers(app: App[None], journal: Journal) -> None:
    """Ask whom one would call.

    Raises:
        JournalError: when the journal cannot be read.
    """
    keep = journal.own_numbers.set
    app.push_screen(NumbersForm(journal.own_numbers.list(), keep, DialogDraft(journal, "numbers")))


class NumbersForm(FormDialog[tuple[str, ...]]):
    """Whom one would call, a line each."""

    TITLE_SHOWN = "Numbers to call"

    def __init__(
        self, numbers: tuple[str, ...], keep: Callable[[tuple[str, ...]], None], unfinished: DialogDraft
    ) -> None:
        super().__init__(keep, unfinished)
        self.numbers = numbers

    def compose_fields(self) -> ComposeResult:
        """A few lines; empty ones are left out."""
        yield Static("A friend, a doctor, a line you trust. F12 shows them first.", classes="quiet")
        for at in range(max(NUMBERS, len(self.numbers))):
            value = self.numbers[at] if at < len(self.numbers) else ""
            yield TextInput(value, placeholder="who, and the number", id=f"number-{at}", compact=True)

    def filled(self) -> tuple[str, ...]:
        """The lines with something in them."""
        return tuple(usable(field.value.strip()) for field in self.query(Input) if field.value.strip())
