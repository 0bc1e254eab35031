"""The open journal as the pages share it, with today, settings and selection."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from textual.screen import Screen

from alliance_journal import settings_store
from alliance_journal.domain.dates.parse import clock_text, say_day, say_short
from alliance_journal.domain.models import Therapist
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal

EXAMPLE = "example notes, nothing is kept"
SET_NEXT = "next: set a date"
SET_NEXT_SHORT = "set date"
"""Texts in the place of the next session where none is known; a click sets it."""
FEW_ENTRIES = 20
"""Number of entries at each end of the journal among which a call is looked for."""


class OfflineResult(NamedTuple):
    """Result of work that was done with the journal closed.

    Attributes:
        path: the journal to open afterwards.
        passphrase: its passphrase; None for a journal that is not encrypted.
        said: a sentence for the client about what was done; empty for none.
        card: creates a screen that is shown afterwards instead of that sentence.
    """

    path: Path
    passphrase: Passphrase | None = None
    said: str = ""
    card: Callable[[], Screen[Any]] | None = None


Work = Callable[[], OfflineResult]
"""Work that is done in a thread while the journal is closed."""


class LookedAt(NamedTuple):
    """Therapist whose sessions the client chose to look at.

    Attributes:
        therapist_id: the therapist's id.
        as_past: True if the therapist was a past one then. One who becomes past later is replaced by a current one.
    """

    therapist_id: str
    as_past: bool


class Navigation(NamedTuple):
    """What the navigation bar shows besides the pages.

    Attributes:
        next_texts: who and when comes next, then shorter forms of it.
        can_set_next: True if the next session can be set.
        has_people: True if there is more than one person, or a call.
    """

    next_texts: tuple[str, ...]
    can_set_next: bool
    has_people: bool


@dataclass(slots=True)
class OpenJournal:
    """An open journal, with the settings and the selection that all pages share.

    Attributes:
        journal: the journal.
        today: returns the client's own day.
        settings: settings in force.
        settings_file: where changed settings are saved; None saves nothing.
        looked_at: the chosen therapist; None for the one of the most likely next session.
        entry_id: the selected entry, the same on every page.
        session_id: id of the session or call whose answers Checklist shows; None for the latest session.
    """

    journal: Journal
    today: Callable[[], date]
    settings: Settings
    settings_file: Path | None
    looked_at: LookedAt | None = None
    entry_id: str | None = None
    session_id: str | None = None

    def therapist(self) -> Therapist | None:
        """Return the therapist whose sessions are shown."""
        chosen: Therapist | None = None
        if looked_at := self.looked_at:
            chosen = next((one for one in self.journal.therapists.list() if one.id == looked_at.therapist_id), None)
            if chosen and (chosen.status != "past" or looked_at.as_past):
                return chosen
        likely = self.journal.therapists.main()
        return likely if likely and likely.status == "current" else chosen or likely

    def look_at(self, therapist: Therapist) -> None:
        """Show the sessions with this therapist from now on, on Checklist the latest one."""
        self.session_id = None
        self.looked_at = LookedAt(therapist.id, as_past=therapist.status == "past")

    def next_therapist(self) -> Therapist | None:
        """Show the sessions with the next therapist, after the last one with the first, and return that one."""
        therapists = self.journal.therapists.list()
        here = self.therapist()
        if here is None:
            return None
        self.look_at(therapists[(therapists.index(here) + 1) % len(therapists)])
        return self.therapist()

    def latest_session(self) -> str | None:
        """Return the id of the latest session with the therapist shown; notes for the next session belong there."""
        therapist = self.therapist()
        return next(iter(self.journal.sessions.latest_with(therapist.id if therapist else None, 1)), None)

    def navigation(self) -> Navigation:
        """Return what the navigation bar shows besides the pages.

        Raises:
            JournalError: if the journal cannot be read.
        """
        journal, therapist = self.journal, self.therapist()
        has_people = journal.sessions.has_people(FEW_ENTRIES)
        if journal.is_example:
            return Navigation((EXAMPLE, "example notes"), False, has_people)
        is_past = therapist is not None and therapist.status == "past"
        can_set = not (journal.read_only or is_past)
        return Navigation(self._next_texts(therapist, is_past, can_set), can_set, has_people)

    def _next_texts(self, therapist: Therapist | None, is_past: bool, can_set: bool) -> tuple[str, ...]:
        """Return who and when comes next, then shorter forms of it."""
        today, appointments = self.today(), self.journal.appointments
        appointment = None if is_past else appointments.next(today, therapist.id if therapist else None)
        who = f"with {therapist.name}" if therapist else ""
        if appointment is None:
            when, day = (SET_NEXT, SET_NEXT_SHORT) if can_set else ("", "")
            clock = ""
        else:
            when, day = f"next: {say_short(appointment.date, today)}", say_day(appointment.date, today)
            clock = f" {clock_text(appointment.time)}" if appointment.time else ""
        return "  ·  ".join(part for part in (who, when + clock) if part), when + clock, when, day

    def change_settings(self, **changes: Any) -> None:
        """Apply and save changed settings.

        Raises:
            SettingsNotSaved: when they cannot be written; they apply for this run all the same.
        """
        self.settings = replace(self.settings, **changes)
        if self.settings_file and not self.journal.is_example:
            settings_store.change(self.settings_file, **changes)
