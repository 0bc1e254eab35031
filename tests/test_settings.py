"""Settings: kept whole, private, and never a reason not to start."""

import json
from pathlib import Path

import pytest

from alliance_journal.settings import THEMES, Settings, load, save
from tests.conftest import mode


def test_saved_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.json"
    chosen = Settings(theme=THEMES[-1], plain_glyphs=True, word_count=False)
    save(path, chosen)
    assert load(path) == chosen
    save(path, Settings())
    assert load(path) == Settings()
    assert [found.name for found in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.usefixtures("open_umask")
def test_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "settings.json"
    save(path, Settings())
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_nothing_that_was_written_is_in_them(tmp_path: Path) -> None:
    save(tmp_path / "settings.json", Settings())
    found = json.loads((tmp_path / "settings.json").read_text())
    assert all(value in (*THEMES, "") or isinstance(value, int) for value in found.values())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"theme"',
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"theme": "midnight", "plain_glyphs": 1, "word_count": "no", "later": true}',
        b'{"theme": ["hearth"], "plain_glyphs": null, "word_count": []}',
    ],
    ids=lambda data: ascii(data[:20]),
)
def test_what_cannot_be_used_is_as_at_first(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    assert load(path) == Settings()
    save(path, Settings(word_count=False))
    assert load(path) == Settings(word_count=False)


def test_the_rest_of_broken_settings_is_used(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "paper", "plain_glyphs": "yes", "later": 1}')
    assert load(path) == Settings(theme="paper")


def test_no_file_and_no_folder(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.json") == Settings()
    assert load(tmp_path / "nowhere" / "settings.json") == Settings()
    assert load(tmp_path) == Settings()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    (tmp_path / "settings.json.part").write_bytes(b"half")
    save(path, Settings(theme="paper"))
    assert load(path).theme == "paper"
    assert [found.name for found in tmp_path.iterdir()] == ["settings.json"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        save(tmp_path / "file" / "settings.json", Settings())


@pytest.mark.parametrize(
    ("kept", "minutes"), [(0, 0), (1, 1), (7, 7), (60, 60), (61, 5), (-1, 5), (True, 5), ("5", 5)]
)
def test_the_time_to_lock_is_one_that_can_be(tmp_path: Path, kept: object, minutes: int) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"lock_minutes": kept, "theme": "paper"}))
    assert load(tmp_path / "settings.json") == Settings(theme="paper", lock_minutes=minutes)
