"""People: whom one sees, considers or saw; calls before beginning; when one meets next."""

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.call_comparison import FEWEST, MOST, side
from alliance_journal.domain.dates import recurrence
from alliance_journal.domain.dates.parse import When, clock_text, say_full, say_long
from alliance_journal.domain.models import THERAPIST_STATUSES, Appointment, Entry, Therapist, TherapistStatus
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.dialogs.appointment_form import move_appointment_form, next_appointment_form
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.entry_form import EntryDetails, EntryForm
from alliance_journal.ui.people.compare_dialog import CompareDialog
from alliance_journal.ui.people.therapist_form import TherapistForm
from alliance_journal.ui.people.therapist_list import TherapistList, TherapistRow
from alliance_journal.ui.widgets.line_list import LineList

STATUS_NAMES: Final[dict[TherapistStatus, str]] = {
    "current": "Current",
    "considering": "Considering",
    "past": "Past",
}
NOBODY: Final = "Nobody here yet. Press n to add a therapist, or one you are thinking of."
WITH_WHOM: Final = "Write under “With” whom the call was with; a nickname or an initial is plenty."
COMING: Final = 3
"""So many next dates are shown."""


class PeopleScreen(BasePage):
    """Choose on the left; what is known on the right."""

    CSS_PATH = "people.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "people"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("people"))

    marked: tuple[str, ...] = ()
    """The therapists to be compared, in the order they were marked."""

    def compose_page(self) -> ComposeResult:
        """The list, and what is known about the one with the cursor."""
        with Horizontal(id="panes"):
            with Vertical(id="people-pane", classes="pane"):
                yield Static(NOBODY, id="nothing", classes="quiet")
                yield TherapistList(id="people")
            with VerticalScroll(id="person-pane", classes="pane"):
                yield Static(id="person")

    @property
    def people(self) -> TherapistList:
        """The list."""
        return self.query_one(TherapistList)

    @property
    def current(self) -> Therapist | None:
        """The one with the cursor."""
        row = self.people.current
        return row.therapist if row else None

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one("#people-pane").border_title = "People"
        self.people.focus()

    def load(self) -> None:
        """Everybody, and what is known about the one with the cursor."""
        therapists = self.opened.journal.therapists.list()
        self.marked = tuple(id_ for id_ in self.marked if id_ in {one.id for one in therapists})
        here = self.current or self.opened.therapist()
        self.people.show_rows(list(self._rows(therapists)), here.id if here else None)
        self.query_one("#nothing").display = not therapists
        self._show()

    def _rows(self, therapists: tuple[Therapist, ...]) -> Iterator[TherapistRow]:
        for status in THERAPIST_STATUSES:
            group = [one for one in therapists if one.status == status]
            if group:
                yield TherapistRow(heading=STATUS_NAMES[status])
                yield from (TherapistRow(one, marked=one.id in self.marked) for one in group)
                yield TherapistRow()

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Show the one the cursor is on."""
        message.stop()
        with self.report_errors():
            self._show()

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """A second click opens the card."""
        message.stop()
        self.action_person()

    def _show(self) -> None:
        therapist, pane = self.current, self.query_one("#person-pane")
        if therapist is None:
            pane.border_title = None
            self.query_one("#person", Static).update("")
            return
        pane.border_title = Content(one_line(therapist.name) or "nameless")
        self.query_one("#person", Static).update(Content("\n").join(self._lines(therapist)))

    def _lines(self, therapist: Therapist) -> Iterator[Content]:
        today, journal = self.opened.today(), self.opened.journal
        yield Content.styled(STATUS_NAMES[therapist.status], "$quiet")
        for appointment in journal.appointments.list():
            if appointment.therapist_id == therapist.id and appointment.repeats:
                ended = " (it has ended; press m for a new one)" if recurrence.has_ended(appointment, today) else ""
                yield Content.styled("Rhythm  ", "$quiet") + Content(recurrence.say_rhythm(appointment) + ended)
        for date in journal.appointments.upcoming(today, therapist.id, COMING):
            yield Content.styled("Next    ", "$quiet") + Content(say_date(date))
        for name, words in (
            ("Setting", therapist.setting),
            ("Fee", therapist.fee),
            ("First free date", therapist.first_free),
            ("To ask", therapist.to_ask),
            ("Notes", therapist.note),
        ):
            if words.strip():
                yield Content("")
                yield Content.styled(name, "bold")
                yield Content(words)
        yield from self._calls(therapist)

    def _calls(self, therapist: Therapist) -> Iterator[Content]:
        sessions = self.opened.journal.sessions.count(therapist.id)
        calls = self.opened.journal.sessions.calls(therapist.id)
        if sessions:
            yield Content("")
            yield Content(f"{sessions} session{'' if sessions == 1 else 's'} in this journal.")
        if calls:
            yield Content("")
            yield Content.styled("Calls", "bold")
        for call in calls:
            yield Content(f"{say_long(call.date, self.opened.today())}: {_call_words(call)}")

    # Persons

    def action_new_person(self) -> None:
        """Somebody new: a therapist, or one that is considered."""
        first = not self.opened.journal.therapists.list()
        blank = Therapist("", "", "current" if first else "considering")
        self._ask_about(blank, "person/new")

    def action_person(self) -> None:
        """What is known about this one."""
        if self.current:
            self._ask_about(self.current, f"person/{self.current.id}")

    def _ask_about(self, therapist: Therapist, card: str) -> None:
        with self.report_errors():
            form = TherapistForm(therapist, self._keep_person, DialogDraft(self.opened.journal, card))
            self.app.push_screen(form, lambda filled: self._kept_person(filled))

    def _keep_person(self, filled: Therapist) -> None:
        journal = self.opened.journal
        if filled.id:
            journal.therapists.change(filled)
        else:
            with journal.transaction():
                added = journal.therapists.add(filled.name, filled.status)
                journal.therapists.change(filled._replace(id=added.id))

    def _kept_person(self, filled: Therapist | None) -> None:
        if filled:
            self.reload()
            if found := self.opened.journal.therapists.named(filled.name):
                self._go_to(found.id)

    def _go_to(self, therapist_id: str) -> None:
        self.people.show_rows(self.people.rows, therapist_id)
        self._show()

    def action_call(self) -> None:
        """A consultation call, with this one or somebody new: its day, then the nine questions."""
        therapist = self.current
        with self.report_errors():
            details = EntryDetails(When(self.opened.today()), therapist.name if therapist else "", "phone")
            names = tuple(one_line(one.name) for one in self.opened.journal.therapists.list())
            form = EntryForm(
                "consultation",
                details,
                "today",
                self.opened.today(),
                names,
                lambda filled: self._keep_call(therapist, filled),
                DialogDraft(self.opened.journal, "entry/new/consultation"),
            )
            self.app.push_screen(form, lambda filled: self._to_checklist() if filled else None)

    def _keep_call(self, proposed: Therapist | None, filled: EntryDetails) -> None:
        if not filled.therapist:
            raise UnusableText(WITH_WHOM)
        journal = self.opened.journal
        with journal.transaction():
            if proposed and filled.therapist == proposed.name.strip():
                therapist = proposed
            else:
                therapist = journal.therapists.get_or_add(filled.therapist, "consultation")
            entry = journal.entries.add(
                "consultation",
                filled.when.day,
                clock=filled.when.time,
                therapist_id=therapist.id,
                medium=filled.medium,
                title=filled.title,
                tags=filled.tags,
            )
        self.opened.entry_id = entry.id
        self.reload()
        self._go_to(therapist.id)

    def _to_checklist(self) -> None:
        self.app.call_next(self.app.run_action, "go('checklist')")

    def action_look_at(self) -> None:
        """From now on, the pages are about this one."""
        if self.current:
            self.opened.look_at(self.current)
            self.reload()
            self.say(f"The pages are about {one_line(self.current.name).removesuffix('.')} now.")

    def action_put_away(self) -> None:
        """Put somebody among the past ones, or back among the current ones; one nothing belongs to can go."""
        therapist = self.current
        if therapist is None:
            return
        with self.report_errors():
            journal = self.opened.journal
            if therapist.status == "past":
                journal.therapists.change(therapist._replace(status="current"))
                self.say("Among the current ones again.")
            elif therapist.status == "considering" and not journal.sessions.latest_with(therapist.id, 1):
                self._ask_to_remove(therapist)
            else:
                self._put_away(therapist)
            self.reload()

    def _put_away(self, therapist: Therapist) -> None:
        before = self.opened.therapist()
        self.opened.journal.therapists.change(therapist._replace(status="past"))
        now = self.opened.therapist()
        words = "Put away among the past ones. Nothing is deleted; d brings them back."
        if before and now and now.id != before.id:
            words += f" The pages are about {one_line(now.name).removesuffix('.')} now."
        self.say(words)

    def _ask_to_remove(self, therapist: Therapist) -> None:
        answers = (("past", "Put away among the past ones"), ("delete", "Delete"), ("stay", "Leave it"))
        card = ConfirmDialog(
            one_line(therapist.name), "Nothing in the journal belongs to this person yet.", answers
        )
        self.app.push_screen(card, lambda answer: self._remove_or_put_away(therapist, answer))

    def _remove_or_put_away(self, therapist: Therapist, answer: str | None) -> None:
        with self.report_errors():
            if answer == "past":
                self._put_away(therapist)
            elif answer == "delete" and not self.opened.journal.therapists.remove(therapist.id):
                self.say("Something belongs to them after all, so they were put away instead.")
            self.reload()

    # Comparing

    def action_mark(self) -> None:
        """Mark somebody to be compared, or take the mark away."""
        therapist = self.current
        if therapist is None:
            return
        if therapist.id in self.marked:
            self.marked = tuple(one for one in self.marked if one != therapist.id)
        elif len(self.marked) == MOST:
            self.say(f"{MOST} can stand side by side. Take a mark away first.")
        else:
            self.marked = (*self.marked, therapist.id)
        with self.report_errors():
            self.load()

    def action_compare(self) -> None:
        """Those that are marked, side by side; all that are considered where none is marked."""
        with self.report_errors():
            journal = self.opened.journal
            by_id = {one.id: one for one in journal.therapists.list()}
            chosen = self.marked or tuple(one.id for one in by_id.values() if one.status == "considering")[:MOST]
            if len(chosen) < FEWEST:
                self.say("Mark two to four with space first; then v shows them side by side.")
                return
            entries = journal.entries.list()
            sides = [
                side(by_id[id_], [entry for entry in entries if entry.therapist_id == id_ and _is_call(entry)])
                for id_ in chosen
            ]
            self.app.push_screen(
                CompareDialog(sides), lambda id_: self._ask_to_continue(by_id[id_], chosen) if id_ else None
            )

    def action_continue(self) -> None:
        """Go on with this one; the others that are considered are put away."""
        if self.current:
            considered = [one.id for one in self.opened.journal.therapists.list() if one.status == "considering"]
            self._ask_to_continue(self.current, tuple(considered))

    def _ask_to_continue(self, therapist: Therapist, among: tuple[str, ...]) -> None:
        others = len([one for one in among if one != therapist.id])
        text = f"{one_line(therapist.name)} becomes a current therapist."
        if others:
            text += " Others you are considering are put away among the past ones. Nothing is deleted."
        answers = (("stay", "Not yet"), ("continue", f"Continue with {one_line(therapist.name)}"))
        card = ConfirmDialog("Go on with", text, answers)
        self.app.push_screen(card, lambda a: self._continue(therapist, among) if a == "continue" else None)

    def _continue(self, therapist: Therapist, among: tuple[str, ...]) -> None:
        with self.report_errors():
            self.opened.journal.therapists.choose(therapist.id, among)
            self.opened.look_at(therapist._replace(status="current"))
            self.marked = ()
            self.reload()
            self._go_to(therapist.id)

    # Meeting

    def action_meet(self) -> None:
        """When one meets next, or a rhythm."""
        with self.report_errors():
            form = next_appointment_form(self.opened, self.current)
            self.app.push_screen(form, lambda found: self.reload() if found else None)

    def action_skip(self) -> None:
        """Leave the next date out, this one alone."""
        with self.report_errors():
            if date := self._next_date():
                self.opened.journal.appointments.skip(date)
                self.reload()
                self.say(f"{say_full(date.date)} is left out.")

    def action_move(self) -> None:
        """Put the next date on another day, this one alone."""
        with self.report_errors():
            if date := self._next_date():
                form = move_appointment_form(self.opened, date)
                self.app.push_screen(form, lambda when: self.reload() if when else None)

    def action_end_rhythm(self) -> None:
        """Let the rhythm end; asked first, since there is no way back but to set it again."""
        with self.report_errors():
            therapist, today = self.current, self.opened.today()
            id_ = therapist.id if therapist else None
            found = [
                one for one in self.opened.journal.appointments.list() if one.repeats and one.therapist_id == id_
            ]
            going_on = [one for one in found if not recurrence.has_ended(one, today)]
            if not going_on:
                self.say("There is no rhythm to end here. Press m to set one.")
                return
            text = f"{recurrence.say_rhythm(going_on[0])}: no more dates after today. Dates you already had stay."
            answers = (("stay", "Leave it as it is"), ("end", "End it"))
            card = ConfirmDialog("End this rhythm?", text, answers)
            self.app.push_screen(card, lambda answer: self._end_rhythm(id_) if answer == "end" else None)

    def _end_rhythm(self, therapist_id: str | None) -> None:
        with self.report_errors():
            self.opened.journal.appointments.end_recurrence(therapist_id, self.opened.today())
            self.reload()
            self.say("The rhythm has ended. Press m when there is another.")

    def _next_date(self) -> Appointment | None:
        therapist = self.current
        found = self.opened.journal.appointments.next(self.opened.today(), therapist.id) if therapist else None
        if found is None:
            self.say("There is no next date yet. Press m to set one, or a rhythm.")
        return found


def say_date(date: Appointment) -> str:
    """A single date: day and time."""
    return say_full(date.date) + (f", {clock_text(date.time)}" if date.time else "")


def _is_call(entry: Entry) -> bool:
    return entry.kind == "consultation"


def _call_words(call: Entry) -> str:
    """Return what the nine questions say about a call, and how many are open."""
    if not call.answers:
        return "no answers yet; F3 asks the nine questions"
    found = yes_to_most(call)
    still_open = f", {found.open} still open" if found.open else ""
    return f"{found.yes} of the nine questions a yes{still_open}"
