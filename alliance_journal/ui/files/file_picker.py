"""A place on this computer, typed or looked for: the field for a path, and the card that shows the folders.

The names of files are other people's texts: they are shown without what steers a terminal, and meant byte
for byte.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Static

from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.paths import shown
from alliance_journal.ui.dialogs.dialog import DIALOGS_SHEET
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, fit
from alliance_journal.ui.widgets.text_input import TextInput

LOOK_KEY: Final = Binding("ctrl+o", "look", show=False)
"""Looks for a place from within a card that has a `PathField`; it does `action_look`."""
NO_PLACE: Final = "Type a place first, or look for one with ^o."
NOBODYS_HOME: Final = "There is no home folder of this name. Write the whole path."
_last_used: Final[WeakKeyDictionary[App[Any], Path]] = WeakKeyDictionary()


def last_folder(app: App[Any]) -> Path:
    """The folder that was used last in this run; before that, home."""
    if (last := _last_used.get(app)) is not None and last.is_dir():
        return last
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()


def remember(app: App[Any], folder: Path) -> None:
    """Begin there the next time in this run; it is not kept any longer."""
    _last_used[app] = folder


class PathField(TextInput):
    """A line for a path. One that was picked is meant byte for byte, however it is shown."""

    def __init__(self, path: Path | str = "", *, placeholder: str = "") -> None:
        super().__init__(shown(path), placeholder=placeholder, id="path", select_on_focus=False, compact=True)
        self._picked = path if isinstance(path, Path) else None

    def show(self, path: Path) -> None:
        """Put this path in the place of what was typed."""
        self._picked = path
        self.value = shown(path)
        self.cursor_position = len(self.value)

    def path(self) -> Path:
        """The path that is meant.

        Raises:
            UnusableText: when there is none.
        """
        if self._picked is not None and self.value == shown(self._picked):
            return self._picked
        if not (typed := usable(self.value.strip())):
            raise UnusableText(NO_PLACE)
        try:
            return Path(typed).expanduser().absolute()
        except (RuntimeError, OSError):
            raise UnusableText(NOBODYS_HOME) from None

    def folder(self) -> Path | None:
        """The folder that what was typed lies in, where there is one."""
        try:
            path = self.path()
        except UnusableText:
            return None
        return next((one for one in (path, *path.parents) if os.path.isdir(one)), None)  # noqa: PTH112 - never raises


class Row(NamedTuple):
    """A line of the list: this folder itself, the one above, one inside, or a file."""

    kind: Literal["this", "above", "folder", "file"]
    path: Path
    label: str


class FileList(LineList[Row]):
    """What is in a folder; only the rows in sight are drawn, however many there are."""

    def key_of(self, row: Row) -> str:
        """Where it is."""
        return f"{row.kind} {row.path}"

    def draw(self, row: Row, width: int, style: LineStyles) -> list[list[Part]]:
        """One line."""
        name = {"this": style.accent, "above": style.quiet}.get(row.kind, style.base)
        return [[(fit(row.label, width), name)]]


def rows_of(folder: Path, *, files: bool, hidden: bool) -> list[Row]:
    """What is in a folder, folders first; pipes and devices, which have no end, are not shown.

    Raises:
        OSError: when nobody may look into it, or it is gone.
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
        # A link that leads round in a circle, or to where nobody may look.
        return False


class FilePicker(ModalScreen[Path | None]):
    """Shows one folder after the other until something is picked; left with Escape, nothing is."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_card", show=False),
        Binding("enter,right", "open", show=False),
        Binding("backspace,left", "above", show=False),
        Binding("h,full_stop", "hidden", show=False),
    ]

    def __init__(self, title: str, this: str, begin: Iterable[Path | None], *, files: bool) -> None:
        """Show a folder.

        Args:
            title: what is looked for.
            this: the line that picks the folder itself.
            begin: where to begin; the first one that can be looked into.
            files: whether a file can be picked, too.
        """
        super().__init__()
        self.card_title, self.this, self.files = title, this, files
        self.begin = [folder for folder in begin if folder is not None]
        self.folder = self.begin[0] if self.begin else Path("/")
        self.hidden = False

    def compose(self) -> ComposeResult:
        """Where it is, what is there, and what is said about it."""
        with Vertical(classes="card") as card:
            card.border_title = Content(self.card_title)
            card.border_subtitle = "⏎ open · ⌫ up · h hidden ones · esc leave"
            yield Static(id="folder")
            yield FileList(id="files")
            yield Static(id="unclear")

    def on_mount(self) -> None:
        """Begin at the first folder that can be looked into."""
        self.query_one(FileList).focus()
        for folder in (*self.begin, *self.folder.parents):
            if self._show(folder):
                return

    def on_resize(self) -> None:
        """Say as much of the path as there is room for."""
        self.call_after_refresh(self._say_where)

    def _show(self, folder: Path, came_from: Path | None = None) -> bool:
        """Show this folder; where that cannot be done, say so and stay."""
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
        self._say_where()
        return True

    def _say(self, words: str) -> None:
        self.query_one("#unclear", Static).update(Content(words))

    def _say_where(self) -> None:
        where = self.query_one("#folder", Static)
        text, room = shown(self.folder), where.size.width
        if cell_len(text) > room:
            # The end of a path says more than its beginning.
            while text and cell_len(text) > room - 1:
                text = text[1:]
            text = f"…{text}"
        where.update(Content(text))

    def action_open(self) -> None:
        """Go into the folder with the cursor, or pick what is there."""
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
        """A second click opens."""
        self.action_open()

    def action_above(self) -> None:
        """Go to the folder this one lies in."""
        if self.folder.parent != self.folder:
            self._show(self.folder.parent, came_from=self.folder)

    def action_hidden(self) -> None:
        """Show what begins with a full stop, or not."""
        self.hidden = not self.hidden
        self._show(self.folder)

    def action_leave_card(self) -> None:
        """Pick nothing."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the card leaves it."""
        if event.widget is self:
            self.dismiss(None)
