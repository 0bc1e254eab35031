"""Settings and bookkeeping of one journal file, in its table `upkeep`; not counted as changes of it."""

import os
from typing import Any, Final

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.sqlite_driver import converted_errors

UNSAVED_KEY: Final = "key of unsaved words"
"""Name of the key that encrypts files of unsaved text."""


class FileSettings:
    """Settings and bookkeeping of the file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def second_folder(self) -> str:
        """Return the second folder for backups, as it was chosen; empty if none was."""
        return str(self._get("second folder") or "")

    def set_second_folder(self, folder: str) -> None:
        """Set the second folder for backups; an empty text ends it."""
        self._set("second folder", folder)

    def maintained_on(self) -> str | None:
        """Return the day of the last daily maintenance (ISO 8601); None if there was none."""
        day: str | None = self._get("looked at")
        return day

    def set_maintained_on(self, day: str) -> None:
        """Store the day of the daily maintenance (ISO 8601)."""
        self._set("looked at", day)

    def changes(self) -> int:
        """Return the number of transactions that changed the journal so far."""
        return int(self._get("changes") or 0)

    def backed_up_changes(self) -> int | None:
        """Return the value of `changes` that the newest backup has; None if there is no backup."""
        changes: int | None = self._get("backed up")
        return changes

    def set_backed_up_changes(self, changes: int) -> None:
        """Store the value of `changes` that the newest backup has."""
        self._set("backed up", changes)

    def needs_cleaning(self) -> bool:
        """Return True while the file still contains traces of deleted entries."""
        return bool(self._get("to clean"))

    def set_needs_cleaning(self, needed: bool) -> None:
        """Store whether the file still contains traces of deleted entries."""
        self._set("to clean", int(needed))

    def disagree_question_offered(self) -> bool:
        """Return True if the optional question "room to disagree" was offered."""
        return bool(self._get("disagree offered"))

    def set_disagree_question_offered(self) -> None:
        """Store that the optional question "room to disagree" was offered."""
        self._set("disagree offered", 1)

    def unsaved_text_key(self) -> Passphrase | None:
        """Return the key that encrypts text that could not be saved in the journal; created at the first call.

        It stays the same when the passphrase changes, so that a program that does not know the new passphrase can
        still save text for the next start.

        Returns:
            The key; None for a journal in memory, and for a read-only one without a key.

        Raises:
            JournalError: if the file cannot be read or written.
        """
        if self._database.path is None:
            return None
        key = self._get(UNSAVED_KEY)
        if key is None:
            if self._database.read_only:
                return None
            key = os.urandom(opening.KEY).hex()
            self.set_unsaved_text_key(key)
        return Passphrase(f"x'{key}'")

    def set_unsaved_text_key(self, key: str) -> None:
        """Store the key that encrypts files of unsaved text, in hexadecimal digits."""
        self._set(UNSAVED_KEY, key)

    def _get(self, name: str) -> Any:
        found = self._database.select("SELECT value FROM upkeep WHERE what = ?", (name,))
        return found[0]["value"] if found else None

    def _set(self, name: str, value: str | int) -> None:
        with converted_errors(self._database.path):
            self._database.upsert("upkeep", ["what"], {"what": name, "value": value})
