"""Open journal: opens, creates and closes the file, and holds the repositories of its records."""

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from alliance_journal import paths
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import one_line
from alliance_journal.files import give_name, is_abandoned, sync_folder
from alliance_journal.store.backup import backups
from alliance_journal.store.changes.commit_hooks import DerivedData
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Clock, Database, utc_now
from alliance_journal.store.core.errors import Busy, CannotWrite, JournalError, NoEncryption
from alliance_journal.store.core.file_settings import FileSettings
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION, converted_errors
from alliance_journal.store.entries.answers import Answers
from alliance_journal.store.entries.drafts import Drafts
from alliance_journal.store.entries.entries import Entries
from alliance_journal.store.entries.entry_tags import Tags
from alliance_journal.store.entries.sessions import Sessions
from alliance_journal.store.entries.tensions import Tensions
from alliance_journal.store.entries.text_versions import TextVersions
from alliance_journal.store.entries.trash import Trash
from alliance_journal.store.entries.unfinished_forms import UnfinishedForms
from alliance_journal.store.records.appointments import Appointments
from alliance_journal.store.records.asked_questions import AskedQuestions
from alliance_journal.store.records.brief_choices import BriefChoices
from alliance_journal.store.records.excerpts import Excerpts
from alliance_journal.store.records.goals import Goals
from alliance_journal.store.records.homework import Homework
from alliance_journal.store.records.own_phone_numbers import OwnPhoneNumbers
from alliance_journal.store.records.therapists import Therapists
from alliance_journal.store.records.topics import Topics
from alliance_journal.store.schema import foreign_triggers, migrations
from alliance_journal.store.search import fts_index

CLEANED_AT_ONCE: Final = 10_000
"""Maximum number of entries with which the full-text index is cleaned at closing.

With more, the daily maintenance cleans it.
"""


class Journal:
    """An open journal.

    Every writing method of a repository is one transaction that holds the write lock from its beginning; when it
    returns, its changes are on the disk. All methods raise `JournalError`, whose message never contains the
    client's text.

    Attributes:
        entries: sessions, calls, notes and letters, and their texts.
        sessions: sessions and calls by therapist.
        answers: answers to the questions of the checklist.
        questions: the questions, and which are asked.
        tensions: tension marked at sessions.
        drafts: texts being typed.
        unfinished: texts being typed in forms.
        versions: earlier versions of texts.
        trash: entries that were deleted less than thirty days ago.
        tags: the tags of all entries.
        therapists: therapists.
        appointments: appointments.
        homework: homework.
        goals: goals and their marks.
        topics: topics to bring.
        excerpts: words copied for the page to bring.
        brief_choices: what is on the page to bring, and in which order.
        own_numbers: the client's own numbers to call.
        file_settings: settings and bookkeeping of the file.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        database.commit_hooks = [DerivedData(database)]
        self.file_settings = FileSettings(database)
        self.entries = Entries(database)
        self.sessions = Sessions(database)
        self.answers = Answers(database)
        self.questions = AskedQuestions(database)
        self.tensions = Tensions(database, self.file_settings)
        self.drafts = Drafts(database)
        self.unfinished = UnfinishedForms(database)
        self.versions = TextVersions(database)
        self.trash = Trash(database)
        self.tags = Tags(database)
        self.therapists = Therapists(database)
        self.appointments = Appointments(database)
        self.homework = Homework(database)
        self.goals = Goals(database)
        self.topics = Topics(database)
        self.brief_choices = BriefChoices(database)
        self.excerpts = Excerpts(database, self.brief_choices)
        self.own_numbers = OwnPhoneNumbers(database)

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
            read_only = opening.can_only_be_read(path)
            database = Database(connection, path, clock, passphrase=key, read_only=read_only)
            is_older = not read_only and migrations.is_older(connection, path)
            foreign = [] if read_only else foreign_triggers.foreign_triggers(connection, path)
            if is_older or foreign:
                backups.make(database, "before-update")
            if foreign:
                foreign_triggers.take_away(connection, path, foreign)
                database.dropped_triggers = tuple(foreign)
            migrations.bring_up_to_date(connection, path, only_read=read_only)
            if not read_only and fts_index.missing_triggers(connection):
                with database.transaction():
                    fts_index.mend_triggers(connection)
        except BaseException:
            connection.close()
            raise
        return cls(database)

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
                    new.file_settings.unsaved_text_key()
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
        return cls(Database(connection, None, clock))

    def close(self) -> None:
        """Close the file; if text was deleted, remove its words from the full-text index first."""
        connection = self._database.connection
        if self._database.text_deleted and not self.read_only:
            with contextlib.suppress(JournalError), converted_errors(self.path):
                (number,) = connection.execute("SELECT count(*) FROM entries").fetchone()
                if number <= CLEANED_AT_ONCE:
                    fts_index.forget_wordings(connection)
                    fts_index.forget(connection)
        connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the verbs of several repositories as one transaction: all of their changes are saved, or none."""
        with self._database.transaction():
            yield

    # The file

    @property
    def path(self) -> Path | None:
        """The journal's file; None in memory."""
        return self._database.path

    @property
    def passphrase(self) -> Passphrase | None:
        """Passphrase or key that opens the file again; None for a plain file."""
        return self._database.passphrase

    def forget_passphrase(self) -> None:
        """Drop the passphrase of a journal that is closed, for a lock."""
        self._database.passphrase = None

    @property
    def read_only(self) -> bool:
        """True if nothing can be written to the file."""
        return self._database.read_only

    @property
    def is_example(self) -> bool:
        """True for a journal in memory, where nothing is saved."""
        return self.path is None

    def now(self) -> dt.datetime:
        """Return the current time in UTC, from the clock the journal was opened with."""
        return self._database.now()

    def data_version(self) -> int:
        """Return a number that changes when another program changed the file."""
        return self._database.data_version()

    def state_token(self) -> tuple[object, int, int]:
        """Return a token that changes on every write to the file, by this program or another one."""
        return self._database.state_token()

    def limit_cache(self) -> None:
        """Limit the page cache, for a journal that stays open for hours."""
        self._database.limit_cache()

    def dropped_triggers_notice(self) -> str:
        """Return a sentence about the triggers that were dropped when the file was opened; empty if none were."""
        if not self._database.dropped_triggers:
            return ""
        names = ", ".join(f"“{one_line(name)[:40]}”" for name in self._database.dropped_triggers)
        return (
            f"The journal had triggers that this program did not make ({names}). They could change what you write, "
            "so they were taken out; a backup from before still has them."
        )

    def take_connection_of(self, other: "Journal") -> None:
        """Continue with the file that another object has opened at the same path; that one must not be used again.

        For a file that was replaced, or whose passphrase was changed, while it was open here.
        """
        self._database.take_connection_of(other._database)

    def copy_to(self, path: Path) -> None:
        """Write a verified copy of the journal to a new file, never replacing another one.

        Raises:
            JournalError: if no copy could be made or it was damaged; no file remains then.
        """
        backups.copy_to(self._database, path)

    def second_backup_folder(self) -> Path | None:
        """Return the journal's own folder in the second folder for backups; None if no second folder was chosen."""
        return backups.second_folder(self._database)


def database_of(journal: Journal) -> Database:
    """Return the database of a journal, for the modules of the store that read and write rows themselves.

    A test forbids every module outside `store` to name this function.
    """
    return journal._database
