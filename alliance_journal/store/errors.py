"""What can be wrong with a journal, each with a title, a sentence and a next step."""

from pathlib import Path


class JournalError(Exception):
    """Something is wrong with the journal's file, or a verb cannot be done. Never holds the client's words."""

    title = "Something is wrong with the journal"

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(f"{sentence} {next_step}")
        self.sentence = sentence
        self.next_step = next_step


class NoJournal(JournalError):
    """There is no file at this place yet."""

    title = "No journal yet"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no journal at {path} yet.",
            "Open the app to begin one, or name another file with --file PATH.",
        )


class NotAJournal(JournalError):
    """The file is something else, or is damaged on its first page, or is encrypted."""

    title = "Not a journal"


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


class DiskFull(JournalError):
    """There is no room left for what was to be written."""

    title = "The disk is full"

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so this could not be saved. Nothing that was saved before is lost.",
            "Free some space; saving is tried again by itself.",
        )


class Damaged(JournalError):
    """SQLite found the file damaged."""

    title = "The journal is damaged"


class NotFound(JournalError):
    """The entry, topic or therapist is not there (any more)."""

    title = "Not there any more"

    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} is not in the journal any more.", "Look at the list again.")
