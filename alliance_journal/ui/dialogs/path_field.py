"""Paths that the client types: one parser for all dialogs, and a field for one path."""

import os
from pathlib import Path
from typing import Final

from textual.binding import Binding

from alliance_journal.domain.text import UnusableText, usable
from alliance_journal.paths import shown
from alliance_journal.ui.widgets.text_input import TextInput

LOOK_KEY: Final = Binding("ctrl+o", "look", show=False)
"""Key of the file picker, in dialogs with a `PathField` and an `action_look`."""
NO_PATH: Final = "Type a place first, or look for one with ^o."
NO_SUCH_HOME: Final = "There is no home folder of this name. Write the whole path."


def parse_path(typed: str, if_empty: str = NO_PATH) -> Path:
    """Return the absolute path that typed text means; nothing needs to exist there.

    Spaces at both ends are dropped. `~` is the home folder, and a relative path begins at the current folder. The
    path may be too long for the disk: check it with functions that do not raise for that, such as `os.path.isdir`.

    Args:
        typed: the text.
        if_empty: error message if nothing was typed.

    Raises:
        UnusableText: if nothing was typed, the text holds a character that no path can hold, or there is no such
            home folder.
    """
    if not (text := usable(typed.strip())):
        raise UnusableText(if_empty)
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError):
        raise UnusableText(NO_SUCH_HOME) from None


class PathField(TextInput):
    """A line for a path. A path from the file picker keeps its bytes, however it is shown."""

    def __init__(self, path: Path | str = "", *, placeholder: str = "") -> None:
        super().__init__(shown(path), placeholder=placeholder, id="path", select_on_focus=False, compact=True)
        self._picked = path if isinstance(path, Path) else None

    def show(self, path: Path) -> None:
        """Replace the text with a path."""
        self._picked = path
        self.value = shown(path)
        self.cursor_position = len(self.value)

    def path(self) -> Path:
        """Return the path that was typed or picked.

        Raises:
            UnusableText: if there is none.
        """
        if self._picked is not None and self.value == shown(self._picked):
            return self._picked
        return parse_path(self.value)

    def folder(self) -> Path | None:
        """Return the innermost existing folder of the path; None if there is none."""
        try:
            path = self.path()
        except UnusableText:
            return None
        return next((one for one in (path, *path.parents) if os.path.isdir(one)), None)  # noqa: PTH112 - never raises
