"""Form for a goal: its text, how it will be noticed and, once it is in the journal, its state."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from alliance_journal.domain.models import GOAL_STATES, Goal
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.text_length import check_length
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.prepare.work_fields import changed_fields, compose_field, field_text, required_text
from alliance_journal.ui.widgets.choice import Choice


class GoalForm(FormDialog[Goal]):
    """Form for a goal. The state is asked of a goal that is in the journal only."""

    def __init__(self, goal: Goal | None, keep: Callable[[Goal], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.is_new, self.goal = goal is None, goal or Goal("", "")

    def compose_fields(self) -> ComposeResult:
        """Yield the fields."""
        goal = self.goal
        yield from compose_field("What would you like to reach?", goal.text, "in your own words", "text")
        yield from compose_field("How we will notice", goal.how_we_notice, "optional", "how_we_notice")
        if not self.is_new:
            yield Static("Where it stands", classes="label")
            yield Choice([(state, state) for state in GOAL_STATES], goal.state, id="state")

    def on_mount(self) -> None:
        """Set the title in the border."""
        self.query_one(".card").border_title = "Goal"

    def filled(self) -> Goal:
        """Return the goal as filled in.

        Raises:
            UnusableText: when its text is missing or cannot be saved.
        """
        goal = self.goal
        state = goal.state if self.is_new else self.query_one("#state", Choice).value
        return goal._replace(
            text=required_text(self.field("text"), goal.text),
            how_we_notice=field_text(self.field("how_we_notice"), goal.how_we_notice),
            state=next(known for known in GOAL_STATES if known == state),
        )


def new_goal_form(opened: OpenJournal) -> GoalForm:
    """Create the form for a new goal.

    Raises:
        JournalError: when the journal cannot be read.
    """

    def add(goal: Goal) -> None:
        opened.journal.goals.add(goal.text, goal.how_we_notice)

    return GoalForm(None, add, DialogDraft(opened.journal, "goal/new"))


def change_goal_form(opened: OpenJournal, goal: Goal) -> GoalForm:
    """Create the form that changes a goal.

    Raises:
        JournalError: when the journal cannot be read.
        UnusableText: when a text of the goal is too long for a field.
    """
    check_length(*map(one_line, (goal.text, goal.how_we_notice)))
    journal = opened.journal
    draft = DialogDraft(journal, f"goal/{goal.id}")
    return GoalForm(goal, lambda filled: _change_goal(journal, goal, filled), draft)


def _change_goal(journal: Journal, shown: Goal, filled: Goal) -> None:
    """Save the fields that were edited, and no others: another window may have changed them."""
    with journal.transaction():
        stored = next((goal for goal in journal.goals.list() if goal.id == shown.id), shown)
        journal.goals.change(stored._replace(**changed_fields(shown, filled, "text", "how_we_notice")))
        if filled.state not in (shown.state, stored.state):
            journal.goals.set_state(shown.id, filled.state)


def next_goal(goals: Sequence[Goal], here: str | None) -> Goal | None:
    """Return the open goal after a goal; None after the last one.

    Args:
        goals: all goals, in their order.
        here: id of a goal; None, or the id of a goal that is not open, for the first open goal.
    """
    open_ones = [goal for goal in goals if goal.state == "open"]
    at = next((place for place, goal in enumerate(open_ones) if goal.id == here), -1)
    return open_ones[at + 1] if at + 1 < len(open_ones) else None
