"""Earlier versions of the text of an entry: to read, to bring one back, to delete one for good."""

from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.earlier_versions import Version
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.journal.earlier_lists import VersionList

NONE_YET: Final = "There is no earlier version yet. One is kept when you change a text on another day."
BROUGHT_BACK: Final = "That version is the text now. What was there before is among the earlier ones."
DROPPED: Final = "That version is deleted."
SHOWN: Final = 20_000
"""So many characters of a version are shown; all of it is brought back."""


class VersionsDialog(Dialog):
    """The list of versions, and the text of one of them."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("journal_dialogs.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "bring_back", show=False),
        Binding("d", "drop", show=False),
        Binding("space,shift+down", "scroll(1)", show=False),
        Binding("shift+up", "scroll(-1)", show=False),
    ]

    def __init__(self, page: BasePage, versions: tuple[Version, ...]) -> None:
        """Show them; `page` is where the entry is looked at."""
        super().__init__()
        self.page, self.versions = page, versions

    def compose(self) -> ComposeResult:
        """The list above, the text below."""
        with Vertical(classes="card", id="versions-card") as card:
            card.border_title = "Earlier versions"
            card.border_subtitle = "⏎ bring back · d delete · space more · esc close"
            yield VersionList(id="versions")
            with VerticalScroll(id="version", can_focus=False):
                yield Static()

    def on_mount(self) -> None:
        """Begin at the newest."""
        self._list.today = self.page.opened.today()
        self._show(self.versions)
        self._list.focus()

    @property
    def _list(self) -> VersionList:
        return self.query_one(VersionList)

    def _show(self, versions: tuple[Version, ...]) -> None:
        self._list.show_rows(versions)
        self._list.styles.height = min(6, len(versions))
        self.on_line_list_moved()

    def on_line_list_moved(self) -> None:
        """The text of the version with the cursor."""
        version = self._list.current
        if version is None:
            return
        lines = [one_line(line) for line in version.body[:SHOWN].split("\n")]
        title = [Content.styled(one_line(version.title), "bold")] if version.title else []
        more = [Content.styled("… and more", "$quiet")] if len(version.body) > SHOWN else []
        self.query_one("#version Static", Static).update(Content("\n").join([*title, *map(Content, lines), *more]))
        self.query_one("#version").scroll_home(animate=False)

    def action_scroll(self, pages: int) -> None:
        """More of the text."""
        text = self.query_one("#version")
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_bring_back(self) -> None:
        """Let the entry say this again."""
        version = self._list.current
        if version is None:
            return
        with self.page.report_errors():
            self.page.opened.journal.versions.restore(version)
            self.dismiss(None)
            self.page.reload()
            self.page.say(BROUGHT_BACK)

    def action_drop(self) -> None:
        """Delete this version for good, once that is sure."""
        if version := self._list.current:
            answers = (("keep", "Leave it"), ("delete", "Delete it for good"))
            text = "This version is deleted from the journal. Backups still hold it."
            card = ConfirmDialog("Delete this version", text, answers)
            self.app.push_screen(card, lambda answer: self._drop(version) if answer == "delete" else None)

    def _drop(self, version: Version) -> None:
        try:
            self.page.opened.journal.versions.delete(version)
            left = self.page.opened.journal.versions.list(version.entry_id)
        except JournalError as error:
            self.page.say(str(error))
            return
        self.page.say(DROPPED)
        if left:
            self._show(left)
        else:
            self.dismiss(None)
