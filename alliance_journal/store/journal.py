"""The journal: opening, beginning and closing it. Its verbs stand in the classes it joins."""

import contextlib
import os
from pathlib import Path
from typing import Any, Final, Self

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import give_name, is_abandoned, sync_folder
from alliance_journal.store import backups, guarding, migrations, words
from alliance_journal.store import connection as opening
from alliance_journal.store.checklists import Checklists
from alliance_journal.store.choices import Choices
from alliance_journal.store.driver import HAS_ENCRYPTION, calm
from alliance_journal.store.errors import Busy, CannotWrite, JournalError, NoEncryption
from alliance_journal.store.opened import Clock, utc_now
from alliance_journal.store.people import People
from alliance_journal.store.tags import Tags
from alliance_journal.store.texts import Texts
from alliance_journal.store.topics import Topics
from alliance_journal.store.work import Work

FORGOTTEN_AT_ONCE: Final = 10_000
"""Up to so many entries the index of words is cleaned when the journal is closed; else by the daily upkeep."""

UNSAVED_KEY: Final = "key of unsaved words"
"""What the upkeep calls the key that encrypts files of unsaved words."""


class Journal(People, Checklists, Texts, Topics, Work, Choices, Tags):
    """An open journal.

    Every writing verb is one transaction that holds the file from its beginning; what a verb returns is on the
    disk. All verbs raise `JournalError`, in plain words and without anything that was written.
    """

    @classmethod
    def open(cls, path: Path, clock: Clock = utc_now, *, passphrase: Passphrase | None = None) -> Self:
        """Open the journal at this place; a file of an older version is brought up to date, after a backup.

        May be called on any thread; afterwards one thread at a time may use the journal.

        Raises:
            NoJournal: when there is none yet; nothing is made then.
            NeedsPassphrase, WrongPassphrase: when it is encrypted.
            JournalError: when it cannot be opened; nothing is written then.
        """
        return cls._open(path, opening.key_for(path, passphrase), clock)

    @classmethod
    def open_beside(cls, path: Path, passphrase: Passphrase | None, clock: Clock = utc_now) -> Self:
        """Open a journal that this program has open already once more, for a thread of its own.

        The file is not looked at before. Whoever opens and closes it by hand drops the locks that another
        connection of this program holds on it, perhaps in the middle of a save.

        Raises:
            JournalError: when it cannot be opened; nothing is written then.
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
            foreign = [] if only_read else guarding.foreign_triggers(connection, path)
            if is_older or foreign:
                backups.make(journal, "before-update")
            if foreign:
                guarding.take_away(connection, path, foreign)
                journal.taken_away = tuple(foreign)
            migrations.bring_up_to_date(connection, path, only_read=only_read)
            if not only_read and words.missing_triggers(connection):
                with journal.writing():
                    words.mend_triggers(connection)
        except BaseException:
            connection.close()
            raise
        return journal

    @classmethod
    def begin(cls, path: Path, clock: Clock = utc_now, *, passphrase: Passphrase | None = None) -> Self:
        """Make a new journal: private, encrypted where there is a passphrase, under its name only when whole.

        Raises:
            NoEncryption: when this computer cannot encrypt it; no plain one is made in its place.
            JournalError: when there is something at this place already, or it cannot be made.
        """
        if passphrase and not HAS_ENCRYPTION:
            raise NoEncryption
        part = paths.part_file(path)
        with contextlib.suppress(OSError, ValueError):
            # What a killed start left behind holds no words yet.
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
        """A journal that is gone when it is closed."""
        connection = opening.connect_memory()
        migrations.bring_up_to_date(connection, None)
        return cls(connection, None, clock)

    def close(self) -> None:
        """Close the file; words that were taken out of the texts are taken out of their index as well."""
        if self.took_words_away and not self.only_read:
            with contextlib.suppress(JournalError), calm(self.path):
                (number,) = self.connection.execute("SELECT count(*) FROM entries").fetchone()
                if number <= FORGOTTEN_AT_ONCE:
                    words.forget_wordings(self.connection)
                    words.forget(self.connection)
        self.connection.close()

    # What the file keeps about itself

    def upkeep(self, what: str) -> Any:
        """One thing the file keeps about itself; None where it does not."""
        found = self.select("SELECT value FROM upkeep WHERE what = ?", (what,))
        return found[0]["value"] if found else None

    def unsaved_key(self) -> Passphrase | None:
        """The key that encrypts words which could not be saved here; made at the first call.

        It stays the same when the passphrase changes, so a program that does not know the new passphrase can still
        leave words for the next start.

        Returns:
            The key; None for a journal in memory, and for one without a key that can only be read.

        Raises:
            JournalError: when the file cannot be read or written.
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
        """Keep one thing about the file itself; this is not counted as a change of what is in it."""
        with calm(self.path):
            self.connection.execute("INSERT OR REPLACE INTO upkeep (what, value) VALUES (?, ?)", (what, value))
