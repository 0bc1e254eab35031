"""Backups and the passphrase from the palette, over real files, with real keys."""

import contextlib
import datetime as dt
import re
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.core.connection import is_encrypted
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.ui.files.backups_dialog import BackupsDialog
from alliance_journal.ui.files.passphrase_dialog import OldCopies, PassphraseDialog
from tests.pages.driving import Driven, driving, example, with_sample

pytestmark = pytest.mark.usefixtures("quick_keys")

KEY: Final = "four words for tests"
OTHER: Final = "other words, as many"
encrypting = pytest.mark.skipif(not HAS_ENCRYPTION, reason="sqlcipher3 is not here")


async def choose(driven: Driven, command: str) -> None:
    """A command of the palette, as the palette runs it."""
    await driven.app.run_action(f"palette('{command}')")
    await driven.drawn()


def words(driven: Driven) -> str:
    """What is on the screen, without frames and line ends."""
    return " ".join(re.sub(r"[─-▟]", " ", driven.seen()).split())


async def until(driven: Driven, wanted: str) -> None:
    """Until words are on the screen: work is done in a thread meanwhile."""
    for _ in range(1_000):
        if wanted in words(driven):
            return
        await driven.pilot.pause(0.02)
    raise AssertionError(driven.seen())


async def test_make_one_now(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with driving(with_sample(path)) as driven:
        await choose(driven, "backups")
        assert isinstance(driven.app.screen, BackupsDialog)
        assert "There is no backup yet." in driven.seen()
        await driven.press("enter")
        await until(driven, "A checked copy is in")
        (made,) = backups.listed(path)
        assert not made.encrypted
        await driven.press("escape")
        assert len(driven.journal.entries.list()) > 5
        await choose(driven, "backups")
        assert "Checked copies" in driven.seen()
        assert "Make one now" in driven.seen()


async def test_restore_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = with_sample(path)
    number = len(journal.entries.list())
    backups.make(database_of(journal))
    journal.entries.add("between", journal.entries.list()[-1].date, body="Written after the backup.")
    async with driving(journal) as driven:
        await choose(driven, "backups")
        await driven.press("down", "down", "enter")
        await until(driven, "Restore this one")
        # The first answer is the safe one.
        await driven.press("enter")
        assert len(driven.journal.entries.list()) == number + 1
        await driven.press("enter", "down", "enter")
        await until(driven, "The journal is as it was in this backup.")
        await driven.press("escape")
        assert len(driven.journal.entries.list()) == number
    (aside,) = tmp_path.glob("journal-before-restore-*.db")
    with contextlib.closing(Journal.open(aside)) as before:
        assert len(before.entries.list()) == number + 1


async def test_a_second_folder(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    stick = tmp_path / "stick"
    stick.mkdir()
    async with driving(with_sample(path), size=(120, 40)) as driven:
        await choose(driven, "backups")
        await driven.press("down", "enter")
        await until(driven, "whoever can open that folder can read its copies")
        await driven.type(f"{tmp_path}/nowhere\n")
        await until(driven, "That is not a folder.")
        await driven.press(*["backspace"] * 7)
        await driven.type("stick\n")
        await until(driven, "Each backup goes to")
    (copy,) = stick.glob("*/*.db")
    assert copy.name == backups.listed(path)[0].path.name


@encrypting
async def test_encrypt_change_and_remove(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = with_sample(path)
    backups.make(database_of(journal))
    async with driving(journal) as driven:
        await choose(driven, "passphrase")
        assert isinstance(driven.app.screen, PassphraseDialog)
        await driven.press("enter")
        await until(driven, "An empty passphrase protects nothing.")
        await driven.type(KEY)
        await driven.press("tab")
        await driven.type("another\n")
        await until(driven, "The two are not the same.")
        assert not driven.journal.passphrase
        await driven.press(*["backspace"] * 7)
        await driven.type(f"{KEY}\n")
        await until(driven, "The journal is encrypted now.")
        assert KEY not in driven.seen()
        assert isinstance(driven.app.screen, OldCopies)
        assert "2 older copies" in driven.seen()
        await driven.press("down", "enter")
        await until(driven, "They are deleted.")
        assert is_encrypted(path)
        assert [one.encrypted for one in backups.listed(path)] == [True]
        assert driven.journal.passphrase == Passphrase(KEY)

        await choose(driven, "passphrase")
        await driven.type("wrong")
        await driven.press("tab")
        await driven.type(OTHER)
        await driven.press("tab")
        await driven.type(f"{OTHER}\n")
        await until(driven, "This is not the passphrase the journal has now.")
        await driven.press("shift+tab", "shift+tab", *["backspace"] * 5)
        await driven.type(f"{KEY}\n")
        await until(driven, "The journal opens with the new passphrase from now on.")
        # The first answer is the safe one.
        await driven.press("enter")
        assert len(backups.listed(path)) == 3

        await choose(driven, "passphrase")
        await driven.press("shift+tab", "right", "tab")
        await driven.type(OTHER)
        await driven.press("tab")
        await driven.type("yes\n")
        await until(driven, "Type the word remove")
        await driven.press(*["backspace"] * 3)
        await driven.type("remove\n")
        await until(driven, "The journal is not encrypted any more.")
        await driven.press("escape")
        assert driven.journal.passphrase is None
        assert len(driven.journal.entries.list()) > 5
    with contextlib.closing(Journal.open(path)) as again:
        assert len(again.entries.list()) > 5


@encrypting
async def test_remove_by_fast_hands(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with driving(with_sample(path)) as driven:
        await choose(driven, "passphrase")
        await driven.type(KEY)
        await driven.press("tab")
        await driven.type(f"{KEY}\n")
        await until(driven, "The journal is encrypted now.")
        await driven.press("escape")
        await choose(driven, "passphrase")
        driven.press_at_once("shift+tab", "right", "tab", *KEY, "tab", *"remove", "enter")
        await until(driven, "The journal is not encrypted any more.")
        await driven.press("escape")
    assert not is_encrypted(path)


@encrypting
async def test_a_short_one_is_taken_when_asked_twice(tmp_path: Path) -> None:
    async with driving(with_sample(tmp_path / "journal.db")) as driven:
        await choose(driven, "passphrase")
        await driven.type("short")
        await driven.press("tab")
        await driven.type("short\n")
        await until(driven, "This one is short.")
        await driven.press("enter")
        await until(driven, "The journal is encrypted now.")
        assert driven.journal.passphrase == Passphrase("short")


@pytest.mark.parametrize("command", ["backups", "passphrase"])
async def test_example_notes_have_nothing_to_keep(command: str) -> None:
    async with driving(example()) as driven:
        await choose(driven, command)
        assert "there is nothing to keep safe" in driven.notices()[0]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("command", ["backups", "passphrase"])
async def test_the_cards_fit(command: str, size: tuple[int, int], tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    for _ in range(3):
        backups.make(database_of(journal))
    async with driving(journal, size=size) as driven:
        await choose(driven, command)
        assert all(len(line) == size[0] for line in driven.lines())
        await driven.press(*["tab"] * 4)
        assert driven.app.focused
        assert driven.app.screen.region.contains_region(driven.app.focused.region)


async def test_a_clock_that_is_behind_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with_sample(path).close()
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    with contextlib.closing(Journal.open(path, lambda: ahead)) as journal:
        backups.make(database_of(journal))
    async with driving(Journal.open(path), size=(120, 40)) as driven:
        await until(driven, "The clock of this computer seems to be behind: it says")
        assert "Nothing is lost by it" in words(driven)
        said = [note for note in driven.app._notifications if "clock" in note.message]
        assert len(said) == 1
        driven.app.clear_notifications()
        # The journal is closed for that and opened again.
        await choose(driven, "backups")
        await driven.press("enter")
        await until(driven, "A checked copy is in")
        await driven.press("escape")
        assert not [note for note in driven.app._notifications if "clock" in note.message]
    assert len(backups.listed(path)) == 2


@pytest.mark.parametrize("answer", ["no", "yes"])
async def test_a_second_folder_that_a_backup_names_is_asked_for(tmp_path: Path, answer: str) -> None:
    path, theirs = tmp_path / "journal.db", tmp_path / "theirs"
    theirs.mkdir()
    journal = with_sample(path)
    journal.file_settings.set_second_folder(str(theirs))
    database_of(journal).connection.execute("CREATE VIEW mine AS SELECT 1")
    backups.make(database_of(journal))
    database_of(journal).connection.execute("DROP VIEW mine")
    journal.file_settings.set_second_folder("")
    async with driving(journal, size=(120, 40)) as driven:
        await choose(driven, "backups")
        await driven.press("down", "down", "enter")
        await until(driven, "Restore this one")
        await driven.press("down", "enter")
        await until(driven, "Put copies there again")
        assert "the view “mine”." in " ".join(driven.seen().replace("│", " ").split())
        # The first answer is the safe one.
        await driven.press(*(["down"] if answer == "yes" else []), "enter")
        chosen = backups.second_folder(database_of(driven.journal))
        assert (chosen is not None) == (answer == "yes")
    assert list(theirs.iterdir()) == []


async def test_triggers_of_others_are_said(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = with_sample(path)
    database_of(journal).connection.execute(
        "CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM topics; END"
    )
    journal.close()
    async with driving(Journal.open(path), size=(120, 40)) as driven:
        await until(driven, "The journal had triggers that this")
