"""What is done with entries from the list: a new one, what is known about one, the raw mark, the trash."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.dates.parse import When, clock_text, say_long
from alliance_journal.domain.headings import HEADING
from alliance_journal.domain.models import Appointment, Entry, EntryKind, Goal, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.domain.writing_prompts import SESSION_HEADINGS
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.journal.entry_buffer import EntryBuffer
from alliance_journal.ui.journal.entry_list import EntryList

if TYPE_CHECKING:
    from alliance_journal.ui.dialogs.entry_form import EntryDetails

OPEN_FIRST = "This is a raw note. Press ⏎ to open it first."
NOW_RAW = "A raw note now: it is shown only when you open it with ⏎."
NOT_RAW = "Shown like every other note again."
LETTER = "A letter that is not sent"


class EntryPage(BasePage):
    """A page with the list of entries.

    Attributes:
        writing: the text of the entry in sight; None where there is none, or only a raw one that is closed.
        trashed: what was put in the trash here, latest last.
        offered: the date a new session is offered for.
        put_off: the date it is no longer offered for.
    """

    writing: EntryBuffer | None = None
    trashed: tuple[str, ...] = ()
    offered: Appointment | None = None
    put_off: str = ""

    @property
    def entries(self) -> EntryList:
        """The list."""
        return self.query_one(EntryList)

    def go_to_entry(self) -> None:
        """Show the entry that is looked at, whatever is searched for or filtered."""
        raise NotImplementedError

    def action_write(self) -> None:
        """Write in the note."""
        raise NotImplementedError

    def show_current(self) -> None:
        """Show the entry with the cursor now, where that is still to come."""
        raise NotImplementedError

    def entry_in_sight(self) -> Entry | None:
        """The entry whose text is shown; None, and it is said why, for a raw one that is closed."""
        self.show_current()
        if self.writing:
            return self.writing.entry
        if self.entries.current:
            self.say(OPEN_FIRST)
        return None

    # After a date that was set

    def reload(self) -> None:
        """Reload, and offer to write about an appointment that has no session yet."""
        super().reload()
        if self.is_mounted:
            with self.report_errors():
                self._offer_date()

    def resume(self) -> None:
        """Offer to write about an appointment whose time has come meanwhile."""
        super().resume()
        self._offer_date()

    def _offer_date(self) -> None:
        today, journal = self.opened.today(), self.opened.journal
        found = None if journal.read_only else journal.appointments.without_session(today)
        now = journal.now().astimezone()
        # Of today only once its time has come.
        to_come = found is not None and found.at > f"{now:%Y-%m-%dT%H:%M}" and found.time is not None
        self.offered = None if to_come or (found and found.at == self.put_off) else found
        line = self.query_one("#offer", Static)
        line.display = self.offered is not None
        if self.offered:
            day = "today" if self.offered.date == today else f"on {say_long(self.offered.date, today)}"
            line.update(Content(f"After your session {day}? n begins it."))

    def put_off_offer(self) -> None:
        """Do not offer this date any more."""
        if self.offered:
            self.put_off = self.offered.at
            self.reload()

    # New entries

    def action_new_session(self) -> None:
        """A new session: of the date that is offered, or of today; with whom and where it was last time."""
        self._ask_new("session", self.offered)

    def action_new_note(self) -> None:
        """A note between sessions."""
        self._ask_new("between")

    def action_new_letter(self) -> None:
        """A letter that is not sent: it stays in the journal."""
        self._ask_new("letter", heading=LETTER)

    def _ask_new(self, kind: EntryKind, date: Appointment | None = None, heading: str = "") -> None:
        from alliance_journal.ui.dialogs.entry_form import EntryDetails, EntryForm

        with self.report_errors():
            journal, today = self.opened.journal, self.opened.today()
            therapist = self._therapist_of(date) if kind == "session" else None
            last = (
                [journal.entries.get(latest) for latest in journal.sessions.latest_with(therapist.id, 1)]
                if therapist
                else ()
            )
            details = EntryDetails(
                When(today), therapist.name if therapist else "", last[0].medium if last else None
            )
            form = EntryForm(
                kind,
                details,
                f"{date.date.isoformat()} {clock_text(date.time) or ''}".strip() if date else "today",
                today,
                tuple(one_line(known.name) for known in journal.therapists.list()),
                lambda filled: self._new(kind, filled, therapist),
                DialogDraft(journal, f"entry/new/{kind}"),
                heading=heading or ("New session" if date else ""),
            )
            self.app.push_screen(form, self._go_to_new)

    def _therapist_of(self, date: Appointment | None) -> Therapist | None:
        """Whom one meets on a date; without one, the therapist of the sessions looked at."""
        wanted = date.therapist_id if date else None
        return (
            next((t for t in self.opened.journal.therapists.list() if t.id == wanted), None)
            or self.opened.therapist()
        )

    def _new(self, kind: EntryKind, filled: "EntryDetails", proposed: Therapist | None) -> None:
        journal = self.opened.journal
        with journal.transaction():
            same = proposed is not None and filled.therapist == proposed.name.strip()
            therapist = proposed if same else self._therapist(filled.therapist, kind)
            entry = journal.entries.add(
                kind,
                filled.when.day,
                clock=filled.when.time,
                therapist_id=therapist.id if therapist else None,
                medium=filled.medium,
                title=filled.title,
                body=new_session_text() if kind == "session" else "",
                tags=filled.tags,
            )
        self.opened.entry_id = entry.id

    def _go_to_new(self, filled: "EntryDetails | None") -> None:
        if filled is not None:
            self.go_to_entry()
            self.call_after_refresh(self.action_write)

    def _therapist(self, name: str, kind: EntryKind) -> Therapist | None:
        """The therapist of this name, added where it is new."""
        return self.opened.journal.therapists.get_or_add(name, kind) if name else None

    def action_straight_after(self) -> None:
        """One minute after the session: three short fields."""
        from alliance_journal.ui.journal.straight_after_form import ask_straight_after

        if self.keep():
            ask_straight_after(self, self.go_to_entry)

    # What is known about an entry

    def action_details(self) -> None:
        """Title, day, therapist, where, tags, goal."""
        from alliance_journal.ui.dialogs.entry_form import EntryDetails, EntryForm

        entry = self.entry_in_sight()
        if entry is None:
            return
        with self.report_errors():
            journal = self.opened.journal
            therapists = {t.id: t.name for t in journal.therapists.list()}
            details = EntryDetails(
                When(entry.date),
                therapists.get(entry.therapist_id or "", ""),
                entry.medium,
                entry.title,
                entry.tags,
                entry.goal_id,
            )
            form = EntryForm(
                entry.kind,
                details,
                entry.date.isoformat() + (f" {entry.time:%H:%M}" if entry.time else ""),
                self.opened.today(),
                tuple(one_line(name) for name in therapists.values()),
                lambda filled: self._change(entry, details, filled),
                DialogDraft(journal, f"entry/{entry.id}"),
                self._goals_for(entry),
            )
            self.app.push_screen(form, lambda _: self.reload())

    def _goals_for(self, entry: Entry) -> tuple[Goal, ...]:
        """What a session can point at: the open goals, and the one it points at already."""
        if entry.kind != "session":
            return ()
        return tuple(g for g in self.opened.journal.goals.list() if g.state == "open" or g.id == entry.goal_id)

    def _change(self, entry: Entry, shown: "EntryDetails", filled: "EntryDetails") -> None:
        from alliance_journal.ui.dialogs.entry_form import WITH_SOMEBODY

        changed = entry._replace(
            date=filled.when.day,
            time=filled.when.time,
            title=filled.title,
            tags=filled.tags,
            goal_id=filled.goal_id,
        )
        with self.opened.journal.transaction():
            if entry.kind in WITH_SOMEBODY:
                # A note is not asked whom it is with, and a name left as it was is still the same person.
                changed = changed._replace(medium=filled.medium)
                if filled.therapist != shown.therapist:
                    therapist = self._therapist(filled.therapist, entry.kind)
                    changed = changed._replace(therapist_id=therapist.id if therapist else None)
            self.opened.journal.entries.change_details(changed)

    def action_raw(self) -> None:
        """Show an entry only when it is opened, or like the others again; the latter once it is open."""
        line = self.entries.current
        if line is None or self.entry_in_sight() is None:
            return
        with self.report_errors():
            if not self.keep():
                return
            entry = self.opened.journal.entries.get(line.id)
            self.opened.journal.entries.change_details(entry._replace(private=not entry.private))
            self.reload()
            self.say(NOT_RAW if entry.private else NOW_RAW)

    def action_tension(self) -> None:
        """Note tension at the session of the list, or what became of it."""
        from alliance_journal.ui.journal.tension_dialog import NO_SESSION, ask_about_tension

        line = self.entries.current
        if line is None or line.kind != "session":
            self.say(NO_SESSION)
            return
        with self.report_errors():
            if entry := self.entry_in_sight():
                ask_about_tension(self, entry)

    async def action_checklist(self) -> None:
        """The checklist of this session."""
        await self.app.run_action("go('checklist')")

    def action_versions(self) -> None:
        """What the text was on other days."""
        from alliance_journal.ui.journal.versions_dialog import NONE_YET, VersionsDialog

        with self.report_errors():
            if (entry := self.entry_in_sight()) is None or not self.keep():
                return
            versions = self.opened.journal.versions.list(entry.id)
            if versions:
                self.app.push_screen(VersionsDialog(self, versions))
            else:
                self.say(NONE_YET)

    # The trash

    def action_trash(self) -> None:
        """Put the entry in the trash; u takes it back."""
        line = self.entries.current
        if line is None or not self.entries.has_focus:
            return
        with self.report_errors():
            if not self.keep():
                return
            self.opened.journal.trash.put(line.id)
            self.trashed = (*self.trashed, line.id)
            self.writing, self.opened.entry_id = None, None
            self.reload()
            self.say("In the trash. Press u to take it back.")

    def action_undo(self) -> None:
        """Take the last one out of the trash."""
        if not self.trashed:
            self.say("Nothing was deleted since the app was opened.")
            return
        with self.report_errors():
            *rest, last = self.trashed
            self.opened.journal.trash.restore(last)
            self.trashed = tuple(rest)
            self.opened.entry_id = last
            self.reload()


def new_session_text() -> str:
    """What a new session begins with: a few short headings."""
    return "\n\n".join(f"{HEADING}{heading}\n" for heading in SESSION_HEADINGS)
