"""What can be wrong with a journal, each with a title, a sentence and a next step."""

from pathlib import Path
from typing import Final

from alliance_journal.paths import printed

WHAT_HELPS: Final = (
    "The command backups lists the copies that can be restored; "
    "check --salvage PATH puts what can still be read into a new file."
)
"""The next step where part of the file is damaged."""


class JournalError(Exception):
    """Something is wrong with the journal's file, or a verb cannot be done. Never holds the client's words."""

    title = "Something is wrong with the journal"

    def __init__(self, sentence: str, next_step: str) -> None:
        # Names of files are part of both, and a name may hold anything.
        self.sentence = printed(sentence)
        self.next_step = printed(next_step)
        super().__init__(f"{self.sentence} {self.next_step}")


class NoJournal(JournalError):
    """There is no file at this place yet."""

    title = "No journal yet"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no journal at {path} yet.",
            "Open the app to begin one, or name another file with --file PATH.",
        )


class NotAJournal(JournalError):
    """The file is something else, or is damaged on its first page."""

    title = "Not a journal"


class EmptyFile(NotAJournal):
    """There is a file, with nothing in it."""

    title = "An empty file"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {path} is empty (0 bytes), and it was left as it is.",
            "If it should hold your journal, restore a backup: the command backups lists them. "
            "Else delete it, or name another file with --file PATH.",
        )


class NeedsPassphrase(JournalError):
    """The journal is encrypted and no passphrase was given."""

    title = "This journal is encrypted"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The journal at {path} is encrypted.",
            "Its passphrase is asked for on a terminal, or read from a file with --passphrase-file F.",
        )


class WrongPassphrase(JournalError):
    """The passphrase does not open the file; a damaged first page looks the same."""

    title = "Another passphrase"

    def __init__(self, path: Path, backups: Path | None) -> None:
        where = f"; your backups are in {backups}" if backups else ""
        super().__init__(
            f"This passphrase does not open {path}.", f"Try again. A damaged file looks the same{where}."
        )


class NoEncryption(JournalError):
    """The driver that could open an encrypted journal is not on this computer."""

    title = "No encryption here"

    def __init__(self) -> None:
        super().__init__(
            "This computer's installation cannot open encrypted journals.",
            "Install the package sqlcipher3 beside it where there is one, or use another computer.",
        )


class MadeByNewer(JournalError):
    """The file was written by a newer version of this program."""

    title = "Made by a newer version"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The journal at {path} was made by a newer version of Alliance Journal. Nothing was changed.",
            "Install the newest version and open it again.",
        )


class CannotOpen(JournalError):
    """The file or its folder cannot be read."""

    title = "The journal cannot be opened"


class Busy(JournalError):
    """Another program holds the file at this moment."""

    title = "The journal is busy"

    def __init__(self) -> None:
        super().__init__(
            "Another program is using the journal at this moment, and nothing was changed.",
            "Wait a moment and try again.",
        )


class CannotWrite(JournalError):
    """The file may be read but not written."""

    title = "The journal cannot be written"

    @classmethod
    def only_read(cls, path: Path | None) -> "CannotWrite":
        """The file or its folder is read-only."""
        return cls(
            f"The journal at {path} can only be read: the file or its folder is read-only.",
            "Change their permissions, or save a copy elsewhere and go on with that.",
        )


class DiskFull(JournalError):
    """There is no room left for what was to be written."""

    title = "The disk is full"

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so this could not be saved. Nothing that was saved before is lost.",
            "Free some space, then try again.",
        )


class Damaged(JournalError):
    """SQLite found the file damaged."""

    title = "The journal is damaged"


class NotPossible(JournalError):
    """What was asked for does not go together with what is there."""

    title = "Not possible"


class NotFound(JournalError):
    """The entry, topic or therapist is not there (any more)."""

    title = "Not there any more"

    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} is not in the journal any more.", "Look at the list again.")
