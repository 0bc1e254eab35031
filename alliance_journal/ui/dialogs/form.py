"""Cards with a few fields: what is known about an entry, where a copy is written to."""

import json
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Button, Input, Static

from alliance_journal.domain.dates.parse import UnclearDate
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.dialog import DIALOGS_SHEET, UP_AND_DOWN
from alliance_journal.ui.dialogs.draft import BACK, COPY_KEY, DialogDraft, HasDraft
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_field import TextField

Filled = TypeVar("Filled")


class FormDialog(HasDraft, ModalScreen[Filled | None], Generic[Filled]):
    """A card with fields. Enter keeps it from any field; what was typed stays until it is kept.

    Attributes:
        keep: puts what was filled in where it belongs; what it raises is said, and the card stays.
        unfinished: keeps what is typed until then.
        answered: whether it was said why it could not be kept, and nothing was typed since.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET]
    answered: bool = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_card", show=False),
        *UP_AND_DOWN,
        Binding("enter", "keep_card", show=False),
        COPY_KEY,
    ]
    TITLE_SHOWN: ClassVar[str] = ""
    KEEP: ClassVar[str] = "Keep"

    def __init__(self, keep: Callable[[Filled], None] | None = None, unfinished: DialogDraft | None = None) -> None:
        super().__init__()
        self.keep, self.unfinished = keep, unfinished

    def compose(self) -> ComposeResult:
        """The fields, a line for what is unclear, and the button."""
        with Vertical(classes="card form") as card:
            card.border_title = Content(self.TITLE_SHOWN)
            card.border_subtitle = "⏎ keep · tab next field · esc leave as it was"
            yield from self.compose_fields()
            yield Static(id="unclear")
            yield Button(self.KEEP, id="keep", compact=True)

    def compose_fields(self) -> ComposeResult:
        """The fields."""
        raise NotImplementedError

    def filled(self) -> Filled:
        """What was filled in.

        Raises:
            UnclearDate, UnusableText: when something cannot be used.
        """
        raise NotImplementedError

    def field(self, name: str) -> Input:
        """One of the fields."""
        return self.query_one(f"#{name}", Input)

    def on_mount(self) -> None:
        """Put back what was typed in here before, and keep from now on what is typed."""
        if self.unfinished is None:
            return
        before = self._words()
        found = self.unfinished.found
        if found is not None and found != before:
            self._put_back(found)
            self.unclear(BACK)
        self.unfinished.begin(self._words())
        self.set_interval(DRAFT_SECONDS, self._tick)

    def _words(self) -> str:
        """What all fields hold."""
        fields = {field.id: field.value for field in self.query(Input)}
        words = {words.id: words.value for words in self.query(TextField)}
        choices = {choice.id: choice.value for choice in self.query(Choice)}
        return json.dumps(fields | words | choices, ensure_ascii=False)

    def _put_back(self, typed: str) -> None:
        try:
            found = json.loads(typed)
        except ValueError:
            return
        if not isinstance(found, dict):
            return
        for field in self.query(Input):
            field.value = str(found.get(field.id, field.value))
            field.cursor_position = len(field.value)
        for words in self.query(TextField):
            words.text = str(found.get(words.id, words.value))
            words.move_cursor(words.document.end)
        for choice in self.query(Choice):
            choice.choose(str(found.get(choice.id, "")))

    def _tick(self) -> None:
        if self.unfinished:
            before = self.unfinished.trouble
            self.unfinished.tick()
            if self.unfinished.trouble != before and not self.answered:
                self.unclear(self.unfinished.trouble)

    def on_input_changed(self) -> None:
        """Something was typed."""
        self.answered = False
        if self.unfinished:
            self.unfinished.typed(self._words())

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Something was chosen."""
        self.on_input_changed()

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        self.on_input_changed()

    def on_text_field_submitted(self) -> None:
        """Enter in a field keeps the card."""
        self.action_keep_card()

    def action_leave_card(self) -> None:
        """Leave everything as it was: what was typed is given up."""
        if self.unfinished:
            self.unfinished.end()
        self.dismiss(None)

    def on_input_submitted(self) -> None:
        """Enter in a field keeps the card."""
        self.action_keep_card()

    def on_button_pressed(self) -> None:
        """The button keeps the card."""
        self.action_keep_card()

    def action_keep_card(self) -> None:
        """Take over what was filled in, or say what is unclear."""
        try:
            filled = self.filled()
            if self.keep:
                self.keep(filled)
        except (UnclearDate, UnusableText, JournalError) as error:
            self.answered = True
            self.unclear(str(error))
            if isinstance(error, UnclearDate):
                self.field("day").focus()
        else:
            if self.unfinished:
                self.unfinished.end()
            self.dismiss(filled)

    def unclear(self, words: str) -> None:
        """Say what cannot be used; everything typed stays."""
        self.query_one("#unclear", Static).update(Content(words))
