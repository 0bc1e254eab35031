"""Settings of the app's appearance and behaviour for one user on one computer; never any journal content.

Each setting is one field of `Settings`, with everything that the settings file, the Settings dialog and the manual
need to know about it. `settings_store` reads and writes the file.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

Value = bool | int | str

LONGEST_LOCK: Final = 60
"""Most minutes that the setting for the lock may have."""


def _setting(default: Value, label: str, help_line: str, words: Mapping[Any, str], most: int | None = None) -> Any:
    """Return the field of a setting.

    Args:
        default: its default.
        label: its name on screen.
        help_line: one line of help.
        words: the values offered on screen, in their order, each with the words shown for it.
        most: for a number, the largest one that the file may hold; the smallest is 0.
    """
    metadata = {"label": label, "help": help_line, "words": words, "most": most}
    return dataclasses.field(default=default, metadata=metadata)


def _toggle(default: bool, label: str, help_line: str, on: str = "on", off: str = "off") -> Any:
    """Return the field of a setting that is on or off."""
    return _setting(default, label, help_line, {True: on, False: off})


_LOCK_WORDS: Final = {
    **{minutes: f"after {minutes} minute{'s' if minutes > 1 else ''}" for minutes in (1, 2, 5, 10, 15, 30, 60)},
    0: "never by itself",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """Settings that the user can change. A new one needs a field here, and the place where it has its effect."""

    theme: str = _setting(
        "dark",
        "Theme",
        "The colours. Following the terminal needs one that says its own (COLORFGBG); else they are dark.",
        {"dark": "dark", "light": "light", "terminal": "follow the terminal"},
    )
    plain_glyphs: bool = _toggle(False, "Plain signs", "Digits and letters instead of bars and signs.")
    word_count: bool = _toggle(True, "Word count", "The number of words under a note.", "shown", "hidden")
    discreet: bool = _toggle(False, "Discreet list", "Only day and kind in the list of notes, no titles.")
    lock_minutes: int = _setting(
        5, "Lock", "Minutes without a key until the journal is locked; 0 is never.", _LOCK_WORDS, LONGEST_LOCK
    )
    hide_on_blur: bool = _toggle(
        False, "Hide on leaving", "Hides everything when you go to another window.", "hide", "leave as it is"
    )
    paper: str = _setting(
        "",
        "Paper",
        "Paper size of the printed page.",
        {"": "as usual in your region", "A4": "A4", "Letter": "Letter"},
    )


class Row(NamedTuple):
    """One row of the table of settings.

    Attributes:
        name: its name as a field of `Settings` and in the file.
        default: the value when none was chosen.
        label: its name on screen.
        help: one line of help.
        words: the values offered on screen, in their order, each with the words shown for it.
        most: for a number, the largest one that the file may hold.
    """

    name: str
    default: Value
    label: str
    help: str
    words: Mapping[Value, str]
    most: int | None

    def accepts(self, value: object) -> bool:
        """Return True if the file may hold this value."""
        if type(value) is not type(self.default):
            return False
        if self.most is not None:
            return isinstance(value, int) and 0 <= value <= self.most
        return value in self.words

    def accepted(self) -> str:
        """Return the allowed values as text, written as in the file."""
        if self.most is not None:
            return f"a whole number from 0 to {self.most}"
        *others, last = [literal(value) for value in self.words]
        return f"{', '.join(others)} or {last}"

    def say(self, value: Value) -> str:
        """Return the words shown for a value."""
        return self.words.get(value) or f"after {value} minutes"

    def step(self, value: Value, by: int) -> Value:
        """Return the next value offered on screen (`by` is 1), or the one before (-1), round and round."""
        offered = list(self.words)
        if value in offered:
            return offered[(offered.index(value) + by) % len(offered)]
        # A number from the file that is not among them.
        smaller = sum(1 for one in offered if int(one) and int(one) < int(value))
        return offered[smaller if by > 0 else smaller - 1]


_DEFAULTS: Final = Settings()
ROWS: Final = tuple(
    Row(one.name, getattr(_DEFAULTS, one.name), **one.metadata) for one in dataclasses.fields(Settings)
)
"""All settings, in the order of the fields."""


def row(name: str) -> Row:
    """Return the row of a setting."""
    return next(one for one in ROWS if one.name == name)


def literal(value: Value) -> str:
    """Return a value as it is written in the file."""
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def is_dark(theme: str, colorfgbg: str) -> bool:
    """Return True if the dark theme is used for a value of the setting `theme`.

    Args:
        theme: the value of the setting.
        colorfgbg: the environment variable COLORFGBG, in which some terminals name their colours by numbers, such
            as `15;0`: the last is that of the background, 7 and from 9 on are light ones.
    """
    if theme == "terminal":
        background = colorfgbg.rpartition(";")[2]
        return background not in ("7", "9", "10", "11", "12", "13", "14", "15")
    return theme != "light"
