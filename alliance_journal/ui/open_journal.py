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

    def next_texts(self) -> tuple[str, ...]:
        """Return the text at the right of the top line (who and when), then shorter forms of it."""
        if self.journal.is_example:
            return EXAMPLE, "example notes"
        therapist, today = self.therapist(), self.today()
        is_past = therapist is not None and therapist.status == "past"
        appointment = (
            None if is_past else self.journal.appointments.next(today, therapist.id if therapist else None)
        )
        when = f"next: {say_short(appointment.date, today)}" if appointment else ""
        clock = f" {clock_text(appointment.time)}" if appointment and appointment.time else ""
        who = f"with {therapist.name}" if therapist else ""
        day = say_day(appointment.date, today) if appointment else ""
        return "  ·  ".join(part for part in (who, when + clock) if part), when + clock, when, day

    def change_settings(self, **changes: Any) -> None:
        """Apply and save changed settings.

        Raises:
            SettingsNotSaved: when they cannot be written; they apply for this run all the same.
        """
        self.settings = replace(self.settings, **changes)
        if self.settings_file and not self.journal.is_example:
            settings_store.change(self.settings_file, **changes)
