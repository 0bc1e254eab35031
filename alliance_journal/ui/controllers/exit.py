"""Closing the app on request, once everything typed is saved."""

from alliance_journal.ui.controllers.file_watcher import FileWatcher
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.lock import LockController
from alliance_journal.ui.dialogs.draft import HasDraft
from alliance_journal.ui.terminal.safe_app import SafeApp

DIALOG_OPEN = "This card is still open. ⏎ keeps it, esc leaves it."
NOT_SAVED = "The last words could not be saved. They are still in the note. You can free space and try again."


class ExitController:
    """Closes the app, or says what is not saved yet."""

    def __init__(self, app: SafeApp, state: JournalState, lock: LockController, watcher: FileWatcher) -> None:
        self.app, self.state, self.lock, self.watcher = app, state, lock, watcher

    async def leave(self) -> None:
        """Save everything and exit; an open dialog, or text that cannot be saved, keeps the app open."""
        app = self.app
        if app.current_mode == "trouble":
            app.exit(return_code=1)
            return
        await app.keys.drain()
        if not app.save_all():
            await self.watcher.reopen_now()
        if (self.state.needs_new_passphrase or self.watcher.is_gone) and self.watcher.save_beside():
            app.exit()
        elif self._is_locked_with_unsaved():
            # Only somebody who can open the journal may decide that text is lost.
            app.call_next(self.lock.show_lock)
        elif any(isinstance(screen, HasDraft) for screen in app.screen_stack):
            app.notify(DIALOG_OPEN, markup=False)
        elif app.save_all():
            app.exit()
        else:
            self._ask()

    def _is_locked_with_unsaved(self) -> bool:
        opened = self.state.open
        if opened is None or opened.journal.is_example or not self.lock.is_covered:
            return False
        return not self.app.save_all()

    def _ask(self) -> None:
        from alliance_journal.ui.dialogs.dialog import ConfirmDialog

        answers = (("stay", "Stay"), ("close", "Close without them"))
        question = ConfirmDialog("Not everything is saved", NOT_SAVED, answers)
        self.app.push_screen(question, lambda answer: self.app.exit() if answer == "close" else None)
