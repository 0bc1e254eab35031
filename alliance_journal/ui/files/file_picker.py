"""The file picker: a dialog that shows the files of one folder after the other.

Names of files may hold any bytes: they are shown without control characters, and passed on unchanged.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.paths import shown
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, BaseDialog, frame
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit

_last_used: Final[WeakKeyDictionary[App[Any], Path]] = WeakKeyDictionary()


def last_folder(app: App[Any]) -> Path:
    """Return the folder that was used last in this run; before that, the home folder."""
    if (last := _last_used.get(app)) is not None and last.is_dir():
        return last
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()


def remember(app: App[Any], folder: Path) -> None:
    """Make a folder the one used last, in this run only."""
    _last_used[app] = folder


class Row(NamedTuple):
    """One row of the list: the folder itself, its parent, a folder in it, or a file."""

    kind: Literal["this", "above", "folder", "file"]
    path: Path
    label: str


class FileList(LineList[Row]):
    """The contents of a folder; only the visible rows are drawn."""

    def key_of(self, row: Row) -> str:
        """Return kind and path."""
        return f"{row.kind} {row.path}"

    def draw(self, row: Row, width: int, style: LineStyles) -> list[list[Part]]:
        """Draw one line."""
        name = {"this": style.accent, "above": style.quiet}.get(row.kind, style.base)
        return [[(fit(row.label, width), name)]]


def rows_of(folder: Path, *, files: bool, hidden: bool) -> list[Row]:
    """Return the contents of a folder, folders first, without pipes and devices, which have no end.

    Raises:
        OSError: when the folder cannot be read.
    """
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if hidden or not entry.name.startswith(".")]
    inside = [Row("folder", folder / e.name, f"{shown(e.name)}/") for e in found if _is(e.is_dir)]
    inside += [Row("file", folder / e.name, shown(e.name)) for e in found if files and _is(e.is_file)]
    above = [Row("above", folder.parent, "../")] if folder.parent != folder else []
    return [*above, *sorted(inside, key=lambda row: (row.kind == "file", row.label.casefold()))]


def _is(kind: Callable[[], bool]) -> bool:
    try:
        return kind()
    except OSError:
        # A link that leads in a circle, or to a place that cannot be read.
        return False


class FilePicker(BaseDialog[Path]):
    """Shows folders until something is picked; Escape picks nothing."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]
    CLOSES_BESIDE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "open", show=False),
        Binding("backspace,left", "above", show=False),
        Binding("h,full_stop", "hidden", show=False),
    ]

    def __init__(self, title: str, this: str, begin: Iterable[Path | None], *, files: bool) -> None:
        """Show the first of some folders that can be read.

        Args:
            title: title of the dialog.
            this: label of the row that picks the folder itself.
            begin: folders to begin with; None is passed over.
            files: True if a file can be picked as well.
        """
        super().__init__()
        self.card_title, self.this, self.files = title, this, files
        self.begin = [folder for folder in begin if folder is not None]
        self.folder = self.begin[0] if self.begin else Path("/")
        self.hidden = False

    def compose(self) -> ComposeResult:
        """Compose the path, the list and the line for errors."""
        with frame(self.card_title, "⏎ open · ⌫ up · h hidden ones · esc leave"):
            yield Static(id="folder")
            yield FileList(id="files")
            yield Static(id="unclear")

    def on_mount(self) -> None:
        """Show the first folder that can be read."""
        self.query_one(FileList).focus()
        for folder in (*self.begin, *self.folder.parents):
            if self._show(folder):
                return

    def on_resize(self) -> None:
        """Show as much of the path as fits."""
        self.call_after_refresh(self._show_path)

    def _show(self, folder: Path, came_from: Path | None = None) -> bool:
        """Show a folder, or why it cannot be read; return True if it is shown."""
        try:
            inside = rows_of(folder, files=self.files, hidden=self.hidden)
        except OSError as error:
            why = error.strerror or "it cannot be read"
            self._say(f"{shown(folder.name) or '/'} cannot be looked into: {why}. Choose another one.")
            return False
        self.folder = folder
        rows = [Row("this", folder, self.this), *inside]
        self._say("" if inside[1:] or self.folder == folder.parent else "Nothing to be picked is in here.")
        key = f"folder {came_from}" if came_from else None
        self.query_one(FileList).show_rows(rows, key, anew=True)
        self._show_path()
        return True

    def _say(self, words: str) -> None:
        self.query_one("#unclear", Static).update(Content(words))

    def _show_path(self) -> None:
        where = self.query_one("#folder", Static)
        text, width = shown(self.folder), where.size.width
        if cell_len(text) > width:
            # The end of a path says more than its beginning.
            while text and cell_len(text) > width - 1:
                text = text[1:]
            text = f"…{text}"
        where.update(Content(text))

    def action_open(self) -> None:
        """Show the folder under the cursor, or pick the row."""
        row = self.query_one(FileList).current
        if row is None:
            return
        if row.kind in ("this", "file"):
            remember(self.app, self.folder)
            self.dismiss(row.path)
        elif row.kind == "above":
            self.action_above()
        else:
            self._show(row.path)

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """Open a row with the second click on it."""
        self.action_open()

    def action_above(self) -> None:
        """Show the parent folder."""
        if self.folder.parent != self.folder:
            self._show(self.folder.parent, came_from=self.folder)

    def action_hidden(self) -> None:
        """Show or hide names that begin with a full stop."""
        self.hidden = not self.hidden
        self._show(self.folder)
