"""Checklist page: the questions about one session."""

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import ELEMENT, Question
from alliance_journal.domain.alliance.wording.checklist_end import checklist_end
from alliance_journal.domain.models import Entry, GivenAnswer
from alliance_journal.domain.text import one_line
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.checklist.answer_grid import AnswerGrid
from alliance_journal.ui.checklist.checklist_text import (
    about_question,
    heading,
    lowest_element,
    questions_about,
    thanks,
)
from alliance_journal.ui.checklist.marks_form import NO_GOAL, marks_form
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.widgets.key_hints import content_with_keys

SAY_IT: Final = "Say it your way. It goes on your list for next time."
NO_SESSION: Final = "Choose a session first, or press <journal.new_session> on Journal."
ROOMY_SIZE: Final = (76, 36)
"""Columns and lines of a terminal from which each question has a second line."""


class ChecklistScreen(BasePage):
    """Page with the questions about the selected session. Each answer is saved at once.

    Attributes:
        entry: the session or call; None if there is none.
        finished: True if the thanks are shown in the place of the question.
        shows_last: True if the answers of the session before are shown.
        lower: ids of the elements that were found lower than usual, after the last answer.
        cleared: the entry id and the answer that was cleared last; None for none.
    """

    CSS_PATH = "checklist.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "checklist"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("checklist"))

    entry: Entry | None = None
    finished: bool = False
    shows_last: bool = False
    lower: tuple[str, ...] = ()
    cleared: tuple[str, GivenAnswer] | None = None

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
        """Hide the answers of the session before, and the thanks, when another page is shown."""
        if self.shows_last or self.finished:
            self.shows_last = self.finished = False
            self.mark_stale()

    def on_resize(self) -> None:
        """Fit the grid to the terminal, and scroll to the question with the cursor."""
        self._fit_grid()
        self.call_after_refresh(self._scroll_to_cursor)

    def _fit_grid(self) -> None:
        """Give each question a second line, for the client's own words, in a large terminal."""
        columns, lines = ROOMY_SIZE
        self.grid.show_roomy(self.app.size.width >= columns and self.app.size.height >= lines)

    def load(self) -> None:
        """Show the answers about the selected session, or else about the latest one."""
        journal = self.opened.journal
        if self.opened.entry_id is None or not journal.sessions.has_checklist(self.opened.entry_id):
            self.opened.entry_id = journal.sessions.latest() or self.opened.entry_id
        known = self.entry.id if self.entry else None
        here = self.opened.entry_id
        self.entry = journal.entries.get(here) if here and journal.sessions.has_checklist(here) else None
        if self.entry is None or self.entry.id != known:
            self.finished, self.cleared = False, None
            self._move_to_first_open()
        self._show()

    @property
    def shows_selected_entry(self) -> bool:
        """True if the answers are those about the selected session."""
        return self.entry is not None and self.entry.id == self.opened.entry_id

    def _questions(self) -> tuple[Question, ...]:
        return questions_about(self.entry, self.opened.journal.questions.asked()) if self.entry else ()

    def _move_to_first_open(self) -> None:
        """Move the cursor to the first question without an answer."""
        if self.entry:
            given = self.entry.answers_by_question
            open_ones = [at for at, question in enumerate(self._questions()) if question.id not in given]
            self.grid.cursor = open_ones[0] if open_ones else 0

    def _show(self) -> None:
        asked, grid, entry = self.query_one("#asked", Static), self.grid, self.entry
        grid.display = self.query_one("#foot").display = entry is not None
        if entry is None:
            asked.update(content_with_keys(self, NO_SESSION))
            return
        questions, today = self._questions(), self.opened.today()
        asked.update(heading(self.opened.journal, entry, questions, today, shows_last=self.shows_last))
        # Before the first layout: Textual keeps the height of a widget that asks for a second one too soon.
        self._fit_grid()
        last = self._last_answers(entry) if self.shows_last else None
        grid.show(questions, entry.answers_by_question, last, about=entry.id)
        self._show_foot()

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
            foot.update(about_question(entry, question))
            return
        reading = reading_with(self.opened.journal, entry.therapist_id)
        end = checklist_end(reading, entry, self.opened.today())
        self.lower = end.lower
        can_bring = bool(self.lower or lowest_element(entry, self._questions()))
        foot.update(content_with_keys(self, thanks(end, can_bring=can_bring)))

    def on_answer_grid_moved(self) -> None:
        """Show the text of the question that the cursor moved to."""
        with self.report_errors():
            self._show_foot()

    def on_answer_grid_answered(self, message: AnswerGrid.Answered) -> None:
        """Save an answer and show it; the rest of the page is updated after the next drawing."""
        if self.entry is None:
            return
        with self.report_errors():
            self.opened.journal.answers.set(message.about, message.question.id, message.answer)
            if message.about == self.entry.id:
                self.finished = False
                self.grid.mark(message.question, message.answer)
                self.call_after_refresh(self._show_answered, message)

    def _show_answered(self, message: AnswerGrid.Answered) -> None:
        """Read the session again and show it; after the last answer, with the thanks."""
        if self.entry is None or self.entry.id != message.about or not self.is_active:
            # Another session is shown by now, or another page: this one is read when it is shown again.
            return
        with self.report_errors():
            self.entry = self.opened.journal.entries.get(message.about)
            asked, given = self.grid.questions, self.entry.answers_by_question
            self.finished = message.question == asked[-1] and all(question.id in given for question in asked)
            self._show()

    def on_key(self, event: events.Key) -> None:
        """Show the question in the place of the thanks when the cursor moves."""
        if self.finished and event.key in ("up", "down", "j", "k", "home", "end"):
            self.finished = False
            self._show_foot()

    def action_finish(self) -> None:
        """Show the thanks, with or without an answer to every question."""
        if self.entry is None:
            return
        with self.report_errors():
            self.finished = True
            self._show_foot()

    def action_clear(self) -> None:
        """Remove an answer and its words; `action_give_back` restores them."""
        question = self.grid.current
        if self.entry is None or question is None:
            return
        with self.report_errors():
            given = self.opened.journal.answers.clear(self.entry.id, question.id)
            if given:
                self.cleared = (self.entry.id, given)
                self.finished = False
                self.load()
                if given.words:
                    self.say("Cleared, with its words. Press <checklist.give_back> to put them back.")

    def action_give_back(self) -> None:
        """Restore the answer that was cleared last."""
        if self.cleared is None:
            self.say("Nothing was cleared here.")
            return
        with self.report_errors():
            self.opened.journal.answers.restore(*self.cleared)
            self.cleared = None
            self.load()

    def action_words(self) -> None:
        """Ask for the client's own words about the question."""
        question = self.grid.current
        if self.entry is None or question is None:
            return
        about, given = self.entry.id, self.entry.answers_by_question.get(question.id)
        if given is None:
            # Words belong to an answer. A dialog asks for it, so that the next key is not read as a command.
            answers = [(answer.value, answer.value) for answer in Answer]
            dialog = ConfirmDialog("Your answer first", question.text, answers)
            self.app.push_screen(dialog, lambda word: self._answer_then_words(about, question, word))
            return
        hint = "Your own words. They stay in the journal."
        shown = one_line(given.words)

        def keep(words: str) -> None:
            if words != shown:
                self.opened.journal.answers.set_comment(about, question.id, words.strip())

        self.ask_for_text(question.label, shown, hint, f"words/{about}/{question.id}", keep)

    def _answer_then_words(self, about: str, question: Question, word: str | None) -> None:
        if word is None or self.entry is None or self.entry.id != about:
            return
        with self.report_errors():
            self.opened.journal.answers.set(about, question.id, Answer(word))
            self.load()
            self.action_words()

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

    def action_bring_dip(self) -> None:
        """Ask how to bring up the elements that were lower than usual, the lowest one, or that of the question."""
        question = self.grid.current
        if self.entry is None or question is None:
            return
        if not self.finished and question.id not in self.entry.answers_by_question:
            self.say("Answer first. On Trends, <trends.bring_up> brings up any element.")
            return
        if not self.finished:
            elements: tuple[str, ...] = (question.element,)
        else:
            elements = self.lower or lowest_element(self.entry, self._questions())
        if elements:
            self._ask_to_bring(elements)
        else:
            self.say("Every answer is a yes. On Trends, <trends.bring_up> brings up any element.")

    def _ask_to_bring(self, elements: tuple[str, ...]) -> None:
        """Ask for words about each element, one after the other, and put what is kept on the list."""
        entry = self.entry
        if entry is None or not elements:
            return
        element = elements[0]
        self.ask_for_text(
            f"Bring up: {ELEMENT[element].label}",
            STARTERS[element][0],
            SAY_IT,
            f"bring/{entry.id}/{element}",
            lambda text: self.add_topic(text, entry.id),
            lambda _: self._ask_to_bring(elements[1:]),
        )

    def action_marks(self) -> None:
        """Ask for the client's own marks for the open goals, on the day of this session."""
        if self.entry is None:
            return
        with self.report_errors():
            if form := marks_form(self.opened, self.entry):
                self.app.push_screen(form)
            else:
                self.say(NO_GOAL)

    def action_older(self) -> None:
        """Select the session before."""
        self._select_adjacent(earlier=True)

    def action_newer(self) -> None:
        """Select the session after."""
        self._select_adjacent(earlier=False)

    def _select_adjacent(self, *, earlier: bool) -> None:
        with self.report_errors():
            here = self.opened.entry_id
            if here and (beside := self.opened.journal.sessions.adjacent(here, earlier=earlier)):
                self.opened.entry_id = beside
                self.reload()
