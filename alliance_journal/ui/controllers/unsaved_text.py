"""Typed text that the journal does not take, written to a file next to the journal for the next start."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from alliance_journal import paths
from alliance_journal.domain.models import Unsaved
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import BasePage, mounted_screens
from alliance_journal.ui.dialogs.draft import HasDraft
from alliance_journal.ui.terminal.safe_app import SafeApp


class UnsavedText:
    """Writes typed text of all pages and dialogs to a file next to the journal, and imports such files.

    Attributes:
        key: what encrypts the file; None if it is not known.
        file: the file that was written last; None without one.
    """

    def __init__(self, app: SafeApp) -> None:
        self.app = app
        self.key: Passphrase | None = None
        self.file: Path | None = None

    def start(self, journal: Journal) -> None:
        """Learn the key of a newly opened journal, and import the files next to it."""
        assert journal.path
        self.key = None
        self.learn_key(journal)
        if paths.unsaved_files(journal.path):
            # Imported here: hardly any start has such files.
            from alliance_journal.store.maintenance import unsaved_words

            # If another program holds the file just now, they are imported at the next start.
            with contextlib.suppress(JournalError):
                unsaved_words.import_all(journal)

    def learn_key(self, journal: Journal) -> None:
        """Read the key from the journal, if that can be read now."""
        with contextlib.suppress(JournalError):
            self.key = journal.file_settings.unsaved_text_key()

    def find(self) -> list[Unsaved]:
        """Return typed text of any page or dialog that is not in the journal."""
        return [
            one
            for screen in mounted_screens(self.app)
            if isinstance(screen, BasePage | HasDraft)
            for one in screen.unsaved()
        ]

    def save_beside(self, journal: Journal, must_encrypt: Callable[[Journal], bool]) -> bool:
        """Write text that cannot be saved in the journal to a file next to it, for the next start.

        If the file has to be encrypted and no key is known, nothing is written.

        Args:
            journal: the open journal.
            must_encrypt: returns True if the file has to be encrypted.

        Returns:
            True if nothing is lost now.
        """
        if journal.path is None:
            return False
        if not (unsaved := self.find()):
            return True
        key = None
        if must_encrypt(journal) and (key := self.key or journal.passphrase) is None:
            return False
        from alliance_journal.store.maintenance import unsaved_words

        before = self.file
        try:
            self.file = unsaved_words.put_aside(journal.path, key, unsaved)
        except JournalError:
            return False
        if before:
            before.unlink(missing_ok=True)
        return True
