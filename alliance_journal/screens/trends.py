"""Trends: which element feels weak, since when, and whether it is getting better."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal import commands
from alliance_journal.domain.checklist import questions_of
from alliance_journal.domain.dates import say_day
from alliance_journal.domain.journal import Entry
from alliance_journal.domain.reading import LEVEL_NEEDS, ElementReading, Reading, read
from alliance_journal.domain.sentences import NO_VERDICT, count_line, drop_sentence, headline, verdict
from alliance_journal.domain.starters import STARTERS
from alliance_journal.domain.text import one_line
from alliance_journal.screens.dialogs import Reading as ReadingCard
from alliance_journal.screens.everywhere import Page
from alliance_journal.screens.help import how_card
from alliance_journal.screens.place import bindings
from alliance_journal.widgets.bars import BarRow, ElementBars, Tensions

LATELY_SHOWN = 6


class TrendsScreen(Page):
    """Bars and words for each element, the reading of one therapist's sessions."""

    PLACE: ClassVar[commands.Place] = "trends"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("trends"))

    reading: Reading | None = None
    sessions: tuple[Entry, ...] = ()
    lowest_first: bool = False

    def compose_page(self) -> ComposeResult:
        """The headline, the bars, and what is behind the element looked at."""
        yield Static(id="headline")
        with Horizontal(id="trend-panes"):
            with VerticalScroll(id="bars-pane", can_focus=False):
                yield ElementBars(id="bars")
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

    def on_resize(self, event: events.Resize) -> None:
        """Taller bars where there is room."""
        self.bars.show_tall(event.size.height >= 36 and event.size.width >= 100)

    def reread(self) -> None:
        """Read the sessions of the therapist looked at."""
        therapist, today = self.desk.therapist(), self.desk.today()
        with_tension = self.desk.journal.questions_asked()["disagree"]
        entries = self.desk.journal.sessions(therapist.id if therapist else None)
        self.sessions = tuple(entry for entry in entries if entry.kind == "session")
        self.reading = read(self.sessions, with_tension=with_tension)
        top = headline(self.reading, today)
        under = " ".join(part for part in (top.lower, top.hint) if part)
        if top.lower and self.size.width >= 76 and cell_len(under) > self.size.width - 4:
            # Two lines are all there is: the hint gives way before the statement does.
            under = top.lower
        self.query_one("#headline", Static).update(
            Content.styled(top.good, "bold") + Content.styled(f"\n{under}", "$quiet")
            if top.good
            else Content.styled(under, "bold")
        )
        self.bars.plain = self.desk.settings.plain_glyphs
        tense = {tension.x for tension in self.reading.tensions}
        through = {tension.through_x for tension in self.reading.tensions if tension.through_x}
        rows = [self._row(element, today) for element in self._ordered()]
        self.bars.show_rows(rows, self._days(), Tensions(frozenset(tense), frozenset(through)))
        self._show_detail()

    def _days(self) -> list[date]:
        return [session.date for session in self.sessions]

    def _row(self, element: ElementReading, today: date) -> BarRow:
        # With one or two sessions there are bars, and nothing is said of them yet.
        told = self.reading is not None and len(self.reading.rated) >= LEVEL_NEEDS
        return BarRow(
            element.element.id,
            element.element.label,
            {point.x: point for point in element.points},
            verdict(element, today) if told else NO_VERDICT,
            frozenset(drop.x for drop in element.drops),
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
        with self.calmly():
            self._show_detail()

    def _show_detail(self) -> None:
        element = self._current()
        if element is None:
            return
        labels = " · ".join(question.label for question in questions_of(element.element.id))
        self.query_one("#meaning", Static).update(Content(element.element.meaning))
        self.query_one("#behind", Static).update(Content(self._count(element) or labels))
        self.query_one("#detail-pane").border_title = element.element.label
        self.query_one("#detail", Static).update(Content("\n").join(self._detail(element)))

    def _count(self, element: ElementReading) -> str:
        counted = count_line(element.level)
        assert self.reading is not None
        tension = self.reading.tension_at(element.drop.session) if element.drop else None
        dropped = drop_sentence(element, self.desk.today(), tension)
        return ". ".join(part for part in (counted and counted[0].upper() + counted[1:], dropped) if part)

    def _detail(self, element: ElementReading) -> Iterator[Content]:
        """Meaning, questions, the last answers, and a way to say it."""
        today = self.desk.today()
        yield Content(element.element.meaning)
        yield Content("")
        yield Content.styled("Questions behind it", "bold $accent")
        for question in questions_of(element.element.id):
            yield Content.styled(f"  {question.label}", "$quiet")
        if lately := element.points[-LATELY_SHOWN:]:
            yield Content("")
            yield Content.styled("Lately", "bold $accent")
            by_id = {session.id: session for session in self.sessions}
            for point in reversed(lately):
                day = f"  {say_day(point.day, today):<8}"
                yield Content.styled(day, "$quiet") + self._answers(by_id[point.session], element, point.level)
        if counted := self._count(element):
            yield Content("")
            yield Content(f"{counted}.".replace("..", "."))
        yield Content("")
        yield Content.styled("A way to say it", "bold $accent")
        yield Content.styled(f"“{STARTERS[element.element.id][0]}”", "italic")
        yield Content("")
        yield Content.styled("Press b to bring it along.", "$quiet")

    def _answers(self, session: Entry, element: ElementReading, level: int) -> Content:
        """The answers of one session behind an element, as their words."""
        given = session.answers_by_question
        words = [given[q.id].answer.value for q in questions_of(element.element.id) if q.id in given]
        return Content.styled(" · ".join(words), f"$l{level}")

    def action_older(self) -> None:
        """Earlier sessions."""
        self.bars.look_back(1)

    def action_newer(self) -> None:
        """Later sessions."""
        self.bars.look_back(-1)

    def action_all(self) -> None:
        """All sessions at once, or the latest that fit."""
        self.bars.show_every(not self.bars.every)

    def action_order(self) -> None:
        """Lowest first, or the fixed order."""
        self.lowest_first = not self.lowest_first
        with self.calmly():
            self.reread()

    def action_answers(self) -> None:
        """The answers behind the element, newest first, with the client's own words."""
        element = self._current()
        if element is not None:
            lines = list(self._every_answer(element)) or [Content("No answers yet.")]
            self.app.push_screen(ReadingCard(element.element.label, Content("\n").join(lines)))

    def _every_answer(self, element: ElementReading) -> Iterator[Content]:
        questions = questions_of(element.element.id)
        for session in reversed(self.sessions):
            given = session.answers_by_question
            answered = [question for question in questions if question.id in given]
            if answered:
                yield Content.styled(say_day(session.date, self.desk.today(), long=True), "bold $accent")
            for question in answered:
                answer = given[question.id]
                yield Content(f"  {question.label}: ") + Content.styled(answer.answer.value, "bold")
                if answer.words:
                    yield Content.styled(f"    “{one_line(answer.words)}”", "italic $quiet")

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
            "Say it your way. It goes on your list for next time; writing it down and handing it over is as good.",
            f"bring/{element.element.id}",
            self.put_on_list,
        )
