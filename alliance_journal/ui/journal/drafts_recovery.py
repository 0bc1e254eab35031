"""Texts that were being written when the app ended suddenly: each is offered, and none goes away by itself."""

from collections.abc import Callable
from datetime import datetime

from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.models import KIND_NAMES, Draft, Entry
from alliance_journal.domain.text import one_line
from alliance_journal.ui.base_page import BasePage

ANSWERS = (("continue", "Go on with it"), ("later", "Leave it for later"), ("delete", "Delete it"))
SURE = "Only the text that was being written goes, for good. The note itself stays as it is."
SURE_ANSWERS = (("stay", "Leave it for later"), ("delete", "Delete it for good"))


class DraftsRecovery:
    """One question for each left text, latest first."""

    def __init__(
        self, page: BasePage, go_on_with: Callable[[Draft, bool], bool], write: Callable[[], None]
    ) -> None:
        """Ask over a page.

        Args:
            page: where the cards are shown.
            go_on_with: opens a note with the text that was left, told whether the note in sight was opened so, too;
                returns whether it could.
            write: goes into the text of the note that is open.
        """
        self._page, self._go_on_with, self._write = page, go_on_with, write
        self._goes_on = False

    def offer(self) -> None:
        """Begin to ask; about a text that says what its note says anyway there is nothing to ask."""
        journal = self._page.opened.journal
        with self._page.report_errors():
            left = [(draft, journal.entries.get(draft.entry_id)) for draft in journal.drafts.list()]
            self._next([(draft, entry) for draft, entry in left if draft.body != entry.body])

    def _next(self, left: list[tuple[Draft, Entry]]) -> None:
        if left:
            (draft, entry), *rest = left
            from alliance_journal.ui.dialogs.dialog import ConfirmDialog

            card = ConfirmDialog("Text that was being written", self._about(draft, entry), ANSWERS)
            self._page.app.push_screen(card, lambda answer: self._answered(answer, draft, rest))
        elif self._goes_on:
            self._page.call_after_refresh(self._write)

    def _about(self, draft: Draft, entry: Entry) -> str:
        """Which note, and when; never more of the text than the note's title."""
        day = say_full(entry.date)
        hidden = entry.private or self._page.opened.settings.discreet
        title = "" if hidden else one_line(entry.shown_title)
        note = f"“{title}” of {day}" if title else f"The {KIND_NAMES[entry.kind].lower()} of {day}"
        when = datetime.fromisoformat(draft.saved_at).astimezone()
        said = (
            f"{note}: something was still being written in it when the app ended "
            f"({when:%H:%M} on {say_full(when.date())}). It is safe. "
        )
        if draft.base != entry.body:
            return f"{said}The note was changed since then, so both versions will be kept, one beside the other."
        return f"{said}It shows again in its note, too, whenever you open that note."

    def _answered(self, answer: str | None, draft: Draft, rest: list[tuple[Draft, Entry]]) -> None:
        if answer == "delete":
            from alliance_journal.ui.dialogs.dialog import ConfirmDialog

            card = ConfirmDialog("Delete this text?", SURE, SURE_ANSWERS)
            self._page.app.push_screen(card, lambda sure: self._sure(sure, draft, rest))
            return
        if answer == "continue" and self._go_on_with(draft, self._goes_on):
            self._goes_on = True
        self._next(rest)

    def _sure(self, sure: str | None, draft: Draft, rest: list[tuple[Draft, Entry]]) -> None:
        if sure == "delete":
            with self._page.report_errors():
                self._page.opened.journal.drafts.delete(draft)
                self._page.reload()
        self._next(rest)
