"""The base of dialogs with a few fields."""

import json
from collections.abc import Callable
from typing import ClassVar, Final, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button, Input, Static

from alliance_journal.domain.dates.parse import UnclearDate
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.base_dialog import BaseDialog, frame
from alliance_journal.ui.dialogs.dialog import UP_AND_DOWN
from alliance_journal.ui.dialogs.draft import BACK, COPY_KEY, DialogDraft, HasDraft
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.text_field import TextField

Filled = TypeVar("Filled")
FORM_HINT: Final = "⏎ keep · tab next field · esc leave as it was"


class FormDialog(HasDraft, BaseDialog[Filled], Generic[Filled]):
    """Dialog with fields. Enter saves it from any field; it stays open until that is done or it is closed.

    Attributes:
        keep: saves the result; if it raises, the dialog stays open and shows the error.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *UP_AND_DOWN,
        Binding("enter", "save_dialog", show=False),
        COPY_KEY,
    ]
    TITLE_SHOWN: ClassVar[str] = ""
    KEEP: ClassVar[str] = "Keep"

    def __init__(self, keep: Callable[[Filled], None] | None = None, unfinished: DialogDraft | None = None) -> None:
        super().__init__()
        self.keep, self.unfinished = keep, unfinished
        self._values_before: dict[str | None, str] = {}

    def compose(self) -> ComposeResult:
        """Compose the fields, a line for errors, and the button."""
        with frame(self.TITLE_SHOWN, FORM_HINT, "form"):
            yield from self.compose_fields()
            yield Static(id="unclear")
            yield Button(self.KEEP, id="keep", compact=True)

    def compose_fields(self) -> ComposeResult:
        """Compose the fields."""
        raise NotImplementedError

    def filled(self) -> Filled:
        """Return the result.

        Raises:
            UnclearDate, UnusableText: if something typed cannot be used.
        """
        raise NotImplementedError

    def field(self, name: str) -> Input:
        """Return one of the fields."""
        return self.query_one(f"#{name}", Input)

    def on_mount(self) -> None:
        """Restore the draft, and save one of what is typed from now on."""
        if self.unfinished is None:
            return
        self._values_before = self._values()
        if self.unfinished.found:
            self._put_back(self.unfinished.found)
        words = self.draft_words()
        if words:
            self.unclear(BACK)
        self.unfinished.begin(words)
        self.set_interval(DRAFT_SECONDS, self._tick)

    def draft_words(self) -> str:
        """Return the changed fields as JSON; empty if there are none, or only emptied ones."""
        changed = {name: value for name, value in self._values().items() if value != self._values_before.get(name)}
        return json.dumps(changed, ensure_ascii=False) if any(value.strip() for value in changed.values()) else ""

    def _values(self) -> dict[str | None, str]:
        """Return the values of all fields by their ids."""
        fields = {field.id: field.value for field in self.query(Input)}
        words = {words.id: words.value for words in self.query(TextField)}
        choices = {choice.id: choice.value for choice in self.query(Choice)}
        return fields | words | choices

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
            choice.choose(str(found.get(choice.id, choice.value)))

    def _tick(self) -> None:
        if self.unfinished:
            before = self.unfinished.trouble
            self.unfinished.tick()
            if self.unfinished.trouble != before and not self.answered:
                self.unclear(self.unfinished.trouble)

    def on_input_changed(self) -> None:
        """Pass what is typed on to the draft."""
        self.answered = False
        if self.unfinished:
            self.unfinished.typed(self.draft_words())

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Pass the choice on to the draft."""
        self.on_input_changed()

    def on_text_area_changed(self) -> None:
        """Pass what is typed on to the draft."""
        self.on_input_changed()

    def on_text_field_submitted(self) -> None:
        """Save with Enter in a field."""
        self.action_save_dialog()

    def on_input_submitted(self) -> None:
        """Save with Enter in a field."""
        self.action_save_dialog()

    def on_button_pressed(self) -> None:
        """Save with the button."""
        self.action_save_dialog()

    def action_save_dialog(self) -> None:
        """Save and close, or show the error."""
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

    def show_trouble(self, sentence: str) -> None:
        """Show why the text is not saved."""
        self.unclear(sentence)

    def unclear(self, words: str) -> None:
        """Show an error; everything typed stays."""
        self.query_one("#unclear", Static).update(content_with_keys(self, words))
