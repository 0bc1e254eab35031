"""Saving a copy of the journal, and going on in it if the journal cannot be written."""

import contextlib
import os
from pathlib import Path
from typing import Any, Protocol, cast

from textual.app import App

from alliance_journal.domain.text import UnusableText
from alliance_journal.paths import shown
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import BasePage, mounted_screens
from alliance_journal.ui.dialogs.draft import HasDraft
from alliance_journal.ui.dialogs.notice import show_notice
from alliance_journal.ui.files.copy_form import CopyForm
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal

EXAMPLE = "The example notes are not kept, so there is nothing to copy."

ANOTHER_PASSPHRASE = (
    "The journal has another passphrase now. <everywhere.lock> locks it and asks for the new one; then a copy can "
    "be saved."
)


class RunsOffline(Protocol):
    """The part of the app that closes one journal and opens another."""

    needs_new_passphrase: bool
    """True if the file of the open journal has another passphrase now, which is not known here yet."""

    def run_offline(self, work: object) -> None:
        """Close the journal, do the work, and open the resulting journal."""


def offer_copy(app: App[Any], opened: OpenJournal) -> None:
    """Ask where to save a copy, with a proposal; the journal then goes on in the copy if it cannot be written."""
    path = opened.journal.path
    if path is None:
        show_notice(app.screen, EXAMPLE)
        return
    if cast("RunsOffline", app).needs_new_passphrase:
        show_notice(app.screen, ANOTHER_PASSPHRASE)
        return
    journal, typed = opened.journal, _typed_text(app)
    goes_on = journal.read_only or not _save(typed)
    app.push_screen(
        CopyForm(
            _proposed(path),
            lambda target: _copy(journal, target, _typed_text(app) if goes_on else []),
            goes_on=goes_on,
        ),
        lambda target: _copied(app, journal, target, goes_on) if target else None,
    )


def _typed_text(app: App[Any]) -> list[BasePage | HasDraft]:
    """Return every page and dialog that may hold typed text."""
    return [screen for screen in mounted_screens(app) if isinstance(screen, BasePage | HasDraft)]


def _save(typed: list[BasePage | HasDraft]) -> bool:
    """Save typed text in the journal; return True if all of it is saved."""
    return all([one.save() if isinstance(one, BasePage) else one.save_draft() for one in typed])


def _proposed(path: Path) -> Path:
    """Return a free name beside the journal if its folder can be written, otherwise in the home folder."""
    folder = path.parent
    if not os.access(folder, os.W_OK):
        with contextlib.suppress(RuntimeError):
            folder = Path.home()
    number = 1
    while os.path.lexists(proposed := folder / f"{path.stem}-copy{'' if number == 1 else f'-{number}'}.db"):
        number += 1
    return proposed


def _copy(journal: Journal, target: Path, typed: list[BasePage | HasDraft]) -> None:
    """Write the copy, and save typed text in it that the journal does not take.

    Raises:
        JournalError, UnusableText: if that cannot be done; there is no copy then, and the text stays where it is.
    """
    journal.copy_to(target)
    if not typed:
        return
    try:
        with contextlib.closing(Journal.open(target, passphrase=journal.passphrase)) as copy:
            for one in typed:
                one.save_unsaved_in(copy)
    except (JournalError, UnusableText):
        target.unlink(missing_ok=True)
        raise
    for one in typed:
        one.forget_unsaved()


def _copied(app: App[Any], journal: Journal, target: Path, goes_on: bool) -> None:
    if not goes_on:
        show_notice(app.screen, f"A copy is at {shown(target)}. You go on in the journal itself.")
        return
    said = f"You go on in the copy at {shown(target)}. To open it next time, name it with --file PATH."
    result = OfflineResult(target, journal.passphrase, said)
    cast("RunsOffline", app).run_offline(lambda: result)
