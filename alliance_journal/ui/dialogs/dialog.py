"""Dialogs for a question, a line of text, and a text to read."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.base_dialog import BaseDialog, frame, scrolling_frame
from alliance_journal.ui.dialogs.draft import BACK, COPY_KEY, DialogDraft, HasDraft
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.text_field import TextField

UP_AND_DOWN: Final = (
    Binding("up", "app.focus_previous", show=False),
    Binding("down", "app.focus_next", show=False),
)
"""The arrows go from one field or button to the next."""
HELP_CLOSES: Final = Binding("question_mark,f1", "close_dialog", show=False, id="everywhere.help")
"""The keys of the help close what they lead to."""
KEEP_HINT: Final = "⏎ keep · esc leave as it was"
CLOSE_HINT: Final = "esc close"


class Dialog(BaseDialog[str]):
    """Dialog with a text as its result; None if it was closed without one."""


class ConfirmDialog(Dialog):
    """Asks a question with a few answers, the safe one first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.card_title, self.text, self.answers = title, text, answers

    def compose(self) -> ComposeResult:
        """Compose the text, and a button for each answer."""
        with frame(self.card_title):
            yield Static(Content(self.text), classes="said")
            with Vertical(classes="answers"):
                for value, label in self.answers:
                    yield Button(Content(label), name=value, compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close with the answer."""
        self.dismiss(event.button.name)


class PromptDialog(HasDraft, Dialog):
    """Asks for a line of text. It stays open, with what is typed, until that is saved or the dialog is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [COPY_KEY]

    def __init__(
        self,
        title: str,
        value: str,
        hint: str,
        keep: Callable[[str], None],
        unfinished: DialogDraft | None = None,
    ) -> None:
        """Ask for text.

        Args:
            title: title of the dialog.
            value: the present text.
            hint: a sentence below the text.
            keep: saves the text; if it raises, the dialog stays open and shows the error.
            unfinished: draft of what is typed; None keeps none.
        """
        super().__init__()
        self.card_title, self.value, self.hint, self.keep = title, value, hint, keep
        self.unfinished, self._value_before = unfinished, value
        if unfinished and (unfinished.found or "").strip() and unfinished.found != value:
            self.value, self.hint = unfinished.found or "", f"{BACK} {hint}"

    def compose(self) -> ComposeResult:
        """Compose the text field and the hint."""
        with frame(self.card_title, KEEP_HINT):
            yield TextField(self.value)
            yield Static(Content(self.hint), classes="hint")

    def on_mount(self) -> None:
        """Save a draft of what is typed from now on."""
        if self.unfinished:
            self.unfinished.begin(self.draft_words())
            self.set_interval(DRAFT_SECONDS, self._tick)

    def on_text_area_changed(self) -> None:
        """Pass what is typed on to the draft."""
        self.answered = False
        if self.unfinished:
            self.unfinished.typed(self.draft_words())

    def draft_words(self) -> str:
        """Return the present text; empty if it is blank, or as it was before."""
        value = self.query_one(TextField).value
        return value if value.strip() and value != self._value_before else ""

    def _tick(self) -> None:
        if self.unfinished:
            before = self.unfinished.trouble
            self.unfinished.tick()
            if self.unfinished.trouble != before and not self.answered:
                self.show_trouble(self.unfinished.trouble or self.hint)

    def show_trouble(self, sentence: str) -> None:
        """Show why the text is not saved, in place of the hint."""
        self.query_one(".hint", Static).update(content_with_keys(self, sentence))

    def on_text_field_submitted(self, message: TextField.Submitted) -> None:
        """Save the text, or say why that cannot be done now."""
        try:
            self.keep(message.value)
        except (JournalError, UnusableText) as error:
            self.answered = True
            self.show_trouble(str(error))
        else:
            if self.unfinished:
                self.unfinished.end()
            self.dismiss(message.value)


class LongDialog(Dialog):
    """Dialog with a text that may be longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def action_scroll(self, lines: int) -> None:
        """Scroll by a number of lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


class TextDialog(LongDialog):
    """A text to read; any of the usual keys closes it."""

    CLOSES_BESIDE: ClassVar[bool] = True

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "close_dialog", show=False), HELP_CLOSES]

    def __init__(self, title: str, content: Content, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.card_title, self.content_shown = title, content

    def compose(self) -> ComposeResult:
        """Compose the text, which scrolls if it is longer than the screen."""
        with scrolling_frame(self.card_title, CLOSE_HINT, "reading"):
            yield Static(self.content_shown)
