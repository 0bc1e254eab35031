"""The question that is asked before the first change to a session that is not the latest."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from textual.screen import Screen

from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import Entry
from alliance_journal.ui.dialogs.dialog import ConfirmDialog

TITLE: Final = "An earlier session"
CHANGE: Final = "change"
ANSWERS: Final = (("leave", "Leave it as it is"), (CHANGE, "Change it"))


class EarlierSession:
    """Asks once, while an earlier session is shown, whether it should be changed.

    Attributes:
        confirmed_id: id of the session for which the answer was yes; None for none.
    """

    def __init__(self) -> None:
        self.confirmed_id: str | None = None

    def confirm(
        self,
        screen: Screen[None],
        entry: Entry,
        today: dt.date,
        change: Callable[[], None],
        otherwise: Callable[[], None],
    ) -> None:
        """Make a change; before the first one to this session, ask whether it is meant.

        Args:
            screen: the screen that shows the question.
            entry: the session or call, which is not the latest.
            today: the present day.
            change: makes the change.
            otherwise: called in its place if it is not meant.
        """
        if self.confirmed_id == entry.id:
            change()
            return

        def answered(word: str | None) -> None:
            if word == CHANGE:
                self.confirmed_id = entry.id
                change()
            else:
                otherwise()

        kind = "call" if entry.kind == "consultation" else "session"
        text = f"This is the {kind} of {say_day(entry.date, today, long=True)}, not the latest. Change it?"
        screen.app.push_screen(ConfirmDialog(TITLE, text, ANSWERS), answered)
