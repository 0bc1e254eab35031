"""Progress of long work that runs while the journal is closed, and a key that stops it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.busy_screen import BusyScreen
from alliance_journal.ui.files.continue_in_copy import RunsOffline
from alliance_journal.ui.open_journal import OfflineResult
from alliance_journal.ui.widgets.sign import ONE_MOMENT

SHOWN_FROM: Final = 300
"""Number of items from which on a bar is shown."""
LOOK_SECONDS: Final = 0.1
"""Interval at which the progress is read."""
BAR: Final = 32
"""Width of the bar in cells; it fits the narrowest screen."""


class Stopped(Exception):
    """Raised in the work when the client stopped it; the work then leaves nothing half done."""


class Progress:
    """Progress of some work, written by its thread and read by the screen.

    Attributes:
        what: the present step, in a word or two.
        done: number of items that are done.
        of: number of all items; 0 if it is not known.
        stopped: True if the work has to end.
    """

    def __init__(self) -> None:
        self.what, self.done, self.of, self.stopped = ONE_MOMENT, 0, 0, False

    def begin(self, what: str) -> None:
        """Begin the next step.

        Raises:
            Stopped: if the work has to end.
        """
        self.what = what
        self(0, 0)

    def __call__(self, done: int, of: int) -> None:
        """Report the number of items that are done.

        Raises:
            Stopped: if the work has to end.
        """
        if self.stopped:
            raise Stopped
        self.done, self.of = done, of

    def shown(self) -> str:
        """Return the present step, with a bar if there are many items."""
        if self.of < SHOWN_FROM:
            return self.what
        full = BAR * self.done // self.of
        return f"{self.what}\n{'━' * full}{'─' * (BAR - full)} {100 * self.done // self.of:3} %"


class ProgressScreen(Screen[None]):
    """Shows the progress, and nothing of the notes. The work stops when the screen is removed for any reason."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", show=False)]

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def compose(self) -> ComposeResult:
        """Compose progress and key."""
        with Vertical(id="under-way"):
            yield Static(Content(self.progress.shown()), id="progress")
            yield Static("esc stop", id="stop")

    def on_mount(self) -> None:
        """Read the progress from time to time."""
        self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self.query_one("#progress", Static).update(Content(self.progress.shown()))

    def action_stop(self) -> None:
        """Stop the work, which undoes what it had begun."""
        self.progress.stopped = True
        self.query_one("#stop", Static).update("It stops where that can still be done.")

    def on_unmount(self) -> None:
        """Stop the work: everything was hidden, or the app is closing, and the file must not stay open."""
        self.progress.stopped = True


def run_with_progress(app: App[Any], work: Callable[[Progress], OfflineResult]) -> None:
    """Close the journal and do long work in a thread, with a screen for its progress.

    Args:
        app: closes the journal, shows the progress, and opens the journal again.
        work: the work; called with the progress to report to. It handles `Stopped`.
    """
    progress = Progress()
    cast("RunsOffline", app).run_offline(lambda: work(progress))
    # Later in the app's queue: by then the pages are removed, or a notice said why the work has to wait.
    app.call_next(_show, app, progress)


async def _show(app: App[Any], progress: Progress) -> None:
    if isinstance(app.screen, BusyScreen):
        await app.push_screen(ProgressScreen(progress))
