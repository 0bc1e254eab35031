"""Other keys for commands, as the table [keys] of the settings file gives them: reading, checking, conflicts."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

RESERVED: Final = frozenset({"escape", "tab", "shift+tab", "ctrl+c"})
"""Keys that leave a dialog, move the focus and copy everywhere; no command gets them."""
_KEY: Final = r"(?:(?:ctrl|alt|shift)\+)*[A-Za-z0-9_]+"
_MODIFIED: Final = r"(?:ctrl|alt)\+.+|f\d{1,2}"
_SIGN_NAMES: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names of signs in key names, where they are not the ones of Unicode."""


class CommandKeys(NamedTuple):
    """A command whose keys can be changed.

    Attributes:
        id: its id in the file.
        place: where it works; commands of two places may have the same key.
        keys: its usual keys.
        everywhere: True if it works in every place.
        in_text: True if it works while a text is written, where a plain letter would be typed.
    """

    id: str
    place: str
    keys: tuple[str, ...]
    everywhere: bool = False
    in_text: bool = False


class KeyMap(NamedTuple):
    """Checked keys.

    Attributes:
        keys: the keys of each command that has other ones than usual, by its id.
        notes: a sentence for each line that is not used.
    """

    keys: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


def check(table: Mapping[str, object], commands: Iterable[CommandKeys]) -> KeyMap:
    """Return the keys that can be used.

    Keys may be exchanged between commands. In a conflict, the command that the file gives the key to keeps its
    usual keys; of two of them, the later one in the file does.

    Args:
        table: command ids, each with a key or a list of keys.
        commands: all commands that can have other keys.
    """
    known = {command.id: command for command in commands}
    chosen: dict[str, tuple[str, ...]] = {}
    notes = []
    for name, value in table.items():
        if name not in known:
            notes.append(f"In [keys], {_quoted(name)} is not a command; it is left as it is.")
        elif trouble := _trouble(keys := _keys(value), known[name]):
            notes.append(f"In [keys], {trouble} for {name}. It keeps its usual key.")
        else:
            chosen[name] = keys
    while found := _conflict(chosen, known):
        name, key, other = found
        del chosen[name]
        notes.append(f"In [keys], {name} and {other} would have the same key, {key}. {name} keeps its usual key.")
    return KeyMap(chosen, tuple(notes))


def key_name(text: str) -> str:
    """Return Textual's name of a key that may be written as a single sign: `/` is `slash`."""
    text = text.strip()
    if len(text) != 1 or text.isalnum():
        return text
    name = unicodedata.name(text, "").lower().replace("-", "_").replace(" ", "_")
    return _SIGN_NAMES.get(name, name)


def _keys(value: object) -> tuple[str, ...]:
    """Return the names of the keys in a value of the table; empty if it is neither a text nor a list of texts."""
    values = value if isinstance(value, list) else [value]
    names = [key_name(one) for one in values if isinstance(one, str)]
    return tuple(dict.fromkeys(names)) if len(names) == len(values) else ()


def _trouble(keys: tuple[str, ...], command: CommandKeys) -> str:
    """Return the reason why a command cannot have these keys; empty if it can."""
    if not keys or not all(re.fullmatch(_KEY, key) for key in keys):
        return 'write a key such as "x", "f7" or "ctrl+k"'
    if reserved := next((key for key in keys if key in RESERVED), ""):
        return f"{reserved} cannot be used"
    if command.in_text and not all(re.fullmatch(_MODIFIED, key) for key in keys):
        return 'write a key that types nothing, such as "f7" or "ctrl+k",'
    return ""


def _conflict(chosen: dict[str, tuple[str, ...]], known: Mapping[str, CommandKeys]) -> tuple[str, str, str] | None:
    """Return the last command of the file with a key of another one, that key, and the id of the other one."""
    for name in reversed(chosen):
        command = known[name]
        for other in known.values():
            if other.id == name or not _meet(command, other):
                continue
            if shared := set(chosen[name]) & set(chosen.get(other.id, other.keys)):
                return name, min(shared), other.id
    return None


def _meet(one: CommandKeys, other: CommandKeys) -> bool:
    """Return True if the two work in the same place."""
    return one.everywhere or other.everywhere or one.place == other.place


def _quoted(name: str) -> str:
    """Return a name from the file in quotes, short and without signs that no terminal can show."""
    shown = "".join(sign for sign in name if sign.isprintable())
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
