"""People page: current, considered and past therapists, consultation calls before beginning, and appointments."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.consultation_comparison import FEWEST, MOST
from alliance_journal.domain.models import Therapist, TherapistStatus
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import NotPossible
from alliance_journal.ui import commands
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.dialogs.appointment_form import AppointmentChange, ChangeKind, appointment_form
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.dialogs.entry_form import EntryDetails
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.people.call_form import call_form
from alliance_journal.ui.people.compare_dialog import compare_dialog
from alliance_journal.ui.people.person_card import (
    PersonAction,
    PersonFilled,
    add_person,
    new_person_card,
    person_card,
)
from alliance_journal.ui.people.person_pane import person_text
from alliance_journal.ui.people.therapist_list import TherapistList, rows_of
from alliance_journal.ui.people.undo_kinds import undo_kinds
from alliance_journal.ui.undo import Filled, UndoHistory
from alliance_journal.ui.widgets.key_hints import content_with_keys
from alliance_journal.ui.widgets.line_list import LineList

NOBODY: Final = "Nobody here yet. Press <people.new_person> to add a therapist, or one you are thinking of."
MARK_FIRST: Final = "Mark two to four with <people.mark> first; then <people.compare> shows them side by side."


class PeopleScreen(BasePage):
    """Page with the list of therapists, and everything about the selected one beside it.

    Attributes:
        marked: ids of the therapists marked for the comparison, in the order in which they were marked.
        history: changes of this page since the journal was opened.
    """

    CSS_PATH = "people.tcss"
    PLACE: ClassVar[commands.CommandPlace] = "people"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("people"))

    marked: tuple[str, ...] = ()

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__(opened)
        self.history = UndoHistory(opened.journal, undo_kinds(opened.journal))

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

    def recording(self, done: str, save: Callable[[Filled], None] | None) -> Callable[[Filled], None]:
        """Return a callable that saves, and makes what that changes a step to undo."""
        return self.history.recording(done, save)

    def action_new_person(self) -> None:
        """Ask for somebody new."""
        with self.report_errors():
            keep = self.recording("added", partial(add_person, self.opened.journal))
            self.app.push_screen(new_person_card(self.opened, keep), self._person_added)

    def _person_added(self, filled: PersonFilled | None) -> None:
        if filled:
            self.reload()
            with self.report_errors():
                if found := self.opened.journal.therapists.named(filled.person.name):
                    self.select(found.id)

    def action_person(self) -> None:
        """Show the card of the person: what is known, and what can be done."""
        if person := self.current:
            with self.report_errors():
                keep = self.recording("a change of this person", self._save_person)
                self.app.push_screen(person_card(self.opened, person, keep), self._person_saved)

    def _save_person(self, filled: PersonFilled) -> None:
        self.opened.journal.therapists.change(filled.person)

    def _person_saved(self, filled: PersonFilled | None) -> None:
        """Reload, and do what was chosen in the card."""
        if filled is None:
            return
        self.reload()
        self.select(filled.person.id)
        actions: dict[PersonAction, Callable[[], None]] = {
            "show": self.action_look_at,
            "appointments": self.action_meet,
            "continue": self.action_continue,
            "past": self.action_put_away,
            "back": self.action_put_away,
            "delete": self._delete,
        }
        if filled.action:
            actions[filled.action]()

    def action_call(self) -> None:
        """Ask for a consultation call, with the selected therapist or somebody new."""
        with self.report_errors():
            form = call_form(self.opened, self.current)
            form.keep = self._remembering(form.keep)
            self.app.push_screen(form, self._call_saved)

    def _remembering(self, save: Callable[[EntryDetails], None] | None) -> Callable[[EntryDetails], None]:
        """Return a callable that saves a call and makes it a step to undo."""

        def save_call(filled: EntryDetails) -> None:
            if save:
                save(filled)
            if entry_id := self.opened.entry_id:
                self.history.remember("the call is in the trash", partial(self._delete_call, entry_id))

        return save_call

    def _delete_call(self, entry_id: str) -> None:
        """Put a call without words and answers in the trash.

        Raises:
            NotPossible: if it has words or answers.
        """
        entry = self.opened.journal.entries.get(entry_id)
        if entry.body.strip() or entry.answers:
            raise NotPossible("The call has answers or words by now.", "On Journal, d puts it in the trash.")
        self.opened.journal.trash.put(entry_id)

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
        """Show the sessions with the selected person on the other pages."""
        if self.current:
            self.history.remember(
                "shown on all pages", partial(setattr, self.opened, "looked_at", self.opened.looked_at)
            )
            self.opened.look_at(self.current)
            self.reload()
            self.say(f"The pages are about {_short_name(self.current)} now.")

    def action_put_away(self) -> None:
        """Move the person to the past ones, or back to the current ones."""
        person = self.current
        if person is None:
            return
        with self.report_errors():
            if person.status == "past":
                self._change_status(person, "current", "moved back")
                self.say("Among the current ones again.")
            else:
                self._make_past(person)
            self.reload()

    def _make_past(self, person: Therapist) -> None:
        before = self.opened.therapist()
        self._change_status(person, "past", "moved to past")
        now = self.opened.therapist()
        sentence = "Moved to past. Nothing is deleted; <people.undo> undoes it."
        if before and now and now.id != before.id:
            sentence += f" The pages are about {_short_name(now)} now."
        self.say(sentence)

    def _change_status(self, person: Therapist, status: TherapistStatus, done: str) -> None:
        with self.history.recorded(done):
            self.opened.journal.therapists.change(person._replace(status=status))

    def _delete(self) -> None:
        """Delete a considered person to whom nothing belongs."""
        if person := self.current:
            with self.report_errors():
                with self.history.recorded("deleted"):
                    removed = self.opened.journal.therapists.remove(person.id)
                self.reload()
                self.say(
                    "Deleted; <people.undo> undoes it."
                    if removed
                    else "Something belongs to them; moved to past instead."
                )

    def action_undo(self) -> None:
        """Undo the latest change of this page."""
        with self.report_errors():
            sentence = self.history.undo()
            self.reload()
            self.say(sentence)

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
        """Make the person a current one; considered ones become past ones if that is confirmed."""
        if therapist := self.current:
            with self.report_errors():
                self._ask_to_continue(therapist, self._considered())

    def _ask_to_continue(self, therapist: Therapist, among: tuple[str, ...]) -> None:
        if not any(id_ != therapist.id for id_ in among):
            self._continue(therapist, among, "continue")
            return
        name = _short_name(therapist)
        text = f"{name} becomes a current therapist. Others you are considering move to past. Nothing is deleted."
        answers = (("stay", "Not yet"), ("continue", f"Continue with {one_line(therapist.name)}"))
        self.app.push_screen(
            ConfirmDialog("Continue with", text, answers), partial(self._continue, therapist, among)
        )

    def _continue(self, therapist: Therapist, among: tuple[str, ...], answer: str | None) -> None:
        if answer != "continue":
            return
        with self.report_errors():
            with self.history.recorded("continued"):
                self.opened.journal.therapists.choose(therapist.id, among)
            self.opened.look_at(therapist._replace(status="current"))
            self.marked = ()
            self.reload()
            self.select(therapist.id)
            self.say(f"{_short_name(therapist)} is a current therapist now. Press <people.undo> to undo it.")

    # Appointments

    def action_meet(self, begin: ChangeKind = "set") -> None:
        """Show the form for the appointments with the person.

        Args:
            begin: the change that is chosen at first, if it applies.
        """
        with self.report_errors():
            form = appointment_form(self.opened, self.current, begin)
            form.keep = self.recording("a change of the appointments", form.keep)
            self.app.push_screen(form, self._appointments_changed)

    def _appointments_changed(self, change: AppointmentChange | None) -> None:
        if change:
            self.reload()
            self.say(change.say())


def _short_name(therapist: Therapist) -> str:
    """Return the name for use inside a sentence."""
    return one_line(therapist.name).removesuffix(".")
