"""Saving a copy of the journal, and going on in it where this one cannot be written (safety.md 2.4)."""

import contextlib
import os
from pathlib import Path
from typing import Protocol, cast

from alliance_journal.domain.text import UnusableText
from alliance_journal.paths import shown
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import BasePage, mounted_screens
from alliance_journal.ui.dialogs.draft import HasDraft
from alliance_journal.ui.files.copy_form import CopyForm
from alliance_journal.ui.open_journal import OfflineResult

EXAMPLE = "The example notes are not kept, so there is nothing to copy."

ANOTHER_PASSPHRASE = (
    "The journal has another passphrase now. ^l locks it and asks for the new one; then a copy can be saved."
)


class RunsOffline(Protocol):
    """The part of the app that closes one journal and opens another."""

    needs_new_passphrase: bool
    """True if the file of the open journal has another passphrase now, which is not known here yet."""

    def run_offline(self, work: object) -> None:
        """Close the journal, do the work, and open what came of it."""


def offer_copy(page: BasePage) -> None:
    """Ask where a copy is to be, with a proposal."""
    path = page.opened.journal.path
    if path is None:
        page.say(EXAMPLE)
        return
    if cast("RunsOffline", page.app).needs_new_passphrase:
        page.say(ANOTHER_PASSPHRASE)
        return
    goes_on = page.opened.journal.read_only or _keepers_have_words(page)
    page.app.push_screen(
        CopyForm(_proposed(path), lambda target: _copy(page, target, goes_on), goes_on=goes_on),
        lambda target: _copied(page, target, goes_on),
    )


def _keepers(page: BasePage) -> list[BasePage | HasDraft]:
    """Every page and card that may hold what was typed."""
    return [screen for screen in mounted_screens(page.app) if isinstance(screen, BasePage | HasDraft)]


def _keepers_have_words(page: BasePage) -> bool:
    """Whether something typed could not be kept in this journal, even now."""
    kept = [k.keep() if isinstance(k, BasePage) else k.keep_unfinished() for k in _keepers(page)]
    return not all(kept)


def _proposed(path: Path) -> Path:
    """A free name beside the journal where that can be written, else in the home folder."""
    folder = path.parent
    if not os.access(folder, os.W_OK):
        with contextlib.suppress(RuntimeError):
            folder = Path.home()
    number = 1
    while os.path.lexists(proposed := folder / f"{path.stem}-copy{'' if number == 1 else f'-{number}'}.db"):
        number += 1
    return proposed


def _copy(page: BasePage, target: Path, goes_on: bool) -> None:
    """Write the copy, with the words this journal could not take.

    Raises:
        JournalError, UnusableText: when that cannot be done; there is no copy then, and the words stay here.
    """
    journal = page.opened.journal
    journal.copy_to(target)
    if not goes_on:
        return
    try:
        with contextlib.closing(Journal.open(target, passphrase=journal.passphrase)) as copy:
            for keeper in _keepers(page):
                keeper.carry_over(copy)
    except (JournalError, UnusableText):
        target.unlink(missing_ok=True)
        raise
    for keeper in _keepers(page):
        keeper.carried_over()


def _copied(page: BasePage, target: Path | None, goes_on: bool) -> None:
    if target is None:
        return
    if not goes_on:
        page.say(f"A copy is at {shown(target)}. You go on in the journal itself.")
        return
    said = f"You go on in the copy at {shown(target)}. To open it next time, name it with --file PATH."
    away = OfflineResult(target, page.opened.journal.passphrase, said)
    cast("RunsOffline", page.app).run_offline(lambda: away)
