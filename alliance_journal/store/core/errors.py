"""Errors of the journal, each with a title, a sentence and a next step."""

from pathlib import Path
from typing import Final

from alliance_journal.paths import printed

WHAT_HELPS: Final = (
    "The command backups lists the copies that can be restored; "
    "check --salvage PATH puts what can still be read into a new file."
)
"""Next step shown if part of the file is damaged."""


class JournalError(Exception):
    """Base of all errors of the journal's file and of operations on it. Never contains the client's text."""

    title = "Something is wrong with the journal"

    def __init__(self, sentence: str, next_step: str) -> None:
        # File names are part of both, and a file name may contain any bytes.
        self.sentence = printed(sentence)
        self.next_step = printed(next_step)
        super().__init__(f"{self.sentence} {self.next_step}")


class NoJournal(JournalError):
    """No file exists at this path yet."""

    title = "No journal yet"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no journal at {path} yet.",
            "Open the app to begin one, or name another file with --file PATH.",
        )


class NotAJournal(JournalError):
    """File that is not a journal, or is damaged on its first page."""

    title = "Not a journal"


class EmptyFile(NotAJournal):
    """File of 0 bytes."""

    title = "An empty file"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {path} is empty (0 bytes), and it was left as it is.",
            "If it should hold your journal, restore a backup: the command backups lists them. "
            "Else delete it, or name another file with --file PATH.",
        )


class NeedsPassphrase(JournalError):
    """Encrypted journal for which no passphrase was given."""

    title = "This journal is encrypted"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The journal at {path} is encrypted.",
            "Its passphrase is asked for on a terminal, or read from a file with --passphrase-file F.",
        )


class WrongPassphrase(JournalError):
    """Passphrase that does not open the file; a damaged first page looks the same."""

    title = "Another passphrase"

    def __init__(self, path: Path, backups: Path | None) -> None:
        where = f"; your backups are in {backups}" if backups else ""
        super().__init__(
            f"This passphrase does not open {path}.", f"Try again. A damaged file looks the same{where}."
        )


class NoEncryption(JournalError):
    """Missing driver for encrypted journals: sqlcipher3 is not installed."""

    title = "No encryption here"

    def __init__(self) -> None:
        super().__init__(
            "This computer's installation cannot open encrypted journals.",
            "Install the package sqlcipher3 beside it where there is one, or use another computer.",
        )


class MadeByNewer(JournalError):
    """File written by a newer version of this program."""

    title = "Made by a newer version"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The journal at {path} was made by a newer version of Alliance Journal. Nothing was changed.",
            "Install the newest version and open it again.",
        )


class CannotOpen(JournalError):
    """File or folder that cannot be read."""

    title = "The journal cannot be opened"


class Busy(JournalError):
    """File locked by another program at this moment."""

    title = "The journal is busy"

    def __init__(self) -> None:
        super().__init__(
            "Another program is using the journal at this moment, and nothing was changed.",
            "Wait a moment and try again.",
        )


class CannotWrite(JournalError):
    """File that can be read but not written."""

    title = "The journal cannot be written"

    @classmethod
    def only_read(cls, path: Path | None) -> "CannotWrite":
        """Return the error for a file or folder that is read-only."""
        return cls(
            f"The journal at {path} can only be read: the file or its folder is read-only.",
            "Change their permissions, or save a copy elsewhere and go on with that.",
        )


class DiskFull(JournalError):
    """Disk without enough free space for a write."""

    title = "The disk is full"

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so this could not be saved. Nothing that was saved before is lost.",
            "Free some space, then try again.",
        )


class Damaged(JournalError):
    """File that SQLite found damaged."""

    title = "The journal is damaged"


class NotPossible(JournalError):
    """Operation that the present data or files do not allow."""

    title = "Not possible"


class NotFound(JournalError):
    """Entry, topic, therapist or other record that does not exist (any more)."""

    title = "Not there any more"

    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} is not in the journal any more.", "Look at the list again.")
