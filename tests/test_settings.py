"""Settings: kept whole, private, and never a reason not to start; what was written by hand stays."""

import json
import os
import random
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from alliance_journal import settings
from alliance_journal.settings import ROWS, Settings, is_dark, row
from alliance_journal.settings_store import (
    FoundSettings,
    SettingsNotSaved,
    change,
    change_keys,
    load,
    read,
    take_over_old_file,
)
from tests.conftest import mode


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


BY_HAND = """\
# My own words about this file.
theme = "light"   # easier on my eyes
future_setting = [1, 2]

lock_minutes = 7
[keys]
bring = "x"
[of_another_version]
"with a dot" = { a = 1 }
"""


def test_changed_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.toml"
    change(path, theme="light", plain_glyphs=True, word_count=False)
    assert load(path) == Settings(theme="light", plain_glyphs=True, word_count=False)
    change(path, theme="dark", plain_glyphs=False, word_count=True)
    assert load(path) == Settings()
    assert [found.name for found in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.usefixtures("open_umask")
def test_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "settings.toml"
    change(path, discreet=True)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.name)
def test_every_offered_value_is_accepted_and_comes_back(one: settings.Row, path: Path) -> None:
    assert one.accepts(one.default)
    assert one.label
    assert one.help.endswith(".")
    value = one.default
    for _ in one.words:
        value = one.step(value, 1)
        change(path, **{one.name: value})
        assert getattr(load(path), one.name) == value
        assert one.step(one.step(value, 1), -1) == value
    assert value == one.default
    assert [found.name for found in fields(Settings)] == [found.name for found in ROWS]


def test_a_number_between_the_offered_ones_steps_to_its_neighbours() -> None:
    lock = row("lock_minutes")
    assert [lock.step(7, -1), lock.step(7, 1), lock.step(0, 1), lock.step(1, -1)] == [5, 10, 1, 0]
    assert lock.say(7) == "after 7 minutes"


# What was written by hand


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_and_unknown_keys_stay_when_a_value_changes(path: Path, newline: str) -> None:
    path.write_bytes(BY_HAND.replace("\n", newline).encode())
    change(path, theme="dark")
    assert path.read_bytes().decode() == BY_HAND.replace('"light"', '"dark"').replace("\n", newline)
    change(path, word_count=False)
    found = path.read_text()
    for line in BY_HAND.replace('"light"', '"dark"').splitlines():
        assert line in found
    assert tomllib.loads(found) == {**tomllib.loads(BY_HAND), "theme": "dark", "word_count": False}
    assert read(path) == FoundSettings(Settings(lock_minutes=7, word_count=False), (), {"bring": "x"})


def test_two_programs_keep_each_others_changes(path: Path) -> None:
    change(path, theme="light")
    one, other = load(path), load(path)
    assert one == other
    change(path, discreet=True)
    change(path, lock_minutes=0)
    assert load(path) == Settings(theme="light", discreet=True, lock_minutes=0)


def test_a_link_stays_one(tmp_path: Path, path: Path) -> None:
    own = tmp_path / "dotfiles" / "journal.toml"
    own.parent.mkdir()
    own.write_text(BY_HAND)
    path.symlink_to(own)
    change(path, theme="dark")
    assert path.is_symlink()
    assert load(own).theme == "dark"


def test_a_byte_order_mark_is_no_hindrance(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbftheme = "light"\n')
    assert load(path).theme == "light"
    change(path, discreet=True)
    assert load(path) == Settings(theme="light", discreet=True)


# Files that cannot be used


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"theme",
        b'theme = "light"\ntheme = "dark"',
        b"\xff\xfe\x00",
        b"\x00" * 100,
        random.Random(7).randbytes(5000),
        b"a=" + b"[" * 90_000,
        b"lock_minutes = " + b"9" * 90_000,
        b"# long\n" * 150_000,
        b'theme = "light"\r',
    ],
    ids=lambda data: ascii(data[:20]),
)
def test_a_file_that_cannot_be_read_is_named_and_stays(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    found = read(path)
    assert found.settings == Settings()
    assert len(found.notes) == 1
    assert "settings file" in found.notes[0]
    with pytest.raises(SettingsNotSaved, match="settings file"):
        change(path, word_count=False)
    assert path.read_bytes() == data
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_line_that_is_not_toml_is_named(path: Path) -> None:
    path.write_text('theme = "light"\nmy secret words\n')
    (note,) = read(path).notes
    assert "line 2 of" in note
    assert "secret" not in note


WRONG: dict[str, tuple[Any, ...]] = {
    "theme": ("midnight", 1, True, ["dark"]),
    "plain_glyphs": (1, "yes", 0.5),
    "word_count": ("no", []),
    "discreet": ({"a": 1}, "true"),
    "lock_minutes": (61, -1, True, "5", 5.0),
    "hide_on_blur": (0, ""),
    "paper": ("A3", 4, False),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_named_and_the_others_are_used(path: Path, name: str, value: object) -> None:
    import tomlkit

    path.write_text(tomlkit.dumps({name: value, "later": 1, "paper" if name != "paper" else "theme": "A4"}))
    found = read(path)
    assert found.settings == (Settings(paper="A4") if name != "paper" else Settings())
    assert any(note.startswith(f"{name} in the settings file has to be ") for note in found.notes)
    assert row(name).accepted() in " ".join(found.notes)


@pytest.mark.parametrize(("kept", "minutes"), [(0, 0), (1, 1), (7, 7), (60, 60)])
def test_the_time_to_lock_is_one_that_can_be(path: Path, kept: int, minutes: int) -> None:
    path.write_text(f'lock_minutes = {kept}\ntheme = "light"\n')
    assert read(path) == FoundSettings(Settings(theme="light", lock_minutes=minutes))


def test_a_table_in_the_place_of_a_value_stays(path: Path) -> None:
    path.write_text("[keys]\na = 'b'\n[theme]\nname = 'mine'\n")
    before = path.read_text()
    assert "theme" in read(path).notes[0]
    try:
        change(path, theme="light")
    except SettingsNotSaved:
        assert path.read_text() == before
    else:
        assert load(path).theme == "light"
    assert tomllib.loads(path.read_text())["keys"] == {"a": "b"}


# Keys


def test_keys_that_are_no_table_are_named_and_stay(path: Path) -> None:
    path.write_text("keys = 3\n")
    found = read(path)
    assert found.keys == {}
    assert "[keys]" in found.notes[0]
    with pytest.raises(SettingsNotSaved, match="in the place of the table"):
        change_keys(path, "journal.undo", ["z"])
    assert path.read_text() == "keys = 3\n"


def test_keys_are_written_beside_what_was_written_by_hand(path: Path) -> None:
    path.write_text(BY_HAND)
    change_keys(path, "journal.undo", ["z"])
    change_keys(path, "everywhere.help", ["!", "f1"])
    assert read(path).keys == {"bring": "x", "journal.undo": "z", "everywhere.help": ["!", "f1"]}
    assert [line for line in BY_HAND.splitlines() if line not in path.read_text().splitlines()] == []
    change_keys(path, "journal.undo", [])
    change_keys(path, "everywhere.help", [])
    assert tomllib.loads(path.read_text()) == tomllib.loads(BY_HAND)


def test_an_id_written_without_quotation_marks_is_changed_where_it_is(path: Path) -> None:
    path.write_text("[keys]\njournal.undo = 'z'  # mine\n")
    change_keys(path, "journal.undo", ["x"])
    change_keys(path, "journal.trash", ["z"])
    assert read(path).keys == {"journal": {"undo": "x"}, "journal.trash": "z"}
    assert "# mine" in path.read_text()
    change_keys(path, "journal.undo", [])
    change_keys(path, "journal.trash", [])
    assert tomllib.loads(path.read_text()) == {"keys": {}}


def test_keys_in_a_new_file(path: Path) -> None:
    change_keys(path, "journal.undo", ["z"])
    assert read(path) == FoundSettings(Settings(), (), {"journal.undo": "z"})
    assert path.read_text().startswith("# Settings")


def test_no_file_and_no_folder(tmp_path: Path, path: Path) -> None:
    assert read(path) == FoundSettings(Settings())
    assert load(tmp_path / "nowhere" / "settings.toml") == Settings()
    assert load(tmp_path) == Settings()
    take_over_old_file(path)
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    assert read(path).settings == Settings()
    with pytest.raises(SettingsNotSaved):
        change(path, theme="light")


def test_what_a_killed_run_left_is_no_hindrance(path: Path) -> None:
    path.with_name("settings.toml.part").write_bytes(b"half")
    change(path, theme="light")
    assert load(path).theme == "light"
    assert [found.name for found in path.parent.iterdir()] == ["settings.toml"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsNotSaved, match="cannot be written"):
        change(tmp_path / "file" / "settings.toml", theme="light")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no permissions of this kind here")
def test_a_folder_that_is_read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(BY_HAND)
    path.parent.chmod(0o500)
    try:
        if os.geteuid() == 0:
            # Permissions do not hold the superuser back: a folder in the place of the part file does.
            path.parent.chmod(0o700)
            path.with_name("settings.toml.part").mkdir()
        with pytest.raises(SettingsNotSaved, match="cannot be written"):
            change(path, theme="dark")
        assert path.read_text() == BY_HAND
    finally:
        path.parent.chmod(0o700)


# The file of an earlier version


def test_an_old_file_is_taken_over_once_and_stays(path: Path) -> None:
    old = path.with_name("settings.json")
    written = json.dumps({"theme": "paper", "plain_glyphs": True, "lock_minutes": 99, "later": 1, "paper": "A4"})
    old.write_text(written)
    assert read(path) == FoundSettings(Settings(theme="light", plain_glyphs=True, paper="A4"))
    take_over_old_file(path)
    assert tomllib.loads(path.read_text()) == {"theme": "light", "plain_glyphs": True, "paper": "A4"}
    assert mode(path) == 0o600
    old.write_text('{"theme": "hearth", "discreet": true}')
    take_over_old_file(path)
    assert load(path) == Settings(theme="light", plain_glyphs=True, paper="A4")
    change(path, theme="dark")
    assert load(path) == Settings(plain_glyphs=True, paper="A4")
    assert old.read_text() == '{"theme": "hearth", "discreet": true}'


def test_a_change_before_that_takes_the_old_file_over_as_well(path: Path) -> None:
    path.with_name("settings.json").write_text('{"theme": "paper"}')
    change(path, discreet=True)
    assert load(path) == Settings(theme="light", discreet=True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"theme"',
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"theme": "midnight", "plain_glyphs": 1, "word_count": "no", "later": true}',
        b'{"theme": ["hearth"], "plain_glyphs": null, "word_count": []}',
    ],
    ids=lambda data: ascii(data[:20]),
)
def test_an_old_file_that_cannot_be_used_is_as_none(data: bytes, path: Path) -> None:
    path.with_name("settings.json").write_bytes(data)
    assert read(path) == FoundSettings(Settings())
    take_over_old_file(path)
    assert read(path) == FoundSettings(Settings())


# Theme


@pytest.mark.parametrize(
    ("theme", "colorfgbg", "dark"),
    [
        ("dark", "0;15", True),
        ("light", "15;0", False),
        ("terminal", "15;0", True),
        ("terminal", "0;15", False),
        ("terminal", "0;default;7", False),
        ("terminal", "7;8", True),
        ("terminal", "", True),
        ("terminal", "0;default", True),
    ],
)
def test_the_theme_can_follow_the_terminal(theme: str, colorfgbg: str, dark: bool) -> None:
    assert is_dark(theme, colorfgbg) == dark
