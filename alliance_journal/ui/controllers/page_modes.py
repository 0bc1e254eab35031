"""The pages as modes of the app: preloaded after the first paint, and reloaded after changes."""

import contextlib
import gc
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui import pages
from alliance_journal.ui.base_page import BasePage, mounted_screens
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.dialogs.draft import HasDraft
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.terminal.safe_app import SafeApp

SAVED: Final = "Everything is saved."
NOT_SAVED: Final = "The last words could not be saved yet. It is tried again by itself."
PRELOAD_DELAY_SECONDS: Final = 0.1
"""Time between the first paint and the first deferred step."""
PRELOAD_STEP_SECONDS: Final = 0.01
"""Time for the event loop between two deferred steps."""


class PageModes:
    """Adds the pages of the open journal to the app, and reloads them."""

    def __init__(self, app: SafeApp, state: JournalState) -> None:
        self.app, self.state = app, state
        self._version = 0
        self._has_offered_drafts = False
        self._deferred: deque[Callable[[], object]] = deque()

    @property
    def visible(self) -> BasePage | None:
        """The visible page, under any dialog; None if there is none."""
        return next((screen for screen in reversed(self.app.screen_stack) if isinstance(screen, BasePage)), None)

    def add(self, opened: OpenJournal) -> None:
        """Add the pages of an open journal as modes."""
        for page in pages.PAGES:
            self.app.add_mode(page.name, partial(pages.create, page, opened))

    def save_all(self) -> bool:
        """Save typed text of every page and of the dialogs over them; return True if all of it is on the disk."""
        screens = mounted_screens(self.app)
        saved = [screen.save() for screen in screens if isinstance(screen, BasePage)]
        return all(saved + [screen.save_draft() for screen in screens if isinstance(screen, HasDraft)])

    def save_now(self) -> None:
        """Save everything typed, and say that it is saved, or why it is not yet."""
        page = self.visible
        if page is None:
            return
        if self.save_all():
            page.say(SAVED)
            return
        screens = mounted_screens(self.app)
        dialogs = [screen.unfinished for screen in screens if isinstance(screen, HasDraft) and screen.unfinished]
        reasons = [draft.trouble for draft in dialogs]
        reasons += [screen.warning for screen in screens if isinstance(screen, BasePage)]
        page.say(next(filter(None, reasons), NOT_SAVED))

    # Reloading

    def remember_version(self, opened: OpenJournal) -> None:
        """Remember the journal's present version: only later changes are reloaded."""
        self._version = 0
        # If another program holds the file just now, everything is read again as soon as it does not.
        with contextlib.suppress(JournalError):
            self._version = opened.journal.data_version()

    def reload(self) -> None:
        """Reload the visible page."""
        if page := self.visible:
            page.reload()

    def reload_if_changed(self) -> None:
        """Reload the visible page if another program, or another window, changed the journal."""
        page, state = self.visible, self.state
        if page is None or state.open is None or state.is_busy or state.needs_new_passphrase:
            return
        with page.report_errors():
            version = state.open.journal.data_version()
            if version != self._version:
                self._version = version
                page.reload()

    def offer_drafts(self) -> None:
        """Offer, once a run, text that was being written when the app ended suddenly."""
        if not self._has_offered_drafts:
            self._has_offered_drafts = True
            self.app.call_after_refresh(self._offer_drafts)

    def _offer_drafts(self) -> None:
        from alliance_journal.ui.journal.screen import JournalScreen

        if isinstance(self.visible, JournalScreen):
            self.visible.offer_draft()

    # Preloading

    def preload(self) -> None:
        """Do what was deferred until the first paint, in small steps that no key has to wait for."""
        if not self._deferred:
            # The collector was off since the start, when every new object is needed.
            self._deferred.append(gc.enable)
            for sheet in pages.SHEETS:
                self._deferred.append(partial(self.app.stylesheet.read_ahead, sheet))
            for page in pages.PAGES:
                self._deferred.append(partial(pages.load, page))
            self.app.set_timer(PRELOAD_DELAY_SECONDS, self._preload_step)

    def _preload_step(self) -> None:
        self._deferred.popleft()()
        if self._deferred:
            self.app.set_timer(PRELOAD_STEP_SECONDS, self._preload_step)
