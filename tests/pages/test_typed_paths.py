"""Paths that are typed in dialogs."""

import os
from pathlib import Path

import pytest
from textual.widgets import Input

from alliance_journal.domain.text import BROKEN_SENTENCE, NUL_SENTENCE, UnusableText
from alliance_journal.ui.dialogs.path_field import NO_PATH, NO_SUCH_HOME, parse_path
from alliance_journal.ui.files.copy_form import IS_FOLDER
from alliance_journal.ui.files.merge_dialog import NO_FILE
from alliance_journal.ui.files.second_folder_dialog import NO_FOLDER
from tests.pages.driving import driving, with_sample

TOO_LONG = "x" * 300


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that is the current folder as well."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("typed", ["~/notes.db", "notes.db", "./notes.db", "  ~/notes.db  ", "{home}/notes.db"])
def test_a_path_is_absolute(home: Path, typed: str) -> None:
    assert parse_path(typed.format(home=home)) == home / "notes.db"


def test_a_folder_is_a_path_with_or_without_a_slash(home: Path) -> None:
    (home / "old notes").mkdir()
    assert parse_path("~/old notes/") == parse_path("old notes") == home / "old notes"


def test_a_name_that_is_too_long_is_a_path(home: Path) -> None:
    """The dialogs say what is wrong with it: no check of theirs raises."""
    path = parse_path(TOO_LONG)
    assert path == home / TOO_LONG
    assert not os.path.isdir(path)  # noqa: PTH112
    assert not os.path.lexists(path)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", NO_PATH),
        ("   ", NO_PATH),
        ("a\0b", NUL_SENTENCE),
        ("a\ud800b", BROKEN_SENTENCE),
        ("~nobody-of-this-name/x", NO_SUCH_HOME),
    ],
)
def test_text_that_is_no_path(typed: str, sentence: str) -> None:
    with pytest.raises(UnusableText) as raised:
        parse_path(typed)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("command", "downs", "sentences"),
    [
        ("save_copy", 0, {"": IS_FOLDER, "~": IS_FOLDER, "~nobody-of-this-name/x": NO_SUCH_HOME, TOO_LONG: "name"}),
        ("merge", 0, {"": NO_FILE, "~": NO_FILE, "~nobody-of-this-name/x": NO_SUCH_HOME, TOO_LONG: NO_FILE}),
        ("backups", 1, {"no-folder": NO_FOLDER, "~nobody-of-this-name/x": NO_SUCH_HOME, TOO_LONG: NO_FOLDER}),
    ],
)
async def test_dialogs_say_what_is_wrong_with_a_path(
    home: Path, command: str, downs: int, sentences: dict[str, str]
) -> None:
    async with driving(with_sample(home / "journal.db")) as driven:
        await driven.app.run_action(f"palette('{command}')")
        await driven.drawn()
        if downs:
            await driven.press(*["down"] * downs, "enter")
        dialog = driven.app.screen
        field = dialog.query_one(Input)
        for typed, sentence in sentences.items():
            field.value = typed
            await driven.press("enter")
            assert driven.app.screen is dialog
            seen = " ".join(driven.seen().replace("│", " ").split())
            assert sentence[:40] in seen, seen
        assert {path.name for path in home.iterdir() if path.suffix == ".db"} == {"journal.db"}


async def test_the_export_of_the_page_to_bring(home: Path) -> None:
    (home / "old").mkdir()
    async with driving(with_sample(home / "journal.db"), keys=("f5", "e")) as driven:
        dialog = driven.app.screen
        field = dialog.query_one("#path", Input)
        for typed, sentence in {
            "": "That is a folder.",
            "old": "That is a folder.",
            "~nobody-of-this-name/x": NO_SUCH_HOME,
            TOO_LONG: "It cannot be written there",
        }.items():
            field.value = typed
            await driven.press("enter")
            assert driven.app.screen is dialog
            assert sentence[:30] in driven.seen()
        field.value = "page.html"
        await driven.press("enter")
        assert driven.app.screen is not dialog
    assert (home / "page.html").is_file()
