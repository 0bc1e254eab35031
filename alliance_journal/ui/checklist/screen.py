"""Checklist page: the questions about one session."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from alliance_journal.domain.alliance.questions import Question
from alliance_journal.domain.alliance.wording.checklist_end import checklist_end
from alliance_journal.domain.models import Entry, GivenAnswer, Therapist, Topic
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.checklist.answer_grid import AnswerGrid
from alliance_journal.ui.checklist.answer_words import ask_for_words, clear_answer
from alliance_journal.ui.checklist.bring_up_dialog import bring_up_dialog
from alliance_journal.ui.checklist.change_history import ChangeHistory, TopicsChange
from alliance_journal.ui.checklist.checklist_text import (
    about_question,
    heading,
    lowest_element,
    no_session,
    questions_about,
    thanks,
    which_session,
)
from alliance_journal.ui.checklist.earlier_session import EarlierSession
from alliance_journal.ui.checklist.marks_form import NO_GOAL, MarksForm, marks_form
from alliance_journal.ui.dialogs.next_session import added
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.key_hints import content_with_keys

NOTHING_CHANGED: Final = "Nothing was changed here since the journal was opened."
CHOOSE_FIRST: Final = "Choose with ← or →, then space answers; a digit answers at once."
NO_EARLIER: Final = "This is the first session."
NO_LATER: Final = "This is the latest session."
ROOMY_SIZE: Final = (76, 36)
"""Columns and lines of a terminal from which each question has a second line."""


class ChecklistScreen(BasePage):
    """Page with the questions about one session. Each answer is saved at once.

    Attributes:
        entry: the session or call; None if there is none.
        session_name: the day of it, in words.
        questions: the questions about it.
        therapist: the therapist that the pages are about.
        is_latest: True if no later session or call with the same therapist is known.
        default_id: id of the session that is shown if none is chosen; None if it was not looked for yet.
        changes: the changes made here while the journal is open.
        earlier: asks before the first change to a session that is not the latest.
        finished: True if the thanks are shown in the place of the question.
        shows_last: True if the answers of the session before are shown.
        lower: ids of the elements that were found lower than usual, after the last answer.
    """

    CSS_PATH = "checklist.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "checklist"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("checklist"))

    entry: Entry | None = None
    session_name: str = ""
    questions: tuple[Question, ...] = ()
    therapist: Therapist | None = None
    is_latest: bool = True
    default_id: str | None = None
    finished: bool = False
    shows_last: bool = False
    lower: tuple[str, ...] = ()

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(opened)
        self.changes, self.earlier = ChangeHistory(opened.journal), EarlierSession()

    def compose_page(self) -> ComposeResult:
        """Yield the heading, the grid of answers, and the text of the question."""
        yield Static(id="asked")
        yield AnswerGrid(id="grid")
        yield Static(id="foot", classes="barred")

    @property
    def grid(self) -> AnswerGrid:
        """The grid of answers."""
        return self.query_one(AnswerGrid)

    def on_mount(self) -> None:
        """Give the grid the focus."""
        self.grid.focus()

    def on_screen_suspend(self) -> None:
        """Hide the answers of the session before, and the thanks, when another page is shown, but not a dialog."""
        if isinstance(self.app.screen, ModalScreen):
            return
        self.earlier.confirmed_id = None
        if self.shows_last or self.finished:
            self.shows_last = self.finished = False
            self.mark_stale()

    def on_resize(self) -> None:
        """Fit the grid and the heading to the terminal, and scroll to the question with the cursor."""
        self._fit_grid()
        if self.entry:
            self._show_heading(self.entry)
        self.call_after_refresh(self._scroll_to_cursor)

    def _fit_grid(self) -> None:
        """Give each question a second line, for the client's own words, in a large terminal."""
        columns, lines = ROOMY_SIZE
        self.grid.show_roomy(self.app.size.width >= columns and self.app.size.height >= lines)

    # Which session

    def load(self) -> None:
        """Show the answers about the chosen session, or else about the latest one."""
        opened, journal = self.opened, self.opened.journal
        known = self.entry.id if self.entry else None
        self.therapist = opened.therapist()
        is_chosen = opened.session_id is not None and journal.sessions.has_checklist(opened.session_id)
        if not is_chosen:
            # From now on it stays this one, also if a later one is added in another window.
            opened.session_id = self.default_id = self._latest() or self._latest(with_nobody=True)
        here = opened.session_id
        self.entry = journal.entries.get(here) if here else None
        self.questions = questions_about(self.entry, journal.questions.asked()) if self.entry else ()
        if self.entry is None or self.entry.id != known:
            self.finished, self.earlier.confirmed_id = False, None
            self._move_to_first_open()
        if self.entry:
            latest = journal.sessions.latest_with(self.entry.therapist_id, 1) if is_chosen else (here,)
            self.is_latest = here in latest
            self.session_name = which_session(opened, self.entry, self.therapist)
        self._show()

    def _latest(self, *, with_nobody: bool = False) -> str | None:
        """Return the id of the latest session with the therapist that the pages are about, or without one."""
        whose = None if with_nobody or self.therapist is None else self.therapist.id
        return next(iter(self.opened.journal.sessions.latest_with(whose, 1)), None)

    @property
    def shows_selected_entry(self) -> bool:
        """True if the answers are those about the chosen session, or about the latest if none is chosen."""
        return self.entry is not None and self.entry.id == (self.opened.session_id or self.default_id)

    def action_older(self) -> None:
        """Show the session before."""
        self._show_adjacent(earlier=True)

    def action_newer(self) -> None:
        """Show the session after."""
        self._show_adjacent(earlier=False)

    def _show_adjacent(self, *, earlier: bool) -> None:
        if self.entry is None:
            return
        with self.report_errors():
            if beside := self.opened.journal.sessions.adjacent(self.entry.id, earlier=earlier):
                # Journal shows its note as well.
                self.opened.session_id = self.opened.entry_id = beside
                self.app.clear_notifications()
                self.reload()
            else:
                self.say(NO_EARLIER if earlier else NO_LATER)

    # Showing

    def _move_to_first_open(self) -> None:
        """Move the cursor to the first question without an answer."""
        if self.entry:
            given = self.entry.answers_by_question
            open_ones = [at for at, question in enumerate(self.questions) if question.id not in given]
            self.grid.cursor = open_ones[0] if open_ones else 0

    def _show(self) -> None:
        grid, entry = self.grid, self.entry
        grid.display = self.query_one("#foot").display = entry is not None
        if entry is None:
            self.query_one("#asked", Static).update(content_with_keys(self, no_session(self.therapist)))
            return
        # Before the first layout: Textual keeps the height of a widget that asks for a second one too soon.
        self._fit_grid()
        last = self._last_answers(entry) if self.shows_last else None
        grid.show(self.questions, entry.answers_by_question, last, about=entry.id)
        self._show_heading(entry)
        self._show_foot()

    def _show_heading(self, entry: Entry) -> None:
        asked = self.query_one("#asked", Static)
        # Also where a scroll bar takes some of it: lines that break anew would come after scrolling.
        width = self.app.size.width - asked.styles.margin.width - self.styles.scrollbar_size_vertical
        asked.update(heading(self.session_name, entry, self.questions, width, shows_last=self.shows_last))

    def _scroll_to_cursor(self) -> None:
        """Scroll to the question with the cursor, and to the text below the grid if both fit."""
        if not (self.is_attached and self.is_active):
            # Another screen was shown before this one was drawn.
            return
        grid = self.grid
        row = grid.region_of(grid.cursor).translate(grid.virtual_region.offset)
        if self.finished or grid.current is None or grid.cursor == len(grid.questions) - 1:
            self.scroll_end(animate=False)
        elif grid.cursor == 0:
            self.scroll_home(animate=False)
        elif row.y - grid.dock_gutter.top >= self.max_scroll_y:
            self.scroll_end(animate=False)
        else:
            self.scroll_to_region(row, spacing=grid.dock_gutter, animate=False)

    def _last_answers(self, entry: Entry) -> dict[str, GivenAnswer]:
        """Return the answers about the session before, by question."""
        before = self.opened.journal.sessions.answered_before(entry)
        return before.answers_by_question if before else {}

    def _show_foot(self) -> None:
        """Show the text of the question with the cursor; after the last answer, the thanks."""
        foot, question, entry = self.query_one("#foot", Static), self.grid.current, self.entry
        if entry is None or question is None:
            return
        # The place of the question is known only after it is drawn.
        self.call_after_refresh(self._scroll_to_cursor)
        if not self.finished:
            foot.update(about_question(entry, question, self.grid.highlighted))
            return
        reading = reading_with(self.opened.journal, entry.therapist_id)
        end = checklist_end(reading, entry, self.opened.today())
        self.lower = end.lower
        can_bring = bool(self.lower or lowest_element(entry, self.questions))
        foot.update(content_with_keys(self, thanks(end, can_bring=can_bring)))

    def on_answer_grid_moved(self) -> None:
        """Show the text of the question that the cursor moved to, in the place of the thanks."""
        with self.report_errors():
            self.finished = False
            if self.grid.highlighted:
                # It may have said how to choose an answer.
                self.app.clear_notifications()
            self._show_foot()

    def on_answer_grid_nothing_highlighted(self) -> None:
        """Say how to answer."""
        self.say(CHOOSE_FIRST)

    def action_finish(self) -> None:
        """Show the thanks, with or without an answer to every question."""
        if self.entry is None:
            return
        with self.report_errors():
            self.finished = True
            self._show_foot()

    def action_last_time(self) -> None:
        """Show the answers about the session before until another page is shown, or hide them."""
        if self.entry is None:
            return
        with self.report_errors():
            self.shows_last = not self.shows_last
            if self.shows_last and not self._last_answers(self.entry):
                self.shows_last = False
                self.say("There is no earlier session with answers.")
            self._show()

    # Changes

    def _change(self, change: Callable[[], None], question: Question | None = None) -> None:
        """Make a change; before the first one to an earlier session, ask whether it is meant.

        Args:
            change: makes the change.
            question: the question that the cursor goes back to if it is not made.
        """
        entry = self.entry

        def make_change() -> None:
            if self.entry and entry and self.entry.id == entry.id:
                with self.report_errors():
                    change()

        def go_back() -> None:
            if question:
                self._move_to(question.id)

        if entry and self.is_latest:
            make_change()
        elif entry:
            self.earlier.confirm(self, entry, self.opened.today(), make_change, go_back)

    def _move_to(self, question: str) -> None:
        """Move the cursor to a question, if it is asked."""
        places = [at for at, asked in enumerate(self.grid.questions) if asked.id == question]
        if places:
            self.grid.cursor = places[0]

    def on_answer_grid_answered(self, message: AnswerGrid.Answered) -> None:
        """Save an answer, and show it."""
        if self.entry and message.about == self.entry.id:
            self._change(partial(self._answer, message), message.question)
        elif self.entry:
            # Another session is shown by now.
            with self.report_errors():
                self._answer(message)

    def _answer(self, message: AnswerGrid.Answered) -> None:
        """Save an answer and show it; the rest of the page is updated after the next drawing."""
        question, answer = message.question, message.answer
        self.changes.add(self.opened.journal.answers.set(message.about, question.id, answer))
        if self.entry and message.about == self.entry.id:
            self.finished = False
            self.grid.mark(question, answer)
            self.call_after_refresh(self._show_answered, message)

    def _show_answered(self, message: AnswerGrid.Answered) -> None:
        """Read the session again and show it; after the last answer, with the thanks."""
        if self.entry is None or self.entry.id != message.about or not self.is_active:
            # Another session is shown by now, or another page: this one is read when it is shown again.
            return
        with self.report_errors():
            self.entry = self.opened.journal.entries.get(message.about)
            asked, given = self.grid.questions, self.entry.answers_by_question
            is_last = message.goes_on and message.question == asked[-1]
            self.finished = is_last and all(question.id in given for question in asked)
            self._show()

    def action_clear(self) -> None:
        """Remove an answer and its words; `action_undo` brings them back."""
        question = self.grid.current
        if self.entry and question and question.id in self.entry.answers_by_question:
            self._change(partial(self._clear_answer, self.entry.id, question))

    def _clear_answer(self, about: str, question: Question) -> None:
        change = clear_answer(self.opened.journal, about, question.id)
        if change is None:
            return
        self.changes.add(change)
        self.finished = False
        self.load()
        if change.before and change.before.words:
            self.say("Cleared, with its words. Press <checklist.give_back> to put them back.")

    def action_undo(self) -> None:
        """Take back the latest change that was made here, and show the session that it was made at."""
        if self.entry is None:
            return
        with self.report_errors():
            taken = self.changes.take_back()
            if taken is None:
                self.say(NOTHING_CHANGED)
                return
            self.finished = False
            self.opened.session_id = taken.entry_id
            self.reload()
            self._move_to(taken.question)
            if taken.sentence:
                self.say(taken.sentence)

    # Words, marks, and what to bring up

    def action_words(self) -> None:
        """Ask for the client's own words about the question."""
        question = self.grid.current
        if self.entry and question:
            self._change(partial(self._ask_for_words, self.entry.id, question))

    def _ask_for_words(self, about: str, question: Question) -> None:
        if self.entry and self.entry.id == about:
            given = self.entry.answers_by_question.get(question.id)
            ask_for_words(self, about, question, given, self.changes.add)

    def action_marks(self) -> None:
        """Ask for the client's own marks for the open goals, on the day of this session."""
        if self.entry is None:
            return
        with self.report_errors():
            if form := marks_form(self.opened, self.entry):
                self._change(lambda: self._show_marks(form))
            else:
                self.say(NO_GOAL)

    def _show_marks(self, form: MarksForm) -> None:
        self.app.push_screen(form, lambda marks: self.changes.add(form.change_to(marks)) if marks else None)

    def action_bring_up(self) -> None:
        """Show ways to bring up what was lower than usual, or else lowest; before the end, that of the question."""
        question, entry = self.grid.current, self.entry
        if entry is None or question is None:
            return
        if not self.finished and question.id not in entry.answers_by_question:
            self.say("Answer first. On Trends, <trends.bring_up> brings up any element.")
            return
        if not self.finished:
            elements: tuple[str, ...] = (question.element,)
        else:
            elements = self.lower or lowest_element(entry, self.questions)
        if not elements:
            self.say("Every answer is a yes. On Trends, <trends.bring_up> brings up any element.")
            return
        with self.report_errors():
            self.app.push_screen(bring_up_dialog(self.opened, entry, elements), partial(self._brought_up, entry.id))

    def _brought_up(self, about: str, topics: tuple[Topic, ...] | None) -> None:
        if topics is not None:
            self.say(added(topics))
        if topics:
            self.changes.add(TopicsChange(about, topics))
