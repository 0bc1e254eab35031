"""Form for the client's own marks for the open goals, on the day of a session."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import HIGHEST_MARK, Entry, Goal
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.ui.checklist.change_history import MarkChange, MarksChange
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.text_input import TextInput

NO_GOAL: Final = "No goal is open. On Prepare, <prepare.new> writes one down."
A_MARK: Final = f"A mark is a whole number from 0 to {HIGHEST_MARK}. Type one, or leave it empty."
ABOUT_MARKS: Final = (
    f"Your own mark, 0 to {HIGHEST_MARK}, or none. "
    "It stands in a row of its own under the elements, and nowhere else."
)

Marks = tuple[int | None, ...]
"""A mark for each goal, in the order of the goals; None where there is none."""


class MarksForm(FormDialog[Marks]):
    """Form with a field for each open goal; each may stay empty."""

    def __init__(
        self,
        session: Entry,
        goals: Sequence[Goal],
        shown: Marks,
        title: str,
        keep: Callable[[Marks], None],
        unfinished: DialogDraft,
    ) -> None:
        super().__init__(keep, unfinished)
        self.session, self.goals, self.shown, self.heading = session, goals, shown, title

    def compose_fields(self) -> ComposeResult:
        """Yield a field for each goal."""
        for number, (goal, mark) in enumerate(zip(self.goals, self.shown, strict=True)):
            yield Static(Content(one_line(goal.text)), classes="label marked")
            yield TextInput(
                "" if mark is None else str(mark), placeholder="no mark", id=f"mark-{number}", compact=True
            )
        yield Static(ABOUT_MARKS, classes="hint")

    def on_mount(self) -> None:
        """Set the title in the border, which names the day."""
        self.query_one(".card").border_title = Content(self.heading)

    def filled(self) -> Marks:
        """Return the marks as filled in.

        Raises:
            UnusableText: when a field holds something else than a mark.
        """
        return tuple(self._mark(f"mark-{number}") for number in range(len(self.goals)))

    def change_to(self, marks: Marks) -> MarksChange:
        """Return the change from the marks that were shown to others."""
        changed = zip(self.goals, self.shown, marks, strict=True)
        return MarksChange(
            self.session.id,
            self.session.date,
            tuple(MarkChange(goal.id, before, mark) for goal, before, mark in changed if mark != before),
        )

    def _mark(self, name: str) -> int | None:
        typed = self.field(name).value.strip()
        if not typed:
            return None
        if not (typed.isdecimal() and len(typed) <= 2 and int(typed) <= HIGHEST_MARK):
            self.field(name).focus()
            raise UnusableText(A_MARK)
        return int(typed)


def marks_form(opened: OpenJournal, session: Entry) -> MarksForm | None:
    """Create the form for the marks on the day of a session.

    Returns:
        The form; None if no goal is open.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal, day = opened.journal, session.date
    goals = [goal for goal in journal.goals.list() if goal.state == "open"]
    if not goals:
        return None
    shown = tuple(next((given.mark for given in goal.marks if given.date == day), None) for goal in goals)

    def save(marks: Marks) -> None:
        with journal.transaction():
            for mark in form.change_to(marks).marks:
                journal.goals.set_mark(mark.goal_id, day, mark.after)

    # The name of the draft holds the goals, so that what was typed for one is never restored for another.
    draft = DialogDraft(journal, f"marks/{day.isoformat()}/{'/'.join(goal.id for goal in goals)}")
    form = MarksForm(session, goals, shown, f"Goals, on {say_long(day, opened.today())}", save, draft)
    return form
