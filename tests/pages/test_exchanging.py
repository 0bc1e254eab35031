"""Everything out and in from the palette: real files, real keys."""

import asyncio
import contextlib
import json
import os
import stat
from pathlib import Path
from typing import Any, Final

import pytest
from textual.screen import Screen

from alliance_journal.domain.import_report import Loaded
from alliance_journal.domain.models import Document
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.exchange.registry import export_formats
from alliance_journal.store.backup import backups
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import whole
from alliance_journal.ui.base_page import ONLY_READ
from alliance_journal.ui.dialogs.path_field import PathField
from alliance_journal.ui.files import export_dialog, import_dialog
from alliance_journal.ui.files.export_dialog import ExportDialog
from alliance_journal.ui.files.file_picker import FileList, FilePicker
from alliance_journal.ui.files.import_dialog import ImportDialog, ImportPreview, ImportTarget
from alliance_journal.ui.files.progress_screen import Progress, ProgressScreen
from alliance_journal.ui.key_map import KeyMap
from tests.hostile import steers
from tests.pages.driving import PATIENCE, TODAY, Driven, driving, example, with_sample
from tests.pages.test_keeping_page import choose

pytestmark = pytest.mark.usefixtures("quick_keys")

KEY: Final = Passphrase("four words for tests") if HAS_ENCRYPTION else None
BROKEN: Final = {"format": "alliance-journal", "version": 1, "entries": [{"kind": "session", "date": 20260528}]}


def words(driven: Driven) -> str:
    """What is in the card in sight, without its frame and line ends; the whole screen where there is none."""
    lines = driven.lines()
    for card in driven.app.screen.query(".card"):
        inside = card.content_region
        lines = [line[inside.x : inside.right] for line in lines[inside.y : inside.bottom]]
    return " ".join(" ".join(lines).split())


async def until(driven: Driven, wanted: str) -> None:
    """Until words are in sight: work is done in a thread meanwhile."""
    await driven.until(lambda: wanted in words(driven))


async def name(driven: Driven, path: Path | str) -> None:
    """A path in the place of the one that is there."""
    await driven.press("ctrl+u")
    await driven.paste(str(path))


async def while_under_way(driven: Driven, key: str) -> None:
    """Press a key as soon as the work is on the screen, without waiting until nothing happens any more."""
    for _ in range(PATIENCE * 10):
        if isinstance(driven.app.screen, ProgressScreen):
            break
        await asyncio.sleep(0.002)
    assert isinstance(driven.app.screen, ProgressScreen)
    await driven.press(key)


def left_in(folder: Path) -> set[str]:
    return {found.name for found in folder.iterdir()}


def without_backups(document: Document) -> Document:
    return document._replace(entries=tuple(sorted(document.entries, key=lambda entry: entry.id)))


async def test_out_of_one_journal_and_into_another(tmp_path: Path) -> None:
    """In the narrowest terminal."""
    size = (60, 20)
    target = tmp_path / "all.json"
    (tmp_path / "one").mkdir()
    journal = with_sample(tmp_path / "one" / "journal.db")
    before = whole(journal)
    async with driving(journal, size) as driven:
        await choose(driven, "export_all")
        assert isinstance(driven.app.screen, ExportDialog)
        await until(driven, "letters and private and raw notes too")
        assert "Nothing of it is encrypted" in words(driven)
        await name(driven, target)
        await driven.press("enter")
        await until(driven, "Everything is in")
        assert str(target.name) in words(driven)
        await driven.press("escape")
        assert len(driven.journal.entries.list()) == len(before.entries)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert left_in(tmp_path) == {"one", "all.json"}

    (tmp_path / "two").mkdir()
    other = tmp_path / "two" / "journal.db"
    async with driving(Journal.begin(other, passphrase=KEY), size) as driven:
        await choose(driven, "import_all")
        await name(driven, target)
        await driven.press("enter")
        await until(driven, "Would be added")
        assert not driven.journal.entries.list()
        await driven.press("right", "enter")
        await until(driven, "Added: 2 therapists, 50 entries")
        await until(driven, "A backup was made before")
        assert without_backups(whole(driven.journal)) == without_backups(before)
        assert [one.why for one in backups.listed(other)] == ["before-import"]
        await driven.press("escape")
        # Once more adds nothing, and offers nothing to be taken over.
        await choose(driven, "import_all")
        await name(driven, target)
        await driven.press("enter")
        await until(driven, "Already there")
        assert "Take it over" not in words(driven)
        await driven.press("escape")


async def test_the_place_of_an_export(tmp_path: Path) -> None:
    """What is there stays; the name follows the format; the folder can be looked for."""
    path = tmp_path / "journal.db"
    (tmp_path / "there.json").write_text("mine")
    (tmp_path / "sub [b]").mkdir()
    backups.make(database_of(journal := with_sample(path)))
    number = len(journal.entries.list())
    async with driving(journal, (120, 40)) as driven:
        await choose(driven, "export_all")
        for typed, said in (
            (tmp_path, "That is a folder."),
            (tmp_path / "there.json", "There is something of this name already"),
            (path, "There is something of this name already"),
            (tmp_path / "no" / "x.json", "The folder it is to be in is not there."),
            (tmp_path / "backups" / "x.json", "This place belongs to the journal itself."),
            ("~nobody-of-this-name/x.json", "no home folder of this name"),
            (f"/{'x' * 300}/y", "not there"),
            (" ", "Type a place first"),
        ):
            await name(driven, typed)
            await driven.press("enter")
            assert said in words(driven)
        assert (tmp_path / "there.json").read_text() == "mine"
        await name(driven, tmp_path / "notes.json")
        await driven.press("up", "right", "right")
        assert driven.app.screen.query_one(PathField).value == str(tmp_path / "notes-markdown")
        await until(driven, "are not in it; the JSON export holds")
        await driven.press("ctrl+o")
        assert isinstance(driven.app.screen, FilePicker)
        await driven.until(lambda: "sub [b]/" in driven.seen())
        await driven.press("end", "enter")
        await driven.press("enter")
        assert driven.app.screen.query_one(PathField).value == str(tmp_path / "sub [b]" / "notes-markdown")
        await driven.press("enter")
        await until(driven, "What you wrote is in")
        await driven.press("escape")
        # The next time it begins there.
        await choose(driven, "export_all")
        assert driven.app.screen.query_one(PathField).path().parent == tmp_path / "sub [b]"
        await driven.press("escape")
    found = left_in(tmp_path / "sub [b]" / "notes-markdown")
    assert len([one for one in found if one.endswith(".md")]) == number


def jrnl_text(number: int) -> str:
    return "".join(f"[2025-01-{1 + i % 28:02} 10:{i % 60:02}] Note {i}.\nIts words.\n\n" for i in range(number))


async def test_stopped_and_hidden_half_way(tmp_path: Path) -> None:
    """Nothing is taken over, nothing is kept open, and what was asked for is still there."""
    path, notes = tmp_path / "journal.db", tmp_path / "old.txt"
    notes.write_text(jrnl_text(6_000))
    journal = with_sample(path)
    number = len(journal.entries.list())
    async with driving(journal) as driven:
        await choose(driven, "import_all")
        await name(driven, notes)
        driven.press_at_once("enter")
        await while_under_way(driven, "escape")
        await until(driven, "It was stopped, and nothing was taken over.")
        assert isinstance(driven.app.screen, ImportDialog)
        assert driven.app.screen.query_one(PathField).path() == notes
        assert len(driven.journal.entries.list()) == number
        driven.press_at_once("enter")
        await while_under_way(driven, "ctrl+g")
        await driven.until(lambda: not driven.app.state.is_busy)
        assert driven.app.opened is None
        await driven.press("x")
        await until(driven, "Hidden.")
        await driven.press("enter")
        await driven.until(lambda: driven.app.opened is not None and driven.app.pages.visible is not None)
        assert len(driven.journal.entries.list()) == number
    assert left_in(tmp_path) == {"journal.db", "old.txt"}


class StopsAt(Progress):
    """A course that somebody stops when so much is done."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.stop_in = what

    def __call__(self, done: int, of: int) -> None:
        self.stopped = self.stopped or (self.what == self.stop_in and done > 0)
        super().__call__(done, of)


def test_nothing_is_left_of_what_was_stopped(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(with_sample(path)) as journal:
        before = whole(journal)
    said: list[str] = []

    def again(why: str) -> Screen[Any]:
        said.append(why)
        return Screen()

    for form in export_formats():
        wish = export_dialog.Request(tmp_path / f"out-{form.name}", form)
        card = export_dialog.exported(path, None, wish, again, StopsAt("Writing…")).card
        assert card
        card()
        assert left_in(tmp_path) == {"journal.db"}
    assert said == [export_dialog.STOPPED] * 4
    home = ImportTarget(None, path, None, lambda: TODAY)  # type: ignore[arg-type]
    notes = tmp_path / "old.txt"
    notes.write_text(jrnl_text(900))
    looked = import_dialog.preview_import(home, import_dialog.Request(notes), Progress()).card
    assert looked
    preview = looked()
    assert isinstance(preview, ImportPreview)
    assert isinstance(preview.loaded, Loaded)
    stopped = import_dialog.run_import(home, preview.request, preview.loaded, StopsAt("Taking over…")).card
    assert stopped
    card_again = stopped()
    assert isinstance(card_again, ImportDialog)
    assert card_again.said == import_dialog.STOPPED
    with contextlib.closing(Journal.open(path)) as journal:
        assert whole(journal) == before


async def test_names_that_are_other_peoples_texts(tmp_path: Path) -> None:
    """They steer nothing, and are meant byte for byte; a folder that is gone is said."""
    folder = tmp_path / "notes [b]"
    folder.mkdir()
    names = (b"a\xff\xfe.txt", b"x [b] [red.txt", "\u202eback\x1b[31m\nline.txt".encode(), "Zoë 李.txt".encode())
    for one in names:
        Path(os.fsdecode(bytes(folder) + b"/" + one)).write_text(jrnl_text(1))
    (folder / ".hidden").write_text("")
    os.mkfifo(folder / "pipe")
    (folder / "round").symlink_to(folder / "round")
    (folder / "gone").mkdir()
    journal = with_sample(tmp_path / "journal.db")
    number = len(journal.entries.list())
    async with driving(journal, (60, 20)) as driven:
        await choose(driven, "import_all")
        await name(driven, folder)
        await driven.press("ctrl+o")
        rows = driven.app.screen.query_one(FileList)
        assert [row.kind for row in rows.rows] == ["this", "above", "folder", *["file"] * 4]
        assert not steers(driven.seen())
        driven.seen().encode()
        (folder / "gone").rmdir()
        await driven.press("down", "down", "enter")
        assert "gone cannot be looked into" in words(driven)
        await driven.press("h")
        assert ".hidden" in driven.seen()
        await driven.press("h", "home", "down", "down")
        assert rows.current
        assert os.fsencode(rows.current.path).endswith(names[0])
        await driven.press("enter")
        field = driven.app.screen.query_one(PathField)
        assert os.fsencode(field.path()).endswith(names[0])
        await driven.press("enter")
        await until(driven, "Would be added: 1 entry.")
        driven.seen().encode()
        await driven.press("right", "enter")
        await until(driven, "Added: 1 entry.")
        assert len(driven.journal.entries.list()) == number + 1


async def test_what_cannot_be_read(tmp_path: Path) -> None:
    """The place is named, what was asked for stays, and the same card goes on."""
    path, broken, dates = tmp_path / "journal.db", tmp_path / "broken.json", tmp_path / "dates.txt"
    broken.write_text(json.dumps(BROKEN))
    dates.write_text("[05/06/2025 10:30] One.\nWords.\n\n[07/08/2025 10:30] Two.\nWords.\n\n")
    journal = with_sample(path)
    before = whole(journal)
    async with driving(journal) as driven:
        await choose(driven, "import_all")
        for typed, said in (
            (tmp_path / "nothing", "There is nothing of this name."),
            (path, "This belongs to the journal itself."),
            ("x" * 300, "There is nothing of this name."),
        ):
            await name(driven, typed)
            await driven.press("enter")
            assert said in words(driven)
        await name(driven, broken)
        await driven.press("enter")
        await until(driven, "entries[0].date")
        assert "Nothing was taken over from" in words(driven)
        assert driven.app.screen.query_one(PathField).path() == broken
        broken.write_text(json.dumps({"format": "alliance-journal", "version": 1}))
        await driven.press("enter")
        await until(driven, "Would be added: nothing.")
        await driven.press("escape")
        await choose(driven, "import_all")
        await name(driven, dates)
        await driven.press("enter")
        await until(driven, "say which of the two comes first, above.")
        await driven.press("right", "enter")
        await until(driven, "Would be added: 2 entries.")
        await driven.press("right", "right", "enter")
        await until(driven, "What is it?")
        await driven.press("enter")
        await until(driven, "Nothing was taken over from")
        assert whole(driven.journal) == before


async def test_example_notes_and_a_journal_that_can_only_be_read(tmp_path: Path) -> None:
    async with driving(example()) as driven:
        await choose(driven, "import_all")
        assert driven.notices() == ["These are example notes: nothing is taken over here."]
        await choose(driven, "export_all")
        assert driven.app.screen.query_one(PathField).path().name == f"example-notes-all-{TODAY}.json"
        await name(driven, tmp_path / "out.json")
        await driven.press("enter")
        await until(driven, "These are example notes, not yours.")
        await driven.press("escape")
    assert json.loads((tmp_path / "out.json").read_text())["format"] == "alliance-journal"
    (tmp_path / "own").mkdir()
    journal = with_sample(tmp_path / "own" / "journal.db")
    database_of(journal).read_only = True
    async with driving(journal) as driven:
        await choose(driven, "import_all")
        assert driven.notices() == [KeyMap().fill(ONLY_READ)]
