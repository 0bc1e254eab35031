"""Trends page: the elements over the sessions with one therapist, as bars and in words."""

from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import Element, questions_of
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.models import Entry, Goal
from alliance_journal.store.queries.brief import reading_with
from alliance_journal.store.queries.session_reading import AnswersBehind
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.trends.bar_rows import MarkedSessions, element_rows, goal_rows, tensions_of
from alliance_journal.ui.trends.detail_pane import answers_text, detail, dips_text, findings, headline
from alliance_journal.ui.trends.element_bars import ElementBars
from alliance_journal.ui.trends.element_dialogs import AboutDialog, AnswersDialog, Section
from alliance_journal.ui.trends.goal_rows import GoalRows
from alliance_journal.ui.trends.legend import legend
from alliance_journal.ui.widgets.key_hints import content_with_keys

WIDE: Final = 114
"""Columns of a terminal from which there is a pane about the element beside the bars of all sessions shown."""
NARROW: Final = 76
"""Columns of a terminal below which the margins are smaller."""
TALL: Final = 36
"""Lines of a terminal from which the bars are taller."""
SAY_IT: Final = (
    "Say it your way. It goes on your list for next time; writing it down and handing it over is as good."
)


class TrendsScreen(BasePage):
    """Page with bars and words about each element.

    Attributes:
        reading: the reading of the sessions; None before they were read.
        goals: all goals.
        lowest_first: True if the lowest element comes first.
    """

    CSS_PATH = "trends.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "trends"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("trends"))

    reading: Reading | None = None
    goals: tuple[Goal, ...] = ()
    lowest_first: bool = False

    def compose_page(self) -> ComposeResult:
        """Yield the headline, the bars, and the text about the selected element."""
        yield Static(id="headline")
        with Horizontal(id="trend-panes"):
            with VerticalScroll(id="bars-pane", can_focus=False):
                bars = ElementBars(id="bars")
                yield bars
                yield GoalRows(bars, id="goals")
            with VerticalScroll(id="detail-pane", classes="pane", can_focus=False):
                yield Static(id="detail")
        yield Static(id="legend", classes="quiet")
        with Vertical(id="hint", classes="barred"):
            yield Static(id="meaning")
            yield Static(id="behind", classes="quiet")

    @property
    def bars(self) -> ElementBars:
        """The bars."""
        return self.query_one(ElementBars)

    @property
    def selected(self) -> ElementReading | None:
        """The element with the cursor."""
        row = self.bars.current
        return self.reading.of(row.id) if self.reading and row else None

    def on_mount(self) -> None:
        """Give the bars the focus."""
        self.bars.focus()

    def on_resize(self) -> None:
        """Fit the bars to the terminal."""
        self._fit_bars()
        with self.report_errors():
            self._show_more_sessions(self.bars.reach)
            self._show_detail()
        self._show_window()

    def _show_window(self) -> None:
        """Show what depends on the sessions in sight: the legend, and the marks in the columns of the bars."""
        width = self.app.size.width
        margins = 2 if width < NARROW else 6
        self.query_one("#legend", Static).update(legend(self.bars, width - margins))
        self.query_one(GoalRows).refresh()

    def _fit_bars(self) -> None:
        """Draw taller bars in a large terminal, and show the pane about the element in a wide one."""
        is_wide = self.app.size.width >= WIDE
        self.bars.show_tall(self.app.size.height >= TALL and is_wide)
        self.query_one("#detail-pane").display = is_wide
        self.query_one("#hint").display = NARROW <= self.app.size.width < WIDE or (
            self.app.size.width < NARROW and self.has_class("-tall")
        )

    def load(self) -> None:
        """Read the sessions with the therapist."""
        journal = self.opened.journal
        self.reading, self.goals = reading_with(journal, self._therapist_id()), journal.goals.list()
        text = headline(self.reading, self._calls(self.reading), self.opened.today())
        self.query_one("#headline", Static).update(content_with_keys(self, text))
        self.bars.plain = self.opened.settings.plain_glyphs
        # Before the first layout: Textual keeps the height of a widget that asks for a second one too soon.
        self._fit_bars()
        self._show_sessions(self.reading, self.bars.reach)
        self._show_window()
        self._show_detail()

    def _calls(self, reading: Reading) -> list[Entry]:
        """Return the answered calls, oldest first, if no session has answers yet."""
        if reading.history.answered:
            return []
        return [call for call in self.opened.journal.sessions.calls(self._therapist_id()) if call.answers]

    def _therapist_id(self) -> str | None:
        therapist = self.opened.therapist()
        return therapist.id if therapist else None

    def _show_more_sessions(self, count: int) -> None:
        """Read more of the sessions if fewer than the last `count` are shown."""
        if self.reading and len(self.bars.days) < min(self.reading.sessions, count):
            self._show_sessions(self.reading, count)

    def _show_sessions(self, reading: Reading, count: int) -> None:
        """Show the last `count` sessions in the bars; only their days are read."""
        bars = self.bars
        days = reading.history.days(reading.sessions if bars.every else count)
        rows = element_rows(reading, days, self.opened.today(), lowest_first=self.lowest_first)
        bars.show_rows(rows, days, reading.sessions, tensions_of(reading))
        sessions = MarkedSessions(self._therapist_id(), days, reading.sessions)
        self.query_one(GoalRows).show_rows(goal_rows(self.opened.journal, self.goals, sessions))

    def on_element_bars_moved(self) -> None:
        """Show the text about the element that the cursor moved to."""
        with self.report_errors():
            self._show_detail()
            self._scroll_to_cursor()

    def _scroll_to_cursor(self) -> None:
        """Scroll to the element with the cursor; at the last one to the end, which shows the goals."""
        bars, pane = self.bars, self.query_one("#bars-pane", VerticalScroll)
        if bars.cursor == len(bars.rows) - 1:
            pane.scroll_end(animate=False)
        else:
            region = Region(0, bars.cursor * bars.pitch, 1, bars.pitch)
            pane.scroll_to_region(region, animate=False, force=True)

    def _show_detail(self) -> None:
        """Show the text about the selected element: in its pane, or in a narrow terminal below the bars."""
        element, reading, today = self.selected, self.reading, self.opened.today()
        if element is None or reading is None:
            return
        if self.app.size.width >= WIDE:
            self.query_one("#detail-pane").border_title = element.element.label
            text = detail(self.opened.journal, reading, element, today)
            self.query_one("#detail", Static).update(content_with_keys(self, text))
        else:
            labels = " · ".join(question.label for question in questions_of(element.element.id))
            self.query_one("#meaning", Static).update(Content(element.element.meaning))
            self.query_one("#behind", Static).update(Content(findings(element, reading, today) or labels))

    # Time and order

    def action_older(self) -> None:
        """Show earlier sessions."""
        with self.report_errors():
            self._show_more_sessions(self.bars.reach + self.app.size.width)
            self.bars.look_back(1)
        self._show_window()

    def action_newer(self) -> None:
        """Show later sessions."""
        self.bars.look_back(-1)
        self._show_window()

    def action_all(self) -> None:
        """Show all sessions at once, or the latest ones that fit."""
        every = not self.bars.every
        with self.report_errors():
            if every and self.reading:
                self._show_more_sessions(self.reading.sessions)
            self.bars.show_every(every)
        self._show_window()

    def action_order(self) -> None:
        """Show the lowest element first, or the fixed order."""
        self.lowest_first = not self.lowest_first
        with self.report_errors():
            self.load()

    # Dialogs

    def action_answers(self) -> None:
        """Show the answers about the element, newest first, with the client's own words."""
        element, reading = self.selected, self.reading
        if element is None or reading is None:
            return
        questions = [question.id for question in questions_of(element.element.id)]
        behind = AnswersBehind(self.opened.journal, self._therapist_id(), questions)
        with self.report_errors():
            text = self._more_answers(behind) or Content("No answers yet.")
            if dips := dips_text(element, reading, self.opened.today()):
                text = dips + Content("\n\n") + text
            dialog = AnswersDialog(element.element, text, partial(self._more_answers, behind))
            self.app.push_screen(dialog, partial(self._way_chosen, element.element))

    def _more_answers(self, behind: AnswersBehind) -> Content | None:
        """Return the answers before those that were returned; None if there are no more or they cannot be read."""
        with self.report_errors():
            if sessions := behind.further():
                return answers_text(sessions, self.opened.today())
        return None

    def action_bring_up(self) -> None:
        """Ask for words about the element, which go on the list for next time."""
        if element := self.selected:
            element_id = element.element.id
            draft = f"bring/{element_id}"
            self.ask_for_text(
                f"Bring up: {element.element.label}", STARTERS[element_id][0], SAY_IT, draft, self.add_topic
            )

    def action_about(self) -> None:
        """Show what helps with the element: ways to say it, what it means, how it is worked out, boundaries."""
        self._show_about("ways")

    def action_ways(self) -> None:
        """Show ways to say something about the element."""
        self._show_about("ways")

    def action_elements(self) -> None:
        """Show what the elements are."""
        self._show_about("elements")

    def action_boundaries(self) -> None:
        """Show what should not happen in any therapy; no answer leads to it."""
        self._show_about("boundaries")

    def _show_about(self, section: Section) -> None:
        if element := self.selected:
            about = element.element
            self.app.push_screen(AboutDialog(about, section), partial(self._way_chosen, about))

    def _way_chosen(self, about: Element, place: str | None) -> None:
        """Ask for the chosen way to say it in the client's words; they go on the list for next time."""
        if place is not None:
            title, draft = f"A way to say it: {about.label}", f"say/{about.id}/{place}"
            self.ask_for_text(title, STARTERS[about.id][int(place)], SAY_IT, draft, self.add_topic)
