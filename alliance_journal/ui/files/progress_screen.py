"""Long work while the journal is away from the screen: how far it is, and a key that stops it."""

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
"""From so many things on, it is shown how far the work is."""
LOOK_SECONDS: Final = 0.1
BAR: Final = 32
"""The cells of the bar; it fits the narrowest screen."""


class Stopped(Exception):
    """Somebody stopped the work; whoever does it leaves nothing half done."""


class Course:
    """How far some work is: told in its own thread, looked at on the screen. Both only set what the other reads.

    Attributes:
        what: what is being done, in a word or two.
        done, of: how much of it is done, of how much; 0 of 0 where that is not known.
        stopped: whether it is to end.
    """

    def __init__(self) -> None:
        self.what, self.done, self.of, self.stopped = ONE_MOMENT, 0, 0, False

    def begin(self, what: str) -> None:
        """Begin the next part of the work.

        Raises:
            Stopped: when it is to end.
        """
        self.what = what
        self(0, 0)

    def __call__(self, done: int, of: int) -> None:
        """So much is done.

        Raises:
            Stopped: when it is to end.
        """
        if self.stopped:
            raise Stopped
        self.done, self.of = done, of

    def shown(self) -> str:
        """What is done, and a bar where there is much to do."""
        if self.of < SHOWN_FROM:
            return self.what
        full = BAR * self.done // self.of
        return f"{self.what}\n{'━' * full}{'─' * (BAR - full)} {100 * self.done // self.of:3} %"


class ProgressScreen(Screen[None]):
    """How far it is. Nothing of the notes is in sight; when this goes, for whatever reason, the work ends."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", show=False)]

    def __init__(self, course: Course) -> None:
        super().__init__()
        self.course = course

    def compose(self) -> ComposeResult:
        """What is done, how far it is, and the key."""
        with Vertical(id="under-way"):
            yield Static(Content(self.course.shown()), id="course")
            yield Static("esc stop", id="stop")

    def on_mount(self) -> None:
        """Look how far it is, again and again."""
        self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self.query_one("#course", Static).update(Content(self.course.shown()))

    def action_stop(self) -> None:
        """End the work where it is; it undoes what it had begun."""
        self.course.stopped = True
        self.query_one("#stop", Static).update("It stops where that can still be done.")

    def on_unmount(self) -> None:
        """Everything was hidden, or the app is left: the file is not kept open behind that."""
        self.course.stopped = True


def go_under_way(app: App[Any], work: Callable[[Course], OfflineResult]) -> None:
    """Close the journal and do some long work, which can be looked at and stopped.

    Args:
        app: closes the journal, shows how far the work is, and opens the journal again.
        work: done in a thread of its own; told the course to report to. It takes `Stopped` as its own end.
    """
    course = Course()
    cast("RunsOffline", app).run_offline(lambda: work(course))
    # Behind it in the app's own queue: the pages are gone by then, or it was said why this has to wait.
    app.call_next(_show, app, course)


async def _show(app: App[Any], course: Course) -> None:
    if isinstance(app.screen, BusyScreen):
        await app.push_screen(ProgressScreen(course))
