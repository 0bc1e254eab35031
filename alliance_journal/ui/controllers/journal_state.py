"""State of the journal that the app's controllers share."""

from pathlib import Path
from typing import NamedTuple

from alliance_journal.settings import Settings
from alliance_journal.ui.open_journal import LookedAt, OpenJournal


class Position(NamedTuple):
    """Position of the client in a journal when it was closed: ids only, no text."""

    path: Path
    encrypted: bool
    page: str = "journal"
    looked_at: LookedAt | None = None
    entry_id: str | None = None
    session_id: str | None = None


class JournalState:
    """The open journal, or the position in the one that is closed.

    Attributes:
        open: the open journal; None while none is open.
        position: where the client was in the journal that is closed; None if none was open yet.
        covered_mode: mode of the app under the cover; empty if there is none to go back to.
        is_busy: True while a journal is being opened, or work runs that needs it closed.
        needs_new_passphrase: True if the file of the open journal got another passphrase, not known here yet.
    """

    def __init__(self, settings: Settings) -> None:
        """Begin with no journal open.

        Args:
            settings: in force until a journal is open.
        """
        self.open: OpenJournal | None = None
        self.position: Position | None = None
        self.covered_mode = ""
        self.is_busy = False
        self.needs_new_passphrase = False
        self._settings = settings

    @property
    def settings(self) -> Settings:
        """Settings in force now."""
        return self.open.settings if self.open else self._settings

    def close(self) -> OpenJournal:
        """Forget the open journal, but for the position in it and its settings.

        Returns:
            What was open; its file is not closed by this.
        """
        opened, self.open = self.open, None
        self.needs_new_passphrase = False
        assert opened
        self._settings = opened.settings
        self.position = self.position_in(opened)
        return opened

    def position_in(self, opened: OpenJournal) -> Position:
        """Return the position in an open journal whose page is covered."""
        journal = opened.journal
        assert journal.path
        encrypted = journal.passphrase is not None
        return Position(
            journal.path, encrypted, self.covered_mode, opened.looked_at, opened.entry_id, opened.session_id
        )
