"""Trends: which element feels weak, since when, and whether it is getting better."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import QUESTION, origin, questions_of
from alliance_journal.domain.alliance.rule_constants import LEVEL_NEEDS
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.element_text import (
    NO_VERDICT,
    count_line,
    direction_line,
    drop_sentence,
    earlier_dips,
    verdict,
)
from alliance_journal.domain.alliance.wording.trend_text import after_calls, hint, sentences
from alliance_journal.domain.brief.model import STRIP_LENGTH
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import HIGHEST_MARK, Entry, Goal
from alliance_journal.domain.text import one_line
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.store.queries.session_reading import Answered, AnswersBehind
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.help.guide_dialog import BOUNDARIES, ELEMENTS, GuidePage
from alliance_journal.ui.help.help_dialog import how_card
from alliance_journal.ui.trends.element_bars import BarRow, ElementBars, Tensions
from alliance_journal.ui.trends.element_dialogs import AnswersDialog, WaysDialog
from alliance_journal.ui.trends.goal_rows import GoalRow, GoalRows

LATELY_SHOWN = 6
WIDE = 100
"""Columns from which on there is room for what is behind an element, beside the bars."""
SAY_IT = "Say it your way. It goes on your list for next time; writing it down and handing it over is as good."


class TrendsScreen(BasePage):
    """Bars and words for each element, the reading of one therapist's sessions."""

    CSS_PATH = "trends.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "trends"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("trends"))

    reading: Reading | None = None
    goals: tuple[Goal, ...] = ()
    lowest_first: bool = False

    def compose_page(self) -> ComposeResult:
        """The headline, the bars, and what is behind the element looked at."""
        yield Static(id="headline")
        with Horizontal(id="trend-panes"):
            with VerticalScroll(id="bars-pane", can_focus=False):
                bars = ElementBars(id="bars")
                yield bars
                yield GoalRows(bars, id="goals")
            with VerticalScroll(id="detail-pane", classes="pane", can_focus=False):
                yield Static(id="detail")
        with Vertical(id="hint", classes="barred"):
            yield Static(id="meaning")
            yield Static(id="behind", classes="quiet")

    @property
    def bars(self) -> ElementBars:
        """The bars."""
        return self.query_one(ElementBars)

    def on_mount(self) -> None:
        """Begin on the bars."""
        self.bars.focus()

    def on_resize(self) -> None:
        """Fit the bars to the terminal."""
        self._fit_bars()
        with self.report_errors():
            self._reach_back(self.bars.reach)
            self._show_detail()
        # Its marks stand under the bars, which are wider or narrower now.
        self.query_one(GoalRows).refresh()

    def _fit_bars(self) -> None:
        """Draw taller bars where there is room."""
        self.bars.show_tall(self.app.size.height >= 36 and self.app.size.width >= WIDE)

    def load(self) -> None:
        """Read the sessions of the therapist looked at."""
        journal, today = self.opened.journal, self.opened.today()
        self.reading, self.goals = reading_with(journal, self._whose()), journal.goals.list()
        said = _headline(self.reading, self._calls(), today)
        self.query_one("#headline", Static).update(said)
        self.bars.plain = self.opened.settings.plain_glyphs
        # Before the first layout: Textual keeps the height of a widget that asks for a second one too soon.
        self._fit_bars()
        self._hand_down(self.bars.reach)
        self._show_detail()

    def _calls(self) -> list[Entry]:
        """Return the answered calls with somebody whose sessions say nothing yet, oldest first."""
        if self.reading is None or self.reading.history.answered:
            return []
        return [call for call in self.opened.journal.sessions.calls(self._whose()) if call.answers]

    def _whose(self) -> str | None:
        therapist = self.opened.therapist()
        return therapist.id if therapist else None

    def _reach_back(self, count: int) -> None:
        """Before the bars go back further than the sessions they have, give them more."""
        if self.reading and len(self.bars.days) < min(self.reading.sessions, count):
            self._hand_down(count)

    def _hand_down(self, count: int) -> None:
        """Give the bars the last `count` sessions; no others are read for them."""
        reading, bars = self.reading, self.bars
        assert reading is not None
        days = reading.history.days(reading.sessions if bars.every else count)
        tense = frozenset(tension.x for tension in reading.tensions)
        through = frozenset(tension.through_x for tension in reading.tensions if tension.through_x)
        rows = [self._row(element, days[0] if days else date.max) for element in self._ordered()]
        bars.show_rows(rows, days, reading.sessions, Tensions(tense, through))
        goals = (self._goal_row(goal, days) for goal in self.goals if goal.state != "let go")
        self.query_one(GoalRows).show_rows([row for row in goals if row])

    def _goal_row(self, goal: Goal, days: Sequence[date]) -> GoalRow | None:
        """A goal that has marks at these sessions, or one that was reached while it was marked lately."""
        assert self.reading is not None
        given, total = {mark.date: mark.mark for mark in goal.marks}, self.reading.sessions
        marked = next((day for day in reversed(days) if day in given), None)
        if marked is None and len(days) < total:
            marked = self.opened.journal.sessions.latest_day(self._whose(), given)
        if marked is None or (goal.state == "reached" and marked not in days[-STRIP_LENGTH:]):
            return None
        first = total - len(days) + 1
        marks = {x: given[day] for x, day in enumerate(days, start=first) if day in given}
        latest = f"{given[marked]} of {HIGHEST_MARK}"
        return GoalRow(one_line(goal.text), marks, latest if goal.state == "open" else f"{latest}, {goal.state}")

    def _row(self, element: ElementReading, since: date) -> BarRow:
        assert self.reading is not None
        # With one or two sessions there are bars, and nothing is said of them yet.
        told = self.reading.history.answered >= LEVEL_NEEDS
        return BarRow(
            element.element.id,
            element.element.label,
            {point.x: point for point in element.points_since(since)},
            verdict(element, self.reading, self.opened.today()) if told else NO_VERDICT,
            frozenset(drop.x for drop in element.drops_since(since)),
        )

    def _ordered(self) -> tuple[ElementReading, ...]:
        """One fixed order, or the lowest lately first."""
        assert self.reading is not None
        if not self.lowest_first:
            return self.reading.elements
        return tuple(sorted(self.reading.elements, key=lambda e: (e.lately is None, e.lately or 0)))

    def _current(self) -> ElementReading | None:
        row = self.bars.current
        return self.reading.of(row.id) if self.reading and row else None

    def on_element_bars_moved(self) -> None:
        """What is behind the element follows the cursor."""
        with self.report_errors():
            self._show_detail()
            self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """The element with the cursor; with the last one all that is below it, goals included."""
        bars, pane = self.bars, self.query_one("#bars-pane", VerticalScroll)
        if bars.cursor == len(bars.rows) - 1:
            pane.scroll_end(animate=False)
        else:
            region = Region(0, bars.cursor * bars.pitch, 1, bars.pitch)
            pane.scroll_to_region(region, animate=False, force=True)

    def _show_detail(self) -> None:
        element = self._current()
        if element is None:
            return
        labels = " · ".join(question.label for question in questions_of(element.element.id))
        if self.app.size.width >= WIDE:
            self.query_one("#detail-pane").border_title = element.element.label
            self.query_one("#detail", Static).update(Content("\n").join(self._detail(element)))
        else:
            self.query_one("#meaning", Static).update(Content(element.element.meaning))
            self.query_one("#behind", Static).update(Content(self._counted(element) or labels))

    def _counted(self, element: ElementReading) -> str:
        """Return the level's count, the direction and the drop that is told, in sentences."""
        assert self.reading is not None
        parts = [part for part in (count_line(element.level), direction_line(element)) if part]
        said = " ".join(f"{part[0].upper()}{part[1:]}." for part in parts)
        if element.drop:
            tension = self.reading.tension_at(element.drop.session)
            said = f"{said} {drop_sentence(element.drop, self.opened.today(), tension)}".strip()
        return said

    def _detail(self, element: ElementReading) -> Iterator[Content]:
        """Yield the lines of the pane: meaning, questions, last answers, a way to say it, earlier dips, origin."""
        assert self.reading is not None
        today = self.opened.today()
        yield Content(element.element.meaning)
        yield Content("")
        yield Content.styled("Questions behind it", "bold $accent")
        for question in questions_of(element.element.id):
            yield Content.styled(f"  {question.label}", "$quiet")
        if lately := element.points[-LATELY_SHOWN:]:
            yield Content("")
            yield Content.styled("Lately", "bold $accent")
            given = self.opened.journal.answers.given([point.session for point in lately])
            for point in reversed(lately):
                day = f"  {say_day(point.day, today):<8}"
                yield Content.styled(day, "$quiet") + _answers(given[point.session], element, point.level)
        if counted := self._counted(element):
            yield Content("")
            yield Content(counted)
        yield Content("")
        yield Content.styled("A way to say it", "bold $accent")
        yield Content.styled(f"“{STARTERS[element.element.id][0]}”", "italic")
        yield Content("")
        yield Content.styled("Press b to bring it along, s for other ways.", "$quiet")
        if dips := earlier_dips(element, self.reading, today):
            yield Content("")
            yield Content.styled("Earlier dips", "bold $accent")
            yield from map(Content, dips[:LATELY_SHOWN])
        yield Content("")
        yield Content.styled("Where the questions come from", "bold $accent")
        for question in questions_of(element.element.id):
            yield Content.styled(f"{question.label}: {origin(question)}", "$quiet")

    def action_older(self) -> None:
        """Earlier sessions."""
        with self.report_errors():
            self._reach_back(self.bars.reach + self.app.size.width)
            self.bars.look_back(1)
        self.query_one(GoalRows).refresh()

    def action_newer(self) -> None:
        """Later sessions."""
        self.bars.look_back(-1)
        self.query_one(GoalRows).refresh()

    def action_all(self) -> None:
        """All sessions at once, or the latest that fit."""
        every = not self.bars.every
        with self.report_errors():
            if every and self.reading:
                self._reach_back(self.reading.sessions)
            self.bars.show_every(every)
        self.query_one(GoalRows).refresh()

    def action_order(self) -> None:
        """Lowest first, or the fixed order."""
        self.lowest_first = not self.lowest_first
        with self.report_errors():
            self.load()

    def action_answers(self) -> None:
        """The answers behind the element, newest first, with the client's own words."""
        element = self._current()
        if element is None:
            return
        questions = [question.id for question in questions_of(element.element.id)]
        behind = AnswersBehind(self.opened.journal, self._whose(), questions)
        with self.report_errors():
            first = self._more_answers(behind) or Content("No answers yet.")
            if self.reading and (dips := earlier_dips(element, self.reading, self.opened.today())):
                told = Content("\n").join(map(Content, dips[:LATELY_SHOWN]))
                first = Content.styled("Earlier dips\n", "bold $accent") + told + Content("\n\n") + first
            self.app.push_screen(AnswersDialog(element.element.label, first, lambda: self._more_answers(behind)))

    def _more_answers(self, behind: AnswersBehind) -> Content | None:
        """The answers that come next, in words; None where there are no more, or where they cannot be read."""
        with self.report_errors():
            lines = [line for answered in behind.further() for line in _answer_lines(answered, self.opened.today())]
            return Content("\n").join(lines) if lines else None
        return None

    def action_how(self) -> None:
        """How this is worked out."""
        self.app.push_screen(how_card())

    def action_bring_up(self) -> None:
        """Put a way to say it on the list, in the client's own words if wished."""
        element = self._current()
        if element is None:
            return
        self.ask_for_words(
            "Bring this up",
            STARTERS[element.element.id][0],
            SAY_IT,
            f"bring/{element.element.id}",
            self.put_on_list,
        )

    def action_ways(self) -> None:
        """All ways to say it; the one chosen can be changed, and goes on the list."""
        element = self._current()
        if element is None:
            return
        about, ways = element.element, STARTERS[element.element.id]

        def chosen(place: str | None) -> None:
            if place is not None:
                card = f"say/{about.id}/{place}"
                self.ask_for_words(
                    f"A way to say it: {about.label}", ways[int(place)], SAY_IT, card, self.put_on_list
                )

        self.app.push_screen(WaysDialog(about.label, ways), chosen)

    def action_elements(self) -> None:
        """The guide's page about the elements."""
        self.app.push_screen(GuidePage(ELEMENTS))

    def action_boundaries(self) -> None:
        """The guide's page about what should not happen in any therapy; it is tied to no answer."""
        self.app.push_screen(GuidePage(BOUNDARIES))


def _headline(reading: Reading, calls: Sequence[Entry], today: date) -> Content:
    """Return all statements about the sessions and the next step; after calls alone, what the latest call says."""
    if calls and not reading.history.answered:
        return Content(after_calls(calls[-1], today))
    said = sentences(reading, today)
    next_step = Content.styled(hint(reading, keys=True), "$quiet")
    if not said:
        return Content.styled(hint(reading, keys=True), "bold")
    parts = [Content.styled(said[0], "bold"), *(Content(sentence) for sentence in said[1:]), next_step]
    return Content(" ").join(part for part in parts if part.plain)


def _answers(given: Mapping[str, Answer], element: ElementReading, level: int) -> Content:
    """The answers of one session behind an element, as their words."""
    words = [given[q.id].value for q in questions_of(element.element.id) if q.id in given]
    return Content.styled(" · ".join(words), f"$l{level}")


def _answer_lines(answered: Answered, today: date) -> Iterator[Content]:
    """The answers of one session behind an element, each on a line, with the client's own words under it."""
    yield Content.styled(say_day(answered.day, today, long=True), "bold $accent")
    for given in answered.answers:
        yield Content(f"  {QUESTION[given.question].label}: ") + Content.styled(given.answer.value, "bold")
        if given.words:
            yield Content.styled(f"    “{one_line(given.words)}”", "italic $quiet")
