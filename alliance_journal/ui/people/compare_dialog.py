"""Comparison of therapists: the answers about their calls side by side, and a button to continue with one."""

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

from alliance_journal.domain.consultation_comparison import NINE, SHORT, Side, side
from alliance_journal.domain.models import Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
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
"""Cells of the longest answer and the space beside it."""


class CompareDialog(Dialog):
    """Comparison of two to four therapists. Its result is the id of the one to continue with."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("people.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [*UP_AND_DOWN]

    def __init__(self, sides: Sequence[Side]) -> None:
        """Compare therapists.

        Args:
            sides: what is known about each, in the order of the columns.
        """
        super().__init__()
        self.sides = tuple(sides)

    def compose(self) -> ComposeResult:
        """Yield the table, a paragraph about each therapist, and the buttons."""
        with VerticalScroll(classes="card reading") as card:
            card.border_title = "Side by side"
            card.border_subtitle = HOW
            yield Static(Content.styled(WHAT, "$quiet"))
            yield Static(id="table")
            for one in self.sides:
                yield Static(_about(one), classes="spaced")
            with Vertical(classes="answers"):
                for at, one in enumerate(self.sides):
                    yield Button(Content(f"Continue with {_name(one)}"), name=str(at), compact=True)

    def on_mount(self) -> None:
        """Give the text the focus; the buttons are below it."""
        self.query_one(VerticalScroll).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the table to the width of the terminal."""
        width = min(76, event.size.width * 96 // 100) - 7
        self.query_one("#table", Static).update(table(self.sides, width))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Return the id of the therapist of the button."""
        self.dismiss(self.sides[int(event.button.name or 0)].therapist.id)


def table(sides: Sequence[Side], width: int) -> Content:
    """Return the nine questions in rows, with a column for each therapist.

    Args:
        sides: the therapists.
        width: cells of a line; if they are too few, a question stands in a line above its answers.
    """
    beside = width >= LABEL_WIDTH + COLUMN_WIDTH * len(sides)
    label = LABEL_WIDTH if beside else 0
    column = (width - label) // len(sides)

    def cells(words: Sequence[str]) -> str:
        return "".join(pad(fit(word, column - 1), column) for word in words)

    lines = [Content.styled(" " * label + cells([_name(one) for one in sides]), "bold")]
    for question in NINE:
        given = [one.answers.get(question.id) for one in sides]
        words = Content(cells([SHORT[answer] if answer else "·" for answer in given]))
        asked = Content.styled(pad(question.label, label or width), "$quiet")
        lines += [asked + words] if beside else [asked, words]
    return Content("\n").join(lines)


def compare_dialog(journal: Journal, therapists: Sequence[Therapist]) -> CompareDialog:
    """Create the comparison of two to four therapists.

    Raises:
        JournalError: when the journal cannot be read.
    """
    calls = [entry for entry in journal.entries.list() if entry.kind == "consultation"]
    return CompareDialog([side(one, [call for call in calls if call.therapist_id == one.id]) for one in therapists])


def _about(one: Side) -> Content:
    lines = [Content.styled(_name(one), "bold $accent")]
    if one.still_open:
        lines.append(Content.styled("Still open: ", "$quiet") + Content(", ".join(one.still_open)))
    if one.asked:
        lines.append(Content.styled("To ask: ", "$quiet") + Content(" · ".join(one.asked)))
    for name, words in (*one.facts, *one.notes):
        lines.append(Content.styled(f"{name}: ", "$quiet") + Content(words))
    return Content("\n").join(lines)


def _name(one: Side) -> str:
    return one_line(one.therapist.name) or "nameless"
