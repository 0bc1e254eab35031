"""Earlier versions of the text of an entry: read, restore, or delete one for good."""

import datetime as dt
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import first_words
from alliance_journal.domain.text import one_line
from alliance_journal.domain.versions_and_trash import Version
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.dialogs.notice import reported, show_notice
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit

NONE_YET: Final = "There is no earlier version yet. One is kept when you change a text on another day."
BROUGHT_BACK: Final = "That version is the text now. What was there before is among the earlier ones."
DROPPED: Final = "That version is deleted."
SHOWN: Final = 20_000
"""Number of characters of a version that are shown; all of it is restored."""


class VersionList(LineList[Version]):
    """A list with one line for each version: when it was written, and how it begins."""

    today: dt.date = dt.date.min

    def key_of(self, row: Version) -> str:
        """Return the revision id."""
        return row.revision

    def draw(self, row: Version, width: int, style: LineStyles) -> list[list[Part]]:
        """Draw day and time, then the first words."""
        written = dt.datetime.fromisoformat(row.written_at).astimezone()
        said = f"{say_day(written.date(), self.today):>6} {written:%H:%M}  "
        begins = one_line(first_words(row.body) or row.title)
        return [[(said, style.quiet), (fit(begins, width - len(said)), style.base)]]


class VersionsDialog(Dialog):
    """The list of versions, and the text of one. The result is a sentence about a version that was restored."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("journal_dialogs.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "bring_back", show=False),
        Binding("d", "drop", show=False),
        Binding("space,shift+down", "scroll(1)", show=False),
        Binding("shift+up", "scroll(-1)", show=False),
    ]

    def __init__(self, opened: OpenJournal, versions: tuple[Version, ...]) -> None:
        """Create the dialog.

        Args:
            opened: the open journal.
            versions: the versions of one entry, newest first, at least one.
        """
        super().__init__()
        self.opened, self.versions = opened, versions

    def compose(self) -> ComposeResult:
        """Yield the list above the text."""
        with Vertical(classes="card", id="versions-card") as card:
            card.border_title = "Earlier versions"
            card.border_subtitle = "⏎ bring back · d delete · space more · esc close"
            yield VersionList(id="versions")
            with VerticalScroll(id="version", can_focus=False):
                yield Static()

    def on_mount(self) -> None:
        """Put the cursor on the newest."""
        self._list.today = self.opened.today()
        self._show_versions(self.versions)
        self._list.focus()

    @property
    def _list(self) -> VersionList:
        return self.query_one(VersionList)

    def _show_versions(self, versions: tuple[Version, ...]) -> None:
        self._list.show_rows(versions)
        self._list.styles.height = min(6, len(versions))
        self.on_line_list_moved()

    def on_line_list_moved(self) -> None:
        """Show the text of the version at the cursor."""
        version = self._list.current
        if version is None:
            return
        lines = [one_line(line) for line in version.body[:SHOWN].split("\n")]
        title = [Content.styled(one_line(version.title), "bold")] if version.title else []
        more = [Content.styled("… and more", "$quiet")] if len(version.body) > SHOWN else []
        self.query_one("#version Static", Static).update(Content("\n").join([*title, *map(Content, lines), *more]))
        self.query_one("#version").scroll_home(animate=False)

    def action_scroll(self, pages: int) -> None:
        """Scroll the text."""
        text = self.query_one("#version")
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_bring_back(self) -> None:
        """Make the version at the cursor the text of the entry."""
        version = self._list.current
        if version is None:
            return
        with reported(self):
            self.opened.journal.versions.restore(version)
            self.dismiss(BROUGHT_BACK)

    def action_drop(self) -> None:
        """Ask whether to delete the version at the cursor for good."""
        if version := self._list.current:
            answers = (("keep", "Leave it"), ("delete", "Delete it for good"))
            text = "This version is deleted from the journal. Backups still hold it."
            dialog = ConfirmDialog("Delete this version", text, answers)
            self.app.push_screen(dialog, lambda answer: self._drop(version) if answer == "delete" else None)

    def _drop(self, version: Version) -> None:
        with reported(self):
            self.opened.journal.versions.delete(version)
            remaining = self.opened.journal.versions.list(version.entry_id)
            show_notice(self, DROPPED)
            if remaining:
                self._show_versions(remaining)
            else:
                self.dismiss(None)
