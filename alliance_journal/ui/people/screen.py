"""People page: current, considered and past therapists, consultation calls before beginning, and appointments."""

from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.consultation_comparison import FEWEST, MOST
from alliance_journal.domain.dates import recurrence
from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.dialogs.appointment_form import move_appointment_form, next_appointment_form
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.dialogs.entry_form import EntryDetails
from alliance_journal.ui.people.call_form import call_form
from alliance_journal.ui.people.compare_dialog import compare_dialog
from alliance_journal.ui.people.person_pane import person_text
from alliance_journal.ui.people.therapist_form import change_therapist_form, new_therapist_form
from alliance_journal.ui.people.therapist_list import TherapistList, rows_of
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.line_list import LineList

NOBODY: Final = "Nobody here yet. Press <people.new_person> to add a therapist, or one you are thinking of."
MARK_FIRST: Final = "Mark two to four with <people.mark> first; then <people.compare> shows them side by side."
NO_DATE: Final = "There is no next date yet. Press <people.meet> to set one, or a rhythm."


class PeopleScreen(BasePage):
    """Page with the list of therapists, and everything about the selected one beside it.

    Attributes:
        marked: ids of the therapists marked for the comparison, in the order in which they were marked.
    """

    CSS_PATH = "people.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "people"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("people"))

    marked: tuple[str, ...] = ()

    def compose_page(self) -> ComposeResult:
        """Yield the list and the pane about the selected therapist."""
        with Horizontal(id="panes"):
            with Vertical(id="people-pane", classes="pane"):
                yield Static(content_with_keys(self, NOBODY), id="nothing", classes="quiet")
                yield TherapistList(id="people")
            with VerticalScroll(id="person-pane", classes="pane"):
                yield Static(id="person")

    @property
    def people(self) -> TherapistList:
        """The list of therapists."""
        return self.query_one(TherapistList)

    @property
    def current(self) -> Therapist | None:
        """The therapist with the cursor."""
        row = self.people.current
        return row.therapist if row else None

    def on_mount(self) -> None:
        """Give the list the focus."""
        self.query_one("#people-pane").border_title = "People"
        self.people.focus()

    def load(self) -> None:
        """Show all therapists and the selected one."""
        therapists = self.opened.journal.therapists.list()
        known = {therapist.id for therapist in therapists}
        self.marked = tuple(id_ for id_ in self.marked if id_ in known)
        selected = self.current or self.opened.therapist()
        self.people.show_rows(rows_of(therapists, self.marked), selected.id if selected else None)
        self.query_one("#nothing").display = not therapists
        self._show_person()

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Show the therapist that the cursor moved to."""
        message.stop()
        with self.report_errors():
            self._show_person()

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """Show the form of the therapist at the second click."""
        message.stop()
        self.action_person()

    def _show_person(self) -> None:
        therapist, pane = self.current, self.query_one("#person-pane")
        pane.border_title = Content(one_line(therapist.name) or "nameless") if therapist else None
        self.query_one("#person", Static).update(person_text(self.opened, therapist) if therapist else "")

    def select(self, therapist_id: str | None) -> None:
        """Move the cursor to a therapist, and show them."""
        self.people.show_rows(self.people.rows, therapist_id)
        self._show_person()

    # Therapists

    def action_new_person(self) -> None:
        """Ask for a new therapist."""
        with self.report_errors():
            self.app.push_screen(new_therapist_form(self.opened), self._therapist_saved)

    def action_person(self) -> None:
        """Show the form of the selected therapist."""
        if therapist := self.current:
            with self.report_errors():
                self.app.push_screen(change_therapist_form(self.opened, therapist), self._therapist_saved)

    def _therapist_saved(self, filled: Therapist | None) -> None:
        if filled:
            self.reload()
            with self.report_errors():
                if found := self.opened.journal.therapists.named(filled.name):
                    self.select(found.id)

    def action_call(self) -> None:
        """Ask for a consultation call, with the selected therapist or somebody new."""
        with self.report_errors():
            self.app.push_screen(call_form(self.opened, self.current), self._call_saved)

    def _call_saved(self, filled: EntryDetails | None) -> None:
        """Select whom the call was with, and go to the nine questions about it."""
        if filled is None:
            return
        self.reload()
        with self.report_errors():
            if self.opened.entry_id:
                self.select(self.opened.journal.entries.get(self.opened.entry_id).therapist_id)
        self.app.call_next(self.app.run_action, "go('checklist', True)")

    def action_look_at(self) -> None:
        """Show the sessions with the selected therapist on the other pages."""
        if self.current:
            self.opened.look_at(self.current)
            self.reload()
            self.say(f"The pages are about {_short_name(self.current)} now.")

    def action_put_away(self) -> None:
        """Make the therapist past, or current again. A considered one without entries can be deleted."""
        therapist, journal = self.current, self.opened.journal
        if therapist is None:
            return
        with self.report_errors():
            if therapist.status == "past":
                journal.therapists.change(therapist._replace(status="current"))
                self.say("Among the current ones again.")
            elif therapist.status == "considering" and not journal.sessions.latest_with(therapist.id, 1):
                self._ask_to_delete(therapist)
            else:
                self._make_past(therapist)
            self.reload()

    def _make_past(self, therapist: Therapist) -> None:
        before = self.opened.therapist()
        self.opened.journal.therapists.change(therapist._replace(status="past"))
        now = self.opened.therapist()
        sentence = "Put away among the past ones. Nothing is deleted; <people.put_away> brings them back."
        if before and now and now.id != before.id:
            sentence += f" The pages are about {_short_name(now)} now."
        self.say(sentence)

    def _ask_to_delete(self, therapist: Therapist) -> None:
        answers = (("past", "Put away among the past ones"), ("delete", "Delete"), ("stay", "Leave it"))
        text = "Nothing in the journal belongs to this person yet."
        dialog = ConfirmDialog(one_line(therapist.name), text, answers)
        self.app.push_screen(dialog, partial(self._delete_or_make_past, therapist))

    def _delete_or_make_past(self, therapist: Therapist, answer: str | None) -> None:
        with self.report_errors():
            if answer == "past":
                self._make_past(therapist)
            elif answer == "delete" and not self.opened.journal.therapists.remove(therapist.id):
                self.say("Something belongs to them after all, so they were put away instead.")
            self.reload()

    # Comparison

    def action_mark(self) -> None:
        """Mark the therapist for the comparison, or remove the mark."""
        therapist = self.current
        if therapist is None:
            return
        if therapist.id in self.marked:
            self.marked = tuple(id_ for id_ in self.marked if id_ != therapist.id)
        elif len(self.marked) == MOST:
            self.say(f"{MOST} can stand side by side. Take a mark away first.")
        else:
            self.marked = (*self.marked, therapist.id)
        with self.report_errors():
            self.load()

    def action_compare(self) -> None:
        """Compare the marked therapists; if none is marked, the considered ones."""
        with self.report_errors():
            by_id = {therapist.id: therapist for therapist in self.opened.journal.therapists.list()}
            chosen = self.marked or self._considered()[:MOST]
            if len(chosen) < FEWEST:
                self.say(MARK_FIRST)
                return
            dialog = compare_dialog(self.opened.journal, [by_id[id_] for id_ in chosen])
            self.app.push_screen(dialog, lambda id_: self._ask_to_continue(by_id[id_], chosen) if id_ else None)

    def _considered(self) -> tuple[str, ...]:
        """Return the ids of all considered therapists."""
        therapists = self.opened.journal.therapists.list()
        return tuple(therapist.id for therapist in therapists if therapist.status == "considering")

    def action_continue(self) -> None:
        """Ask whether the therapist becomes a current one, and the considered ones past ones."""
        if therapist := self.current:
            with self.report_errors():
                self._ask_to_continue(therapist, self._considered())

    def _ask_to_continue(self, therapist: Therapist, among: tuple[str, ...]) -> None:
        text = f"{one_line(therapist.name)} becomes a current therapist."
        if any(id_ != therapist.id for id_ in among):
            text += " Others you are considering are put away among the past ones. Nothing is deleted."
        answers = (("stay", "Not yet"), ("continue", f"Continue with {one_line(therapist.name)}"))
        self.app.push_screen(ConfirmDialog("Go on with", text, answers), partial(self._continue, therapist, among))

    def _continue(self, therapist: Therapist, among: tuple[str, ...], answer: str | None) -> None:
        if answer != "continue":
            return
        with self.report_errors():
            self.opened.journal.therapists.choose(therapist.id, among)
            self.opened.look_at(therapist._replace(status="current"))
            self.marked = ()
            self.reload()
            self.select(therapist.id)

    # Appointments

    def action_meet(self) -> None:
        """Ask for the next appointment, a single or a repeating one."""
        with self.report_errors():
            self.app.push_screen(next_appointment_form(self.opened, self.current), self._reload_after)

    def _reload_after(self, changed: object) -> None:
        if changed is not None:
            self.reload()

    def action_skip(self) -> None:
        """Cancel the next date; a repeating appointment goes on."""
        with self.report_errors():
            if date := self._next_date():
                self.opened.journal.appointments.skip(date)
                self.reload()
                self.say(f"{say_full(date.date)} is left out.")

    def action_move(self) -> None:
        """Ask for another day for the next date; a repeating appointment stays as it is."""
        with self.report_errors():
            if date := self._next_date():
                self.app.push_screen(move_appointment_form(self.opened, date), self._reload_after)

    def _next_date(self) -> Appointment | None:
        """Return the next date with the therapist; say so if there is none."""
        therapist = self.current
        found = self.opened.journal.appointments.next(self.opened.today(), therapist.id) if therapist else None
        if found is None:
            self.say(NO_DATE)
        return found

    def action_end_rhythm(self) -> None:
        """Ask whether the repeating appointment ends. Only setting it again can undo that."""
        with self.report_errors():
            therapist_id = self.current.id if self.current else None
            going_on = [
                appointment
                for appointment in self.opened.journal.appointments.list()
                if appointment.repeats
                and appointment.therapist_id == therapist_id
                and not recurrence.has_ended(appointment, self.opened.today())
            ]
            if not going_on:
                self.say("There is no rhythm to end here. Press <people.meet> to set one.")
                return
            text = f"{recurrence.say_rhythm(going_on[0])}: no more dates after today. Dates you already had stay."
            answers = (("stay", "Leave it as it is"), ("end", "End it"))
            dialog = ConfirmDialog("End this rhythm?", text, answers)
            self.app.push_screen(dialog, partial(self._end_rhythm, therapist_id))

    def _end_rhythm(self, therapist_id: str | None, answer: str | None) -> None:
        if answer != "end":
            return
        with self.report_errors():
            self.opened.journal.appointments.end_recurrence(therapist_id, self.opened.today())
            self.reload()
            self.say("The rhythm has ended. Press <people.meet> when there is another.")


def _short_name(therapist: Therapist) -> str:
    """Return the name for use inside a sentence."""
    return one_line(therapist.name).removesuffix(".")
