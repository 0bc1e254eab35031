"""What the pages share: the open journal, the day, the settings, and what is looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from textual.screen import Screen

from alliance_journal import settings as looks
from alliance_journal.domain.dates.parse import clock_text, say_day, say_short
from alliance_journal.domain.models import Therapist
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal

EXAMPLE = "example notes, nothing is kept"


class Away(NamedTuple):
    """What came of work that was done with the journal closed.

    Attributes:
        path: the journal that is opened afterwards.
        passphrase: what opens it; None for a plain one.
        said: a sentence for the client about what was done; empty where there is nothing to say.
        card: makes what is shown afterwards in the place of that sentence.
    """

    path: Path
    passphrase: Passphrase | None = None
    said: str = ""
    card: Callable[[], Screen[Any]] | None = None


class LookedAt(NamedTuple):
    """Whose sessions somebody chose to look at.

    Attributes:
        therapist_id: their id.
        as_past: whether they were among the past ones then: whoever is put away later gives way to a current one.
    """

    therapist_id: str
    as_past: bool


@dataclass(slots=True)
class Desk:
    """One person at work in one journal.

    Attributes:
        looked_at: whose sessions are looked at; None for the one the next session is most likely with.
        entry_id: the entry that is looked at, kept while going from page to page.
    """

    journal: Journal
    today: Callable[[], date]
    settings: Settings
    settings_file: Path | None
    looked_at: LookedAt | None = None
    entry_id: str | None = None

    def therapist(self) -> Therapist | None:
        """The therapist whose sessions are looked at."""
        chosen: Therapist | None = None
        if looked_at := self.looked_at:
            chosen = next((one for one in self.journal.therapists() if one.id == looked_at.therapist_id), None)
            if chosen and (chosen.status != "past" or looked_at.as_past):
                return chosen
        likely = self.journal.main_therapist()
        return likely if likely and likely.status == "current" else chosen or likely

    def look_at(self, therapist: Therapist) -> None:
        """From now on, look at the sessions with this one."""
        self.looked_at = LookedAt(therapist.id, as_past=therapist.status == "past")

    def next_therapist(self) -> Therapist | None:
        """Look at the sessions with another therapist, round and round."""
        therapists = self.journal.therapists()
        here = self.therapist()
        if here is None:
            return None
        self.look_at(therapists[(therapists.index(here) + 1) % len(therapists)])
        return self.therapist()

    def latest_session(self) -> str | None:
        """The latest session with the therapist looked at: what is thought of for them belongs there."""
        therapist = self.therapist()
        return next(iter(self.journal.latest_with(therapist.id if therapist else None, 1)), None)

    def next_texts(self) -> tuple[str, ...]:
        """What stands at the right of the line above: who and when, and shorter forms."""
        if self.journal.is_example:
            return EXAMPLE, "example notes"
        therapist, today = self.therapist(), self.today()
        is_past = therapist is not None and therapist.status == "past"
        appointment = None if is_past else self.journal.next_appointment(today, therapist.id if therapist else None)
        when = f"next: {say_short(appointment.date, today)}" if appointment else ""
        clock = f" {clock_text(appointment.time)}" if appointment and appointment.time else ""
        who = f"with {therapist.name}" if therapist else ""
        day = say_day(appointment.date, today) if appointment else ""
        return "  ·  ".join(part for part in (who, when + clock) if part), when + clock, when, day

    def change_settings(self, **changes: Any) -> None:
        """Take over and keep a changed setting.

        Raises:
            OSError: when the settings cannot be written; they are changed for this run all the same.
        """
        self.settings = self.settings._replace(**changes)
        if self.settings_file and not self.journal.is_example:
            looks.save(self.settings_file, self.settings)
