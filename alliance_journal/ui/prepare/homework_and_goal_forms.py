"""Homework and goals in cards: what was agreed, what came of it, where it leads, and the client's own marks."""

from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.work_offers import outcome_noted_key
from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import GOAL_STATES, HIGHEST_MARK, TASK_STATES, Entry, Goal, Task, TaskState
from alliance_journal.domain.text import UnusableText, has_too_long_a_line, one_line, usable
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.text_length import TOO_LONG_FOR_A_DIALOG
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.text_input import TextInput

NEXT_TIME: Final = (("yes", "for next time"), ("no", "no date"))
NEEDS_WORDS: Final = "A few words are needed: what is it?"
NO_GOAL: Final = "No goal is open. On Prepare, g writes one down."
IN_THE_WAY: Final = "It goes on your list for next time, in your words. Left empty, nothing does."
A_MARK: Final = f"A mark is a whole number from 0 to {HIGHEST_MARK}. Type one, or leave it empty."
ABOUT_MARKS: Final = (
    f"Your own mark, 0 to {HIGHEST_MARK}, or none. "
    "It stands in a row of its own under the elements, and nowhere else."
)


class WorkForm(FormDialog[Any]):
    """Fields whose text stays as it is where it is left alone, line ends included."""

    def own_words(self, label: str, value: str, hint: str, name: str) -> ComposeResult:
        """A label, and a line that a first key never empties."""
        yield Static(label, classes="label")
        yield TextInput(one_line(value), placeholder=hint, id=name, select_on_focus=False, compact=True)

    def typed(self, name: str, before: str) -> str:
        """What a field holds now.

        Raises:
            UnusableText: when it cannot be kept.
        """
        value = usable(self.field(name).value.strip())
        return before if value == one_line(before).strip() else value

    def needed(self, name: str, before: str) -> str:
        """The same for a field that cannot stay empty."""
        if not (value := self.typed(name, before)):
            self.field(name).focus()
            raise UnusableText(NEEDS_WORDS)
        return value


class HomeworkForm(WorkForm):
    """Homework: what, why, until when; of what is there already, what came of it comes first."""

    def __init__(self, task: Task | None, keep: Callable[[Task], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.is_new, self.homework = task is None, task or Task("", "")

    def compose_fields(self) -> ComposeResult:
        """The fields."""
        one = self.homework
        if not self.is_new:
            yield Static("What became of it?", classes="label")
            yield Choice([(state, state) for state in TASK_STATES], one.state, id="state")
            yield from self.own_words("A few words; they go on the page with it", one.note, "optional", "note")
        yield from self.own_words("What was agreed?", one.text, "in your own words", "text")
        yield from self.own_words("What is it for?", one.why, "optional; stays in the journal", "why")
        yield Choice(NEXT_TIME, "yes" if one.by_next else "no", id="by_next")

    def on_mount(self) -> None:
        """Say in the border what this is."""
        self.query_one(".card").border_title = "Homework"

    def filled(self) -> Task:
        """The homework as filled in."""
        one, by_next = self.homework, self.query_one("#by_next", Choice).value == "yes"
        text, why = self.needed("text", one.text), self.typed("why", one.why)
        if self.is_new:
            return one._replace(text=text, why=why, by_next=by_next)
        state = cast("TaskState", self.query_one("#state", Choice).value)
        return one._replace(text=text, why=why, by_next=by_next, state=state, note=self.typed("note", one.note))


class GoalForm(WorkForm):
    """A goal in the client's own words; of one that is there already, where it stands."""

    def __init__(self, goal: Goal | None, keep: Callable[[Goal], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.is_new, self.goal = goal is None, goal or Goal("", "")

    def compose_fields(self) -> ComposeResult:
        """The fields."""
        one = self.goal
        yield from self.own_words("What would you like to reach?", one.text, "in your own words", "text")
        yield from self.own_words("How we will notice", one.how_we_notice, "optional", "how_we_notice")
        if not self.is_new:
            yield Static("Where it stands", classes="label")
            yield Choice([(state, state) for state in GOAL_STATES], one.state, id="state")

    def on_mount(self) -> None:
        """Say in the border what this is."""
        self.query_one(".card").border_title = "Goal"

    def filled(self) -> Goal:
        """The goal as filled in."""
        one = self.goal
        state = one.state if self.is_new else self.query_one("#state", Choice).value
        return one._replace(
            text=self.needed("text", one.text),
            how_we_notice=self.typed("how_we_notice", one.how_we_notice),
            state=next(known for known in GOAL_STATES if known == state),
        )


class MarksForm(FormDialog[tuple[int | None, ...]]):
    """A mark for each open goal on the day of a session; every field may stay empty."""

    def __init__(
        self,
        goals: Sequence[Goal],
        shown: Sequence[int | None],
        title: str,
        keep: Callable[[tuple[int | None, ...]], None],
        unfinished: DialogDraft,
    ) -> None:
        super().__init__(keep, unfinished)
        self.goals, self.shown, self.heading = goals, shown, title

    def compose_fields(self) -> ComposeResult:
        """A line a goal."""
        for number, (goal, mark) in enumerate(zip(self.goals, self.shown, strict=True)):
            yield Static(Content(one_line(goal.text)), classes="label marked")
            yield TextInput(
                "" if mark is None else str(mark), placeholder="no mark", id=f"mark-{number}", compact=True
            )
        yield Static(ABOUT_MARKS, classes="hint")

    def on_mount(self) -> None:
        """Say in the border which day it is about."""
        self.query_one(".card").border_title = Content(self.heading)

    def filled(self) -> tuple[int | None, ...]:
        """The marks, in the order of the goals."""
        return tuple(self._mark(f"mark-{number}") for number in range(len(self.goals)))

    def _mark(self, name: str) -> int | None:
        typed = self.field(name).value.strip()
        if not typed:
            return None
        if not (typed.isdecimal() and len(typed) <= 2 and int(typed) <= HIGHEST_MARK):
            self.field(name).focus()
            raise UnusableText(A_MARK)
        return int(typed)


def add_homework(page: BasePage, then: Callable[[], None]) -> None:
    """Write down what was agreed in the latest session."""
    journal = page.opened.journal

    def keep(task: Task) -> None:
        journal.homework.add(task.text, task.why, page.opened.latest_session(), by_next=task.by_next)

    with page.report_errors():
        form = HomeworkForm(None, keep, DialogDraft(journal, "task/new"))
        page.app.push_screen(form, lambda kept: then() if kept else None)


def open_homework(page: BasePage, task: Task) -> None:
    """Say what became of homework, or change its words."""
    if _too_long(page, task.text, task.why, task.note):
        return

    def kept(filled: Task | None) -> None:
        if filled and filled.state == "did not" != task.state:
            page.ask_for_words(
                "What got in the way?",
                "",
                IN_THE_WAY,
                f"task/{task.id}/way",
                lambda words: page.put_on_list(words, task.agreed_in),
            )

    with page.report_errors():
        unfinished = DialogDraft(page.opened.journal, f"task/{task.id}")
        page.app.push_screen(HomeworkForm(task, lambda filled: _change_task(page, task, filled), unfinished), kept)


def _change_task(page: BasePage, shown: Task, filled: Task) -> None:
    """Take over what was changed in the card, and nothing else: another window may have changed the rest."""
    journal = page.opened.journal
    with journal.transaction():
        now = _task_now(journal, shown)
        journal.homework.change(now._replace(**_changes(shown, filled, "text", "why", "note", "by_next")))
        if filled.state != shown.state:
            set_outcome(page, shown, filled.state)


def set_outcome(page: BasePage, task: Task, state: TaskState) -> None:
    """Say what became of homework; the words with it stay, and it is among what happened since last time."""
    opened, therapist = page.opened, page.opened.therapist()
    with opened.journal.transaction():
        opened.journal.homework.set_state(task.id, state, _task_now(opened.journal, task).note)
        said = outcome_noted_key(task.id, opened.latest_session() or "")
        opened.journal.brief_choices.set_included(said, True, therapist.id if therapist else None)


def _task_now(journal: Journal, shown: Task) -> Task:
    return next((task for task in journal.homework.list() if task.id == shown.id), shown)


def _changes(shown: object, filled: object, *names: str) -> dict[str, Any]:
    return {name: getattr(filled, name) for name in names if getattr(filled, name) != getattr(shown, name)}


def add_goal(page: BasePage, then: Callable[[], None]) -> None:
    """Write down a goal."""
    journal = page.opened.journal
    with page.report_errors():
        form = GoalForm(None, lambda goal: _add_goal(journal, goal), DialogDraft(journal, "goal/new"))
        page.app.push_screen(form, lambda kept: then() if kept else None)


def _add_goal(journal: Journal, goal: Goal) -> None:
    journal.goals.add(goal.text, goal.how_we_notice)


def open_goal(page: BasePage, goal: Goal) -> None:
    """Say where a goal stands, or change its words."""
    if _too_long(page, goal.text, goal.how_we_notice):
        return
    with page.report_errors():
        unfinished = DialogDraft(page.opened.journal, f"goal/{goal.id}")
        keep = lambda filled: _change_goal(page.opened.journal, goal, filled)  # noqa: E731
        page.app.push_screen(GoalForm(goal, keep, unfinished))


def _change_goal(journal: Journal, shown: Goal, filled: Goal) -> None:
    with journal.transaction():
        now = next((goal for goal in journal.goals.list() if goal.id == shown.id), shown)
        journal.goals.change(now._replace(**_changes(shown, filled, "text", "how_we_notice")))
        if filled.state not in (shown.state, now.state):
            journal.goals.set_state(shown.id, filled.state)


def ask_for_marks(page: BasePage, entry: Entry) -> None:
    """The client's own marks for the open goals, on the day of a session."""
    journal, day = page.opened.journal, entry.date
    with page.report_errors():
        goals = [goal for goal in journal.goals.list() if goal.state == "open"]
        if not goals:
            page.say(NO_GOAL)
            return
        shown = [next((given.mark for given in goal.marks if given.date == day), None) for goal in goals]

        def keep(marks: tuple[int | None, ...]) -> None:
            with journal.transaction():
                for goal, before, mark in zip(goals, shown, marks, strict=True):
                    if mark != before:
                        journal.goals.set_mark(goal.id, day, mark)

        # The goals are part of the name: what was typed for one never comes back beside another.
        card = f"marks/{day.isoformat()}/{'/'.join(goal.id for goal in goals)}"
        title = f"Goals, on {say_long(day, page.opened.today())}"
        page.app.push_screen(MarksForm(goals, shown, title, keep, DialogDraft(journal, card)))


def next_goal(goals: Sequence[Goal], here: str | None) -> Goal | None:
    """The open goal after this one, round and round with none between the last and the first."""
    open_ones = [goal for goal in goals if goal.state == "open"]
    at = next((place for place, goal in enumerate(open_ones) if goal.id == here), -1)
    return open_ones[at + 1] if at + 1 < len(open_ones) else None


def _too_long(page: BasePage, *texts: str) -> bool:
    found = any(has_too_long_a_line(one_line(text)) for text in texts)
    if found:
        page.say(TOO_LONG_FOR_A_DIALOG)
    return found
