"""The settings file: reading it, and changing one value so that everything else written there stays."""

import dataclasses
import os
import stat
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from alliance_journal.files import make_folder, write_private
from alliance_journal.settings import ROWS, Settings, Value, literal

OLD_NAME: Final = "settings.json"
"""Name of the settings file of earlier versions, in the same folder."""
MOST_BYTES: Final = 100_000
"""Size of the largest settings file that is read."""
KEYS: Final = "keys"
"""Name of the table in the file that gives commands other keys; the key map checks it."""
_OLD_THEMES: Final = {"hearth": "dark", "paper": "light"}
_HEADER: Final = (
    "# Settings of Alliance Journal. The app changes them, and you may change them here.\n"
    "# The page Settings of the manual lists them all.\n"
)


class SettingsNotSaved(Exception):
    """Settings that could not be saved; the message is a sentence for the user. They apply in this run."""


class FoundSettings(NamedTuple):
    """Content of the settings file.

    Attributes:
        settings: the settings; those that the file does not have, or not usably, have their defaults.
        notes: a sentence for each value that is not used.
        keys: the table of keys, unchecked.
    """

    settings: Settings
    notes: tuple[str, ...] = ()
    keys: Mapping[str, object] = {}


class _Unusable(Exception):
    """A settings file that cannot be read; the message is a sentence."""


def load(path: Path) -> Settings:
    """Return the saved settings; missing or unusable values are replaced by the defaults."""
    return read(path).settings


def read(path: Path) -> FoundSettings:
    """Read the settings file; without one, the file of an earlier version."""
    try:
        text = _text(path)
        found = _parsed(text) if text else {}
    except _Unusable as error:
        return FoundSettings(Settings(), (f"{error} Until then, the usual settings are used.",))
    if text is None:
        return FoundSettings(_from_old_file(path))
    settings, notes = _checked(found)
    keys = found.get(KEYS, {})
    if not isinstance(keys, dict):
        notes += (f"{KEYS} in the settings file has to be a table, [{KEYS}]; the usual keys are used.",)
        keys = {}
    return FoundSettings(settings, notes, keys)


def _checked(found: Mapping[str, object]) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings with the usable values, and a sentence for each other value of a setting."""
    usable = {one.name: found[one.name] for one in ROWS if one.name in found and one.accepts(found[one.name])}
    notes = tuple(
        f"{one.name} in the settings file has to be {one.accepted()}; {literal(one.default)} is used."
        for one in ROWS
        if one.name in found and one.name not in usable
    )
    settings: Settings = dataclasses.replace(Settings(), **usable)  # type: ignore[arg-type]
    return settings, notes


def _text(path: Path) -> str | None:
    """Return the text of the settings file; None if there is none.

    Raises:
        _Unusable: if it cannot be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise _Unusable("The settings file is too large, or not a file. Move it away.")
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise _Unusable("The settings file is not text in UTF-8. Move it away, or save it as UTF-8.") from None
    except OSError:
        raise _Unusable("The settings file cannot be opened. Allow your account to read it.") from None


def _parsed(text: str) -> dict[str, Any]:
    """Return the content of a settings file.

    Raises:
        _Unusable: if it is not TOML.
    """
    # Imported here, and in other functions, because only a saved file needs it.
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = str(error).rpartition("at line ")[2].partition(",")[0]
        where = f"line {line} of the settings file" if line.isdigit() else "the settings file"
        sentence = f"In {where}, something is not written as TOML. Correct it, or move the file away."
        raise _Unusable(sentence) from None


def _from_old_file(path: Path) -> Settings:
    """Return the settings in the file of an earlier version; the defaults if there is none, or an unusable one."""
    old = path.with_name(OLD_NAME)
    try:
        if not stat.S_ISREG(old.stat().st_mode):
            return Settings()
        text = old.read_text(encoding="utf-8")
        import json

        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    theme = found.get("theme")
    return _checked({**found, "theme": _OLD_THEMES.get(theme, "dark") if isinstance(theme, str) else "dark"})[0]


def take_over_old_file(path: Path) -> None:
    """Write the settings of an earlier version's file into a new settings file, once; the old file stays.

    If that cannot be written, the old file is read again the next time.
    """
    if not os.path.lexists(path) and os.path.lexists(path.with_name(OLD_NAME)):
        try:
            change(path)
        except SettingsNotSaved:
            return


def change(path: Path, **changes: Value) -> None:
    """Change values in the settings file, completely or not at all; everything else in it stays as it is.

    The file is read again first: another program, or the user, may have changed it.

    Raises:
        SettingsNotSaved: if it cannot be written, or if what is there cannot be read; it is left as it is then.
    """

    def edit(document: MutableMapping[str, Any]) -> None:
        for name, value in changes.items():
            document[name] = value

    _rewrite(path, edit, f"a table in the place of {' or '.join(changes)}")


def change_keys(path: Path, command_id: str, keys: Sequence[str]) -> None:
    """Write the keys of one command into the table of keys, as `change` does; no keys remove its line.

    Raises:
        SettingsNotSaved: as `change` does.
    """

    def edit(document: MutableMapping[str, Any]) -> None:
        if KEYS not in document:
            document[KEYS] = {}
        table, name = document[KEYS], command_id
        # Without quotation marks, TOML reads the id as a name in a table of its own.
        place, _, rest = command_id.partition(".")
        if isinstance(table.get(place), MutableMapping) and rest in table[place]:
            table, name = table[place], rest
        if keys:
            table[name] = keys[0] if len(keys) == 1 else list(keys)
        elif name in table:
            del table[name]
            if name == rest and not table:
                # A table without a line in it would not be written.
                del document[KEYS][place]

    _rewrite(path, edit, f"something else in the place of the table [{KEYS}]")


def _rewrite(path: Path, edit: Callable[[MutableMapping[str, Any]], None], obstacle: str) -> None:
    """Read the settings file, edit it, and write it if nothing else in it changes by that.

    Args:
        path: the settings file.
        edit: edits the content.
        obstacle: what is in the way if the content cannot be edited.

    Raises:
        SettingsNotSaved: if it cannot be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    # A link, as people who keep their settings together have it, stays one.
    real = Path(os.path.realpath(path))
    in_the_way = _Unusable(f"The settings file has {obstacle}. Remove it.")
    try:
        text = _text(real)
        wanted: dict[str, Any] = _parsed(text) if text is not None else _not_default(_from_old_file(path))
        document = tomlkit.parse(_HEADER if text is None else text)
        if text is None:
            document.update(wanted)
        try:
            edit(wanted)
            edit(document)
        except (TypeError, AttributeError):
            raise in_the_way from None
        new = tomlkit.dumps(document)
        if _parsed(new) != wanted:
            raise in_the_way
        make_folder(real.parent)
        write_private(real, new.encode(), overwrite=True)
    except _Unusable as error:
        raise SettingsNotSaved(f"This could not be kept for next time. {error}") from None
    except (TOMLKitError, ValueError, RecursionError):
        sentence = "This could not be kept for next time: the settings file cannot be read. Move it away."
        raise SettingsNotSaved(sentence) from None
    except OSError:
        raise SettingsNotSaved("This could not be kept for next time: the settings cannot be written.") from None


def _not_default(settings: Settings) -> dict[str, Value]:
    """Return the values that are not the defaults."""
    values = {one.name: getattr(settings, one.name) for one in ROWS}
    return {one.name: values[one.name] for one in ROWS if values[one.name] != one.default}
