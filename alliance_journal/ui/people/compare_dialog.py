"""Consultation calls side by side, and going on with one of them; nobody wins, and nothing is deleted."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.call_comparison import NINE, SHORT, Side
from alliance_journal.domain.text import one_line
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import UP_AND_DOWN, Dialog
from alliance_journal.ui.widgets.rendering import fit, pad

WHAT: Final = (
    "What you answered, as words. “–” did not come up, “·” has no answer yet. "
    "You may also go on looking, or do nothing."
)
HOW: Final = "↑↓ read · tab continue with … · esc close"
LABEL_WIDTH: Final = 27
COLUMN_WIDTH: Final = 10
"""The longest answer, and air."""


class CompareDialog(Dialog):
    """Two to four of them: answers, what is still open, facts, notes."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("people.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [*UP_AND_DOWN]

    def __init__(self, sides: Sequence[Side]) -> None:
        """Show them, in the order they were marked; the answer is the id of the one to go on with."""
        super().__init__()
        self.sides = tuple(sides)

    def compose(self) -> ComposeResult:
        """The table, then each of them, then whom to go on with."""
        with VerticalScroll(classes="card reading") as card:
            card.border_title = "Side by side"
            card.border_subtitle = HOW
            yield Static(Content.styled(WHAT, "$quiet"))
            yield Static(id="table")
            for side in self.sides:
                yield Static(_about(side), classes="spaced")
            with Vertical(classes="answers"):
                for at, side in enumerate(self.sides):
                    yield Button(Content(f"Continue with {_name(side)}"), name=str(at), compact=True)

    def on_mount(self) -> None:
        """Read first; the buttons are below."""
        self.query_one(VerticalScroll).focus()

    def on_resize(self, event: events.Resize) -> None:
        """As wide as there is room."""
        room = min(76, event.size.width * 96 // 100) - 7
        self.query_one("#table", Static).update(table(self.sides, room))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on with this one."""
        self.dismiss(self.sides[int(event.button.name or 0)].therapist.id)


def table(sides: Sequence[Side], width: int) -> Content:
    """The nine questions in rows, one column each; where there is little room, a question over its answers."""
    beside = width >= LABEL_WIDTH + COLUMN_WIDTH * len(sides)
    label = LABEL_WIDTH if beside else 0
    column = (width - label) // len(sides)

    def cells(words: Sequence[str]) -> str:
        return "".join(pad(fit(word, column - 1), column) for word in words)

    lines = [Content.styled(" " * label + cells([_name(side) for side in sides]), "bold")]
    for question in NINE:
        given = [side.answers.get(question.id) for side in sides]
        words = Content(cells([SHORT[answer] if answer else "·" for answer in given]))
        asked = Content.styled(pad(question.label, label or width), "$quiet")
        lines += [asked + words] if beside else [asked, words]
    return Content("\n").join(lines)


def _about(side: Side) -> Content:
    lines = [Content.styled(_name(side), "bold $accent")]
    if side.still_open:
        lines.append(Content.styled("Still open: ", "$quiet") + Content(", ".join(side.still_open)))
    if side.asked:
        lines.append(Content.styled("To ask: ", "$quiet") + Content(" · ".join(side.asked)))
    for name, words in (*side.facts, *side.notes):
        lines.append(Content.styled(f"{name}: ", "$quiet") + Content(words))
    return Content("\n").join(lines)


def _name(side: Side) -> str:
    return one_line(side.therapist.name) or "nameless"
