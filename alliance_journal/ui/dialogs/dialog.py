"""Small cards over a page: a question, a line to write, a text to read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.draft import BACK, COPY_KEY, DialogDraft, HasDraft
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.widgets.text_field import TextField

DIALOGS_SHEET: Final = Path(__file__).with_name("dialogs.tcss")
"""Rules for all dialogs. A dialog with rules of its own names both sheets in its `CSS_PATH`."""
UP_AND_DOWN: Final = (
    Binding("up", "app.focus_previous", show=False),
    Binding("down", "app.focus_next", show=False),
)
"""The arrows go from one thing in a card to the next."""


class Dialog(ModalScreen[str | None]):
    """A card that is left with Escape, without any change."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave_card", show=False)]

    def action_leave_card(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)


class ConfirmDialog(Dialog):
    """A question with a few answers; the first one is the safe one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.card_title, self.text, self.answers = title, text, answers

    def compose(self) -> ComposeResult:
        """Title, text and a button an answer."""
        with Vertical(classes="card") as card:
            card.border_title = Content(self.card_title)
            yield Static(Content(self.text), classes="said")
            with Vertical(classes="answers"):
                for value, label in self.answers:
                    yield Button(Content(label), name=value, compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.name)


class PromptDialog(HasDraft, Dialog):
    """A few words to write, beginning with what is there. It stays open, words and all, until they are kept.

    Attributes:
        answered: whether it was said why they could not be kept, and nothing was typed since.
    """

    BINDINGS: ClassVar[list[BindingType]] = [COPY_KEY]

    answered: bool = False

    def __init__(
        self,
        title: str,
        value: str,
        hint: str,
        keep: Callable[[str], None],
        unfinished: DialogDraft | None = None,
    ) -> None:
        """Ask for words.

        Args:
            title: what it is.
            value: what is there already.
            hint: what happens with it.
            keep: puts it where it belongs; what it raises is said, and the card stays.
            unfinished: keeps what is typed until then.
        """
        super().__init__()
        self.card_title, self.value, self.hint, self.keep = title, value, hint, keep
        self.unfinished = unfinished
        if unfinished and (unfinished.found or "").strip() and unfinished.found != value:
            self.value, self.hint = unfinished.found or "", f"{BACK} {hint}"

    def compose(self) -> ComposeResult:
        """Title, the words, and what happens with them."""
        with Vertical(classes="card") as card:
            card.border_title = Content(self.card_title)
            card.border_subtitle = "⏎ keep · esc leave as it was"
            yield TextField(self.value)
            yield Static(Content(self.hint), classes="hint")

    def on_mount(self) -> None:
        """Keep from now on what is typed."""
        if self.unfinished:
            self.unfinished.begin(self.query_one(TextField).value)
            self.set_interval(DRAFT_SECONDS, self._tick)

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        self.answered = False
        if self.unfinished:
            self.unfinished.typed(self.query_one(TextField).value)

    def _tick(self) -> None:
        if self.unfinished:
            before = self.unfinished.trouble
            self.unfinished.tick()
            if self.unfinished.trouble != before and not self.answered:
                self._say(self.unfinished.trouble or self.hint)

    def _say(self, words: str) -> None:
        self.query_one(".hint", Static).update(Content(words))

    def on_text_field_submitted(self, message: TextField.Submitted) -> None:
        """Keep it, or say why that cannot be done now."""
        try:
            self.keep(message.value)
        except (JournalError, UnusableText) as error:
            self.answered = True
            self._say(str(error))
        else:
            if self.unfinished:
                self.unfinished.end()
            self.dismiss(message.value)

    def action_leave_card(self) -> None:
        """Leave it as it was: what was typed is given up."""
        if self.unfinished:
            self.unfinished.end()
        super().action_leave_card()


class LongDialog(Dialog):
    """A card with a text that may be longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def action_scroll(self, lines: int) -> None:
        """Up and down."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


class TextDialog(LongDialog):
    """Text to read, closed with any of the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q,f1", "leave_card", show=False)]

    def __init__(self, title: str, content: Content, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.card_title, self.content_shown = title, content

    def compose(self) -> ComposeResult:
        """The text, which scrolls where it is longer than the screen."""
        with VerticalScroll(classes="card reading") as card:
            card.border_title = Content(self.card_title)
            card.border_subtitle = "esc close"
            yield Static(self.content_shown)

    def on_click(self, event: events.Click) -> None:
        """A click beside the card closes it."""
        if event.widget is self:
            self.dismiss(None)
