"""Earlier versions, the trash, and another copy taken over: from the pages, by key."""

import datetime as dt
import shutil
from pathlib import Path

from alliance_journal.settings import Settings
from alliance_journal.store.backup import backups
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily
from tests.conftest import Clock
from tests.hostile import SHORT
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, driving
from tests.store.staging import opened

DAY = TODAY - dt.timedelta(days=3)


def begun(path: Path, clock: Clock) -> Journal:
    journal = new_journal(path, clock)
    entry = journal.entries.add("between", DAY, title="Title", body="as it was\n" + "".join(SHORT))
    clock.now += dt.timedelta(days=1)
    journal.entries.save_text(entry.id, "as it is", entry.body)
    return journal


async def test_an_earlier_version_is_read_and_brought_back(tmp_path: Path, clock: Clock) -> None:
    journal = begun(tmp_path / "journal.db", clock)
    async with driving(journal, (60, 20)) as driven:
        await driven.press("h")
        await driven.until_seen("as it was")
        assert "Earlier versions" in driven.seen()
        await driven.press("space", "shift+up", "down", "enter")
        (entry,) = journal.entries.list()
        assert entry.body.startswith("as it was")
        assert [version.body for version in journal.versions.list(entry.id)] == ["as it is"]
        await driven.press("h", "d", "escape", "d", "right", "enter")
        assert journal.versions.list(entry.id) == ()
        await driven.press("h")
        assert any("no earlier version" in notice for notice in driven.notices())
        # Of a raw one nothing is shown until it is open.
        await driven.press("r", "h")
        assert "as it" not in driven.seen()


async def test_the_trash(tmp_path: Path, clock: Clock) -> None:
    journal = begun(tmp_path / "journal.db", clock)
    journal.entries.add("letter", DAY, title="To nobody")
    journal.entries.add("between", DAY, title="Kept")
    for entry in journal.entries.list():
        journal.trash.put(entry.id)
    async with driving(journal, (60, 20), Settings(discreet=True)) as driven:
        await driven.app.run_action("palette('open_trash')")
        await driven.until_seen("days left")
        assert "nobody" not in driven.seen()
        assert "Letter" in driven.seen()
        await driven.press("enter")
        assert [entry.title for entry in journal.entries.list()] == ["Kept"]
        await driven.press("d", "enter")
        assert journal.trash.count() == 2
        await driven.press("d", "right", "enter")
        await driven.until_seen("Deleted for good")
        assert driven.journal.trash.count() == 1
        journal = driven.journal
        journal.trash.put(journal.entries.list()[0].id)
        daily.back_up(journal)
        await driven.press("escape")
        await driven.app.run_action("palette('open_trash')")
        await driven.press("a", "right", "right", "enter")
        await driven.until_seen("every older one is deleted")
        assert driven.journal.trash.count() == 0
        (backup,) = backups.listed(tmp_path / "journal.db")
        with opened(backup.path) as copy:
            assert (copy.entries.list(), copy.trash.count()) == ((), 0)
        await driven.press("escape")
        await driven.app.run_action("palette('open_trash')")
        await driven.until(lambda: any("empty" in notice for notice in driven.notices()))


async def test_what_was_restored_is_in_the_list_once_the_trash_is_closed(tmp_path: Path, clock: Clock) -> None:
    journal = begun(tmp_path / "journal.db", clock)
    journal.trash.put(journal.entries.add("letter", DAY, title="To nobody").id)
    async with driving(journal, (60, 20)) as driven:
        await driven.app.run_action("palette('open_trash')")
        await driven.press("enter", "escape")
        assert "days left" not in driven.seen()
        assert "To nobody" in driven.seen()


async def test_another_copy_is_taken_over(tmp_path: Path, clock: Clock) -> None:
    journal = begun(tmp_path / "journal.db", clock)
    other = tmp_path / "stick" / "copy.db"
    other.parent.mkdir()
    shutil.copyfile(tmp_path / "journal.db", other)
    copy = Journal.open(other, clock)
    copy.entries.save_text(copy.entries.list()[0].id, "written elsewhere", "as it is")
    copy.close()
    async with driving(journal, (60, 20)) as driven:
        await driven.app.run_action("palette('merge')")
        await driven.until_seen("look what it has")
        await driven.type("nowhere")
        await driven.press("enter")
        assert "no such file" in " ".join(driven.seen().split())
        await driven.press("ctrl+u")
        await driven.paste(str(other))
        await driven.press("enter")
        await driven.until_seen("would be taken over")
        await driven.press("right", "enter")
        await driven.until_seen("A backup was made before")
        await driven.press("escape")
        assert [entry.body for entry in driven.journal.entries.list()] == ["written elsewhere"]
