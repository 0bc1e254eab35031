"""Checklist: twelve questions about one session, twelve keys."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import ELEMENT, QUESTIONS, Question, origin
from alliance_journal.domain.alliance.rule_constants import YES
from alliance_journal.domain.alliance.rules.yes_to_most import scored
from alliance_journal.domain.alliance.wording.checklist_end import checklist_end
from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import Entry, GivenAnswer
from alliance_journal.domain.text import one_line
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.checklist.answer_grid import AnswerGrid
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.prepare.homework_and_goal_forms import ask_for_marks

SKIP = "skip what doesn't fit"
LAST_TIME = "last time in slanted words"
SAY_IT = "Say it your way. It goes on your list for next time."
NO_SESSION = "Choose a session first, or press n on Journal."


class ChecklistScreen(BasePage):
    """The questions of the session looked at; every answer is on the disk at once."""

    CSS_PATH = "checklist.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "checklist"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("checklist"))

    entry: Entry | None = None
    finished: bool = False
    shows_last: bool = False
    dipped: tuple[str, ...] = ()
    cleared: tuple[str, GivenAnswer] | None = None

    def compose_page(self) -> ComposeResult:
        """What is asked, the sheet, and the full question."""
        yield Static(id="asked")
        yield AnswerGrid(id="grid")
        yield Static(id="foot", classes="barred")

    @property
    def grid(self) -> AnswerGrid:
        """The sheet."""
        return self.query_one(AnswerGrid)

    def on_mount(self) -> None:
        """Begin on the sheet."""
        self.grid.focus()

    def on_screen_suspend(self) -> None:
        """Last time's answers are hidden again when the page is left."""
        if self.shows_last or self.finished:
            self.shows_last = self.finished = False
            self.mark_stale()

    def on_resize(self) -> None:
        """Fit the grid to the terminal, and keep the question with the cursor on the screen."""
        self._fit_grid()
        self.call_after_refresh(self._keep_in_sight)

    def _fit_grid(self) -> None:
        """Give the client's own words a line under each question where there is room."""
        self.grid.show_roomy(self.app.size.height >= 36 and self.app.size.width >= 76)

    def load(self) -> None:
        """The answers of the session looked at, else of the latest one."""
        journal = self.opened.journal
        if self.opened.entry_id is None or not journal.sessions.has_checklist(self.opened.entry_id):
            self.opened.entry_id = journal.sessions.latest() or self.opened.entry_id
        known = self.entry.id if self.entry else None
        here = self.opened.entry_id
        self.entry = journal.entries.get(here) if here and journal.sessions.has_checklist(here) else None
        if self.entry is None or self.entry.id != known:
            self.finished, self.cleared = False, None
            self._to_first_open()
        self._show()

    @property
    def shows_entry(self) -> bool:
        """Whether the answers are those of the session looked at."""
        return self.entry is not None and self.entry.id == self.opened.entry_id

    def _questions(self) -> tuple[Question, ...]:
        """The asked questions; of a consultation call, the nine of the article."""
        if self.entry and self.entry.kind == "consultation":
            return tuple(question for question in QUESTIONS if question.from_article)
        asked = self.opened.journal.questions.asked()
        return tuple(question for question in QUESTIONS if asked.get(question.id))

    def _to_first_open(self) -> None:
        """The cursor on the first question without an answer."""
        if self.entry:
            given = self.entry.answers_by_question
            open_ones = [i for i, question in enumerate(self._questions()) if question.id not in given]
            self.grid.cursor = open_ones[0] if open_ones else 0

    def _show(self) -> None:
        asked, grid = self.query_one("#asked", Static), self.grid
        grid.display = self.query_one("#foot").display = self.entry is not None
        if self.entry is None:
            asked.update(Content(NO_SESSION))
            return
        questions, given = self._questions(), self.entry.answers_by_question
        count = sum(question.id in given for question in questions)
        day = say_long(self.entry.date, self.opened.today())
        asked.update(
            Content.styled(f"How did {self._with_whom()}{day} feel?", "bold")
            + Content.styled(
                f"   {count} of {len(questions)}  ·  {LAST_TIME if self.shows_last else SKIP}", "$quiet"
            )
        )
        # Before the first layout: Textual keeps the height of a widget that asks for a second one too soon.
        self._fit_grid()
        grid.show(questions, given, self._last_time() if self.shows_last else None, about=self.entry.id)
        self._show_foot()

    def _keep_in_sight(self) -> None:
        """Scroll to the question with the cursor, where not all have room, and to the foot if both fit."""
        if not (self.is_attached and self.is_active):
            # It was waited for the next picture, and that is of something else.
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

    def _with_whom(self) -> str:
        """Of a call, whom it was with: several are of one day when one is looking for somebody."""
        if self.entry is None or self.entry.kind != "consultation":
            return ""
        names = {therapist.id: therapist.name for therapist in self.opened.journal.therapists.list()}
        name = one_line(names.get(self.entry.therapist_id or "", ""))
        return f"the call with {name} on " if name else "the call on "

    def _last_time(self) -> dict[str, GivenAnswer]:
        assert self.entry is not None
        before = self.opened.journal.sessions.answered_before(self.entry)
        return before.answers_by_question if before else {}

    def _show_foot(self) -> None:
        """Show the full question and where it comes from; after the last answer, one kind sentence."""
        foot, question = self.query_one("#foot", Static), self.grid.current
        if self.entry is None or question is None:
            return
        # Only once it is drawn it is known where it stands.
        self.call_after_refresh(self._keep_in_sight)
        if self.finished:
            foot.update(self._thanks())
            return
        lines = [Content.styled(question.text, "bold")]
        given = self.entry.answers_by_question.get(question.id)
        if given and given.words:
            lines.append(Content(f"“{one_line(given.words)}”"))
        lines.append(Content.styled(f"{ELEMENT[question.element].label} · {origin(question)}", "$quiet"))
        foot.update(Content("\n").join(lines))

    def _thanks(self) -> Content:
        assert self.entry is not None
        reading = reading_with(self.opened.journal, self.entry.therapist_id)
        end = checklist_end(reading, self.entry, self.opened.today())
        self.dipped = end.lower
        said = Content.styled("Saved, thank you.", "bold") + Content(f" {end.sentence}" if end.sentence else "")
        if self.dipped or self._lowest_answer():
            return said + Content.styled("\nPress b to bring it along, or leave it for now.", "$quiet")
        return said

    def on_answer_grid_moved(self) -> None:
        """The foot follows the cursor, and so does the page."""
        with self.report_errors():
            self._show_foot()

    def on_answer_grid_answered(self, message: AnswerGrid.Answered) -> None:
        """Keep an answer at once, and show it; what else follows from it comes behind that."""
        if self.entry is None:
            return
        with self.report_errors():
            self.opened.journal.answers.set(message.about, message.question.id, message.answer)
            if message.about == self.entry.id:
                self.finished = False
                self.grid.mark(message.question, message.answer)
                self.call_after_refresh(self._show_answered, message)

    def _show_answered(self, message: AnswerGrid.Answered) -> None:
        """What the journal says of the session now; after the last answer, thank you."""
        if self.entry is None or self.entry.id != message.about or not self.is_active:
            # Another session is looked at by now; or another page, and all is read when this one comes back.
            return
        with self.report_errors():
            self.entry = self.opened.journal.entries.get(message.about)
            asked, given = self.grid.questions, self.entry.answers_by_question
            self.finished = message.question == asked[-1] and all(question.id in given for question in asked)
            self._show()

    def on_key(self, event: events.Key) -> None:
        """Moving on puts the question back in the place of the thanks."""
        if self.finished and event.key in ("up", "down", "j", "k", "home", "end"):
            self.finished = False
            self._show_foot()

    def action_finish(self) -> None:
        """Done for now, with or without an answer to everything."""
        if self.entry is None:
            return
        with self.report_errors():
            self.finished = True
            self._show_foot()

    def action_clear(self) -> None:
        """Take an answer away; u puts it back, words and all."""
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
                    self.say("Cleared, with its words. Press u to put them back.")

    def action_give_back(self) -> None:
        """Put the last cleared answer back."""
        if self.cleared is None:
            self.say("Nothing was cleared here.")
            return
        with self.report_errors():
            self.opened.journal.answers.restore(*self.cleared)
            self.cleared = None
            self.load()

    def action_words(self) -> None:
        """A few words of the client's own."""
        question = self.grid.current
        if self.entry is None or question is None:
            return
        about, given = self.entry.id, self.entry.answers_by_question.get(question.id)
        if given is None:
            # Words belong to an answer; asking for it in a card keeps what is typed next from being a command.
            answers = [(answer.value, answer.value) for answer in Answer]
            card = ConfirmDialog("Your answer first", question.text, answers)
            self.app.push_screen(card, lambda word: self._answer_then_words(about, question, word))
            return
        hint = "Your own words. They stay in the journal."
        shown = one_line(given.words)

        def keep(words: str) -> None:
            if words != shown:
                self.opened.journal.answers.set_comment(about, question.id, words.strip())

        self.ask_for_words(question.label, shown, hint, f"words/{about}/{question.id}", keep)

    def _answer_then_words(self, about: str, question: Question, word: str | None) -> None:
        if word is None or self.entry is None or self.entry.id != about:
            return
        with self.report_errors():
            self.opened.journal.answers.set(about, question.id, Answer(word))
            self.load()
            self.action_words()

    def action_last_time(self) -> None:
        """Show last time's answers on purpose, until the page is left."""
        if self.entry is None:
            return
        with self.report_errors():
            self.shows_last = not self.shows_last
            if self.shows_last and not self._last_time():
                self.shows_last = False
                self.say("There is no earlier session with answers.")
            self._show()

    def action_bring_dip(self) -> None:
        """Bring up what was lower than usual; else what is furthest below a yes; else what the cursor is on."""
        question = self.grid.current
        if self.entry is None or question is None:
            return
        if not self.finished and question.id not in self.entry.answers_by_question:
            self.say("Answer first. On Trends, b brings up any element.")
            return
        if not self.finished:
            elements: tuple[str, ...] = (question.element,)
        else:
            elements = self.dipped or self._lowest_answer()
        if elements:
            self._offer(elements)
        else:
            self.say("Every answer is a yes. On Trends, b brings up any element.")

    def _offer(self, elements: tuple[str, ...]) -> None:
        """A way to say it for each element, one after the other; only what is kept goes on the list."""
        entry = self.entry
        if entry is None or not elements:
            return

        element = elements[0]
        self.ask_for_words(
            f"Bring up: {ELEMENT[element].label}",
            STARTERS[element][0],
            SAY_IT,
            f"bring/{entry.id}/{element}",
            lambda text: self.put_on_list(text, entry.id),
            lambda _: self._offer(elements[1:]),
        )

    def _lowest_answer(self) -> tuple[str, ...]:
        """The element of the lowest answer below a yes, the first asked where there are several."""
        assert self.entry is not None
        scores = scored(self.entry)
        low = [question for question in self._questions() if scores.get(question.id, YES) < YES]
        return tuple(question.element for question in sorted(low, key=lambda q: scores[q.id])[:1])

    def action_marks(self) -> None:
        """The client's own marks for the open goals, on the day of this session."""
        if self.entry is not None:
            ask_for_marks(self, self.entry)

    def action_older(self) -> None:
        """The session before."""
        self._step(1)

    def action_newer(self) -> None:
        """The session after."""
        self._step(-1)

    def _step(self, step: int) -> None:
        with self.report_errors():
            here = self.opened.entry_id
            if here and (beside := self.opened.journal.sessions.adjacent(here, earlier=step > 0)):
                self.opened.entry_id = beside
                self.reload()
