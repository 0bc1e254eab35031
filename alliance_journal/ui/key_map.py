"""The key map: which key runs a command now, by the table of commands and the table [keys] of the settings file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from alliance_journal.ui.commands import COMMANDS, NO_KEY, PLACE_NAMES, Command, command
from alliance_journal.ui.key_names import key_name, shown_key, types_a_character

LETTERS: Final = ".letters"
"""Ending of the id of a second binding, for keys of a command that works everywhere but types a character."""
EVERYWHERE: Final = ("everywhere", "palette")
MENU: Final = "everywhere.command_palette"
IN_KEYS: Final = "In [keys], "
WHAT_A_KEY_IS: Final = 'write a key such as "x", "f7" or "ctrl+k"'
LIST_KEYS: Final = frozenset(("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "j", "k"))
"""Keys that move in lists and texts."""
TERMINAL_KEYS: Final = {"ctrl+i": "tab", "ctrl+m": "⏎", "ctrl+h": "⌫", "ctrl+j": "⏎"}
"""Keys that are other ones in a terminal."""
FIXED_KEYS: Final = frozenset(("escape", "tab", "shift+tab", "ctrl+c"))
"""Keys that leave a dialog, move the focus and copy everywhere."""
TEXT_KEYS: Final = frozenset(
    (
        *("enter", "backspace", "delete", "ctrl+backspace", "alt+backspace", "alt+delete", "f6", "f7"),
        *(f"ctrl+{sign}" for sign in "acdekuvwxyz"),
        *(f"{modifiers}+{key}" for modifiers in ("ctrl", "shift", "ctrl+shift") for key in ("left", "right")),
        *("shift+up", "shift+down", "shift+home", "shift+end", "ctrl+shift+a", "ctrl+shift+k"),
    )
)
"""Keys with a use of their own in a text; a test compares them with Textual's."""
NAMED_COMMAND: Final = re.compile(rf"<((?:{'|'.join(PLACE_NAMES)})\.[a-z_]+)>")
"""A command in a sentence, in the place of its key: `<journal.undo>`."""


class KeyMap(NamedTuple):
    """The keys in force.

    Attributes:
        chosen: the keys of each command that has other ones than usual, by its id.
        notes: a sentence for each line of the file's table that is not used.
    """

    chosen: Mapping[str, tuple[str, ...]] = {}
    notes: tuple[str, ...] = ()

    def keys(self, of: Command) -> tuple[str, ...]:
        """Return Textual's names of the keys of a command; empty if it has none."""
        return self.chosen.get(of.id, of.keys)

    def keys_of(self, id_: str) -> tuple[str, ...]:
        """Return Textual's names of the keys of the command with an id; empty if there is none."""
        found = command(id_)
        return self.keys(found) if found else ()

    def shown(self, of: Command) -> str:
        """Return all keys of a command as they are shown; empty if it has none, or another command shows them."""
        if not any(one.id in self.chosen for one in _shown_together(of)):
            return of.shown
        return " ".join(map(shown_key, self.keys(of)))

    def short(self, of: Command, *, in_text: bool = False) -> str:
        """Return what the footer shows: of several keys that work everywhere, the first one that works here.

        Args:
            of: the command.
            in_text: True while a text is written, where a key that types a character does not run a command.
        """
        if of.place not in EVERYWHERE:
            return self.shown(of)
        keys = [key for key in self.keys(of) if not (in_text and types_a_character(key))]
        return shown_key(keys[0]) if keys else ""

    def named(self, id_: str) -> str:
        """Return the name of a command in a sentence: its key; without one, the palette's key and its label."""
        found = command(id_)
        if found is None:
            return f"<{id_}>"
        if keys := self.keys(found):
            return re.sub(r"^f(?=\d)", "F", shown_key(keys[0]))
        return found.label if id_ == MENU else f"{self.named(MENU)} {found.label}"

    def fill(self, sentence: str) -> str:
        """Return a sentence with the keys in force: `Press <journal.undo>.` becomes `Press u.`."""
        return NAMED_COMMAND.sub(lambda found: self.named(found[1]), sentence) if "<" in sentence else sentence

    def keymap(self) -> dict[str, str]:
        """Return the keys of each changed command for `App.set_keymap`, by the id of its binding."""
        found: dict[str, str] = {}
        for id_, keys in self.chosen.items():
            changed = command(id_)
            if changed is not None and changed.always:
                letters = [key for key in keys if types_a_character(key)]
                found[id_ + LETTERS] = ",".join(letters) or NO_KEY
                keys = tuple(key for key in keys if key not in letters)
            found[id_] = ",".join(keys) or NO_KEY
        return found


@cache
def _shown_together(of: Command) -> tuple[Command, ...]:
    """Return a command with those whose keys are shown by the same one: `←→` stands for two."""
    rows = [one for one in COMMANDS if one.place == of.place]
    if not of.keys or of not in rows:
        return (of,)
    start = end = rows.index(of)
    while start and not rows[start].shown:
        start -= 1
    while end + 1 < len(rows) and rows[end + 1].keys and not rows[end + 1].shown:
        end += 1
    return tuple(rows[start : end + 1])


def check(table: Mapping[str, object], commands: Iterable[Command] = COMMANDS) -> KeyMap:
    """Return the key map with the lines of a table that can be used, and a sentence for each other line.

    Keys may be exchanged between commands. In a conflict, the command that the file gives the key to keeps its
    usual keys; of two of them, the later one in the file does.

    Args:
        table: command ids, each with a key or a list of keys; or places, each with such a table of their own.
        commands: all commands.
    """
    known = {one.id: one for one in commands}
    chosen: dict[str, tuple[str, ...]] = {}
    notes = []
    for id_, value in flat(table).items():
        if id_ not in known:
            notes.append(f"{IN_KEYS}{_quoted(id_)} is not a command; it is left as it is.")
        elif known[id_].by_widget:
            notes.append(f"{IN_KEYS}{id_} is not used: these keys belong to the list of answers and stay.")
        elif trouble := trouble_with(known[id_], value):
            notes.append(f"{IN_KEYS}{trouble} for {id_}. It keeps its usual key.")
        else:
            chosen[id_] = _names(value)
    while found := _conflict(chosen, known):
        id_, key, other = found
        del chosen[id_]
        notes.append(f"{IN_KEYS}{id_} and {other} would have the same key, {key}. {id_} keeps its usual key.")
    return KeyMap(chosen, tuple(notes))


def refusal(table: Mapping[str, object], of: Command, keys: Sequence[str]) -> str:
    """Return the reason, as a sentence, why a command cannot be given these keys; empty if it can.

    Args:
        table: the table of keys so far.
        of: the command.
        keys: one or more keys as they were typed.
    """
    if trouble := trouble_with(of, list(keys)):
        sentence = f"{trouble[0].upper()}{trouble[1:]}".rstrip(",")
        return f"{sentence}."
    others = {id_: value for id_, value in flat(table).items() if id_ != of.id}
    found = check({**others, of.id: list(keys)})
    if of.id in found.chosen:
        return ""
    note = next(note for note in found.notes if note.startswith(f"{IN_KEYS}{of.id} and "))
    return f"{note.removeprefix(IN_KEYS).partition('. ')[0]}."


def flat(table: Mapping[str, object]) -> dict[str, object]:
    """Return a table without tables inside: `journal.undo = "z"` without quotation marks is one in TOML."""
    found: dict[str, object] = {}
    for name, value in table.items():
        if name in PLACE_NAMES and isinstance(value, dict):
            found |= {f"{name}.{rest}": keys for rest, keys in value.items()}
        else:
            found[name] = value
    return found


def trouble_with(of: Command, value: object) -> str:
    """Return the reason why a command cannot have these keys, as the end of a sentence; empty if it can.

    Args:
        of: the command.
        value: a key or a list of keys, as people write them.
    """
    values = value if isinstance(value, list) else [value]
    texts = [one for one in values if isinstance(one, str) and one.strip()]
    if not values or len(texts) < len(values):
        return WHAT_A_KEY_IS
    for text in texts:
        key = key_name(text)
        if not key:
            return f"{_quoted(text)} is not a key; {WHAT_A_KEY_IS}"
        if key in TERMINAL_KEYS:
            return f"{key} cannot be used, because a terminal sends {TERMINAL_KEYS[key]} for it,"
        if (key in FIXED_KEYS or key in LIST_KEYS) and key not in of.keys:
            return f"{key} cannot be used, because it has the same use everywhere,"
    works_in_text = [_works_in_text(of, key) for key in _names(value)]
    if not all(works_in_text) if of.place == "writing" else of.always and not any(works_in_text):
        return 'write a key that has no other use in a text, such as "ctrl+r",'
    return ""


def _works_in_text(of: Command, key: str) -> bool:
    """Return True if a key runs a command while a text is written."""
    return not types_a_character(key) and (key not in TEXT_KEYS or (of.always and key.startswith("f")))


def _names(value: object) -> tuple[str, ...]:
    """Return Textual's names of the keys in a value of the table."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(key_name(one) for one in values if isinstance(one, str)))


def _conflict(chosen: Mapping[str, tuple[str, ...]], known: Mapping[str, Command]) -> tuple[str, str, str] | None:
    """Return the last command of the file with a key of another one, that key, and the id of the other one."""
    for id_ in reversed(tuple(chosen)):
        for other in known.values():
            if other.id == id_ or not _meet(known[id_], other):
                continue
            if shared := set(chosen[id_]) & set(chosen.get(other.id, other.keys)):
                return id_, min(shared), other.id
    return None


def _meet(one: Command, other: Command) -> bool:
    """Return True if two commands work in the same place."""
    return not one.page or not other.page or one.page == other.page


def _quoted(text: str) -> str:
    """Return a text from the file in quotes, short and without signs that no terminal can show."""
    shown = "".join(sign for sign in text if sign.isprintable())
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
