"""Form for homework: its text and purpose and, once it was agreed, its outcome."""

from collections.abc import Callable
from typing import Final, cast

from textual.app import ComposeResult
from textual.widgets import Static

from alliance_journal.domain.brief.work_offers import outcome_noted_key
from alliance_journal.domain.models import TASK_STATES, Task, TaskState
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.text_length import check_length
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.prepare.work_fields import changed_fields, compose_field, field_text, required_text
from alliance_journal.ui.widgets.choice import Choice

NEXT_TIME: Final = (("yes", "for next time"), ("no", "no date"))


class HomeworkForm(FormDialog[Task]):
    """Form for homework. The outcome comes first, and is asked of homework that is in the journal only."""

    def __init__(self, task: Task | None, keep: Callable[[Task], None], unfinished: DialogDraft) -> None:
        super().__init__(keep, unfinished)
        self.is_new, self.homework = task is None, task or Task("", "")

    def compose_fields(self) -> ComposeResult:
        """Yield the fields."""
        task = self.homework
        if not self.is_new:
            yield Static("What became of it?", classes="label")
            yield Choice([(state, state) for state in TASK_STATES], task.state, id="state")
            yield from compose_field("A few words; they go on the page with it", task.note, "optional", "note")
        yield from compose_field("What was agreed?", task.text, "in your own words", "text")
        yield from compose_field("What is it for?", task.why, "optional; stays in the journal", "why")
        yield Choice(NEXT_TIME, "yes" if task.by_next else "no", id="by_next")

    def on_mount(self) -> None:
        """Set the title in the border."""
        self.query_one(".card").border_title = "Homework"

    def filled(self) -> Task:
        """Return the homework as filled in.

        Raises:
            UnusableText: when its text is missing or cannot be saved.
        """
        task, by_next = self.homework, self.query_one("#by_next", Choice).value == "yes"
        text, why = required_text(self.field("text"), task.text), field_text(self.field("why"), task.why)
        if self.is_new:
            return task._replace(text=text, why=why, by_next=by_next)
        state = cast("TaskState", self.query_one("#state", Choice).value)
        note = field_text(self.field("note"), task.note)
        return task._replace(text=text, why=why, by_next=by_next, state=state, note=note)


def new_homework_form(opened: OpenJournal) -> HomeworkForm:
    """Create the form for new homework, which was agreed in the latest session.

    Raises:
        JournalError: when the journal cannot be read.
    """

    def add(task: Task) -> None:
        opened.journal.homework.add(task.text, task.why, opened.latest_session(), by_next=task.by_next)

    return HomeworkForm(None, add, DialogDraft(opened.journal, "task/new"))


def change_homework_form(opened: OpenJournal, task: Task) -> HomeworkForm:
    """Create the form that changes homework or notes its outcome.

    Raises:
        JournalError: when the journal cannot be read.
        UnusableText: when a text of the homework is too long for a field.
    """
    check_length(*map(one_line, (task.text, task.why, task.note)))
    draft = DialogDraft(opened.journal, f"task/{task.id}")
    return HomeworkForm(task, lambda filled: _change_homework(opened, task, filled), draft)


def _change_homework(opened: OpenJournal, shown: Task, filled: Task) -> None:
    """Save the fields that were edited, and no others: another window may have changed them."""
    journal = opened.journal
    with journal.transaction():
        changes = changed_fields(shown, filled, "text", "why", "note", "by_next")
        journal.homework.change(_stored_homework(journal, shown)._replace(**changes))
        if filled.state != shown.state:
            set_outcome(opened, shown, filled.state)


def set_outcome(opened: OpenJournal, task: Task, state: TaskState) -> None:
    """Set the outcome of homework and offer it for the page to bring; the note on the outcome stays.

    Raises:
        JournalError: when it cannot be saved.
    """
    journal, therapist = opened.journal, opened.therapist()
    with journal.transaction():
        journal.homework.set_state(task.id, state, _stored_homework(journal, task).note)
        key = outcome_noted_key(task.id, opened.latest_session() or "")
        journal.brief_choices.set_included(key, True, therapist.id if therapist else None)


def _stored_homework(journal: Journal, shown: Task) -> Task:
    """Return the homework as the journal has it now."""
    return next((task for task in journal.homework.list() if task.id == shown.id), shown)
