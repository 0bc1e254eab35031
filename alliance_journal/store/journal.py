"""The journal: open, create and close it. Its records are read and written by the classes it inherits from."""

import contextlib
import os
from pathlib import Path
from typing import Any, Final, Self

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import give_name, is_abandoned, sync_folder
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Clock, utc_now
from alliance_journal.store.core.errors import Busy, CannotWrite, JournalError, NoEncryption
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION, calm
from alliance_journal.store.records.brief_choices import Choices
from alliance_journal.store.entries.answers import Checklists
from alliance_journal.store.entries.drafts import Texts
from alliance_journal.store.records.homework import Work
from alliance_journal.store.records.therapists import People
from alliance_journal.store.entries.entry_tags import Tags
from alliance_journal.store.records.topics import Topics
from alliance_journal.store.schema import foreign_triggers, migrations
from alliance_journal.store.search import fts_index

FORGOTTEN_AT_ONCE: Final = 10_000
"""Maximum number of entries with which the full-text index is cleaned at closing.

With more, the daily maintenance cleans it.
"""

UNSAVED_KEY: Final = "key of unsaved words"
"""Name, in the table `upkeep`, of the key that encrypts files of unsaved text."""


class Journal(People, Checklists, Texts, Topics, Work, Choices, Tags):
    """An open journal.

    Every writing method is one transaction that holds the write lock from its beginning; when it returns, its
    changes are on the disk. All methods raise `JournalError`, whose message never contains the client's text.
    """

    @classmethod
    def open(cls, path: Path, clock: Clock = utc_now, *, passphrase: Passphrase | None = None) -> Self:
        """Open the journal at this path; a file of an older version is migrated, after a backup.

        Triggers of other programs are dropped, after a backup as well. May be called on any thread; afterwards one
        thread at a time may use the journal.

        Args:
            path: the journal's file.
            clock: returns the current time.
            passphrase: passphrase or key; not used for a plain file.

        Raises:
            NoJournal: if the file does not exist; it is not created.
            NeedsPassphrase, WrongPassphrase: if the file is encrypted, and the passphrase is missing or wrong.
            JournalError: if the file cannot be opened; nothing is written then.
        """
        return cls._open(path, opening.key_for(path, passphrase), clock)

    @classmethod
    def open_beside(cls, path: Path, passphrase: Passphrase | None, clock: Clock = utc_now) -> Self:
        """Open a second connection to a journal that this program has open already, for another thread.

        The file is not inspected first, because opening and closing it outside of SQLite would drop the locks that
        another connection of this program holds on it, perhaps in the middle of a save.

        Args:
            path: the journal's file.
            passphrase: passphrase or key that opens it; None for a plain file.
            clock: returns the current time.

        Raises:
            JournalError: if the file cannot be opened; nothing is written then.
        """
        opening.need_something_in(path)
        return cls._open(path, passphrase, clock)

    @classmethod
    def _open(cls, path: Path, key: Passphrase | None, clock: Clock) -> Self:
        connection = opening.connect(path, key)
        try:
            only_read = opening.can_only_be_read(path)
            journal = cls(connection, path, clock, passphrase=key, only_read=only_read)
            is_older = not only_read and migrations.is_older(connection, path)
            foreign = [] if only_read else foreign_triggers.foreign_triggers(connection, path)
            if is_older or foreign:
                backups.make(journal, "before-update")
            if foreign:
                foreign_triggers.take_away(connection, path, foreign)
                journal.taken_away = tuple(foreign)
            migrations.bring_up_to_date(connection, path, only_read=only_read)
            if not only_read and fts_index.missing_triggers(connection):
                with journal.writing():
                    fts_index.mend_triggers(connection)
        except BaseException:
            connection.close()
            raise
        return journal

    @classmethod
    def begin(cls, path: Path, clock: Clock = utc_now, *, passphrase: Passphrase | None = None) -> Self:
        """Create a new journal: private, encrypted if there is a passphrase, under its name only when complete.

        Args:
            path: the journal's file.
            clock: returns the current time.
            passphrase: passphrase to encrypt it with; None for a plain file.

        Raises:
            NoEncryption: if this computer cannot encrypt; no plain journal is created instead.
            JournalError: if the file exists already, or cannot be created.
        """
        if passphrase and not HAS_ENCRYPTION:
            raise NoEncryption
        part = paths.part_file(path)
        with contextlib.suppress(OSError, ValueError):
            # A partial file left by a killed run contains no text of the client yet.
            if is_abandoned(part.stat().st_mtime):
                part.unlink()
        for left in opening.left_beside(path):
            if not os.path.lexists(path):
                raise CannotWrite(
                    f"{left} is there, without the journal it belongs to. A new one would be damaged by it.",
                    "Move it to where that journal is now, delete it if that is gone, or name another file.",
                )
        try:
            opening.create(part)
            try:
                with contextlib.closing(cls._open(part, passphrase, clock)) as new:
                    new.unsaved_key()
                give_name(part, path)
                sync_folder(path.parent)
            finally:
                part.unlink(missing_ok=True)
        except FileExistsError:
            raise Busy from None
        except OSError as error:
            raise CannotWrite(
                f"No journal could be made at {path}: {error.strerror}.", "Check the folder and the free space."
            ) from None
        return cls._open(path, passphrase, clock)

    @classmethod
    def in_memory(cls, clock: Clock = utc_now) -> Self:
        """Create a journal in memory, which is lost when it is closed."""
        connection = opening.connect_memory()
        migrations.bring_up_to_date(connection, None)
        return cls(connection, None, clock)

    def close(self) -> None:
        """Close the file; if text was deleted, remove its words from the full-text index first."""
        if self.took_words_away and not self.only_read:
            with contextlib.suppress(JournalError), calm(self.path):
                (number,) = self.connection.execute("SELECT count(*) FROM entries").fetchone()
                if number <= FORGOTTEN_AT_ONCE:
                    fts_index.forget_wordings(self.connection)
                    fts_index.forget(self.connection)
        self.connection.close()

    # Metadata of the file, in the table `upkeep`

    def upkeep(self, what: str) -> Any:
        """Return a value of the file's metadata (table `upkeep`); None if it is not set."""
        found = self.select("SELECT value FROM upkeep WHERE what = ?", (what,))
        return found[0]["value"] if found else None

    def unsaved_key(self) -> Passphrase | None:
        """Return the key that encrypts text that could not be saved in the journal; created at the first call.

        It stays the same when the passphrase changes, so that a program that does not know the new passphrase can
        still save text for the next start.

        Returns:
            The key; None for a journal in memory, and for a read-only one without a key.

        Raises:
            JournalError: if the file cannot be read or written.
        """
        if self.path is None:
            return None
        key = self.upkeep(UNSAVED_KEY)
        if key is None:
            if self.only_read:
                return None
            key = os.urandom(opening.KEY).hex()
            self.set_upkeep(UNSAVED_KEY, key)
        return Passphrase(f"x'{key}'")

    def set_upkeep(self, what: str, value: str | int) -> None:
        """Set a value of the file's metadata (table `upkeep`); it does not count as a change of the journal."""
        with calm(self.path):
            self.connection.execute("INSERT OR REPLACE INTO upkeep (what, value) VALUES (?, ?)", (what, value))
