"""Raw notes: nothing of their words is shown until they are opened on purpose, and then no longer than that."""

import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.ui.journal.screen import JournalScreen
from tests.conftest import Program
from tests.hostile import TOGETHER
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size

SECRETS = ("PLANTED", "HIDDEN", "TAGGED")
LEAVE = """
import sys
from pathlib import Path
from alliance_journal.store.journal import Journal
path, entry, body, base = sys.argv[1:]
Journal.open(Path(path)).drafts.save(entry, body, base)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Journal:
    """A raw note, and a session before it."""
    found = new_journal(path)
    therapist = found.therapists.add("Zoë")
    found.entries.add("session", TODAY.replace(day=28), therapist_id=therapist.id, title="The pause", body="Long.")
    found.entries.add("between", TODAY, title="PLANTED", body="HIDDEN words", tags=("TAGGED",), private=True)
    return found


def page(driven: Driven) -> JournalScreen:
    assert isinstance(driven.app.screen, JournalScreen)
    return driven.app.screen


def shows_nothing(driven: Driven) -> bool:
    titles = "".join(line.title for line in page(driven).entries.rows)
    everything = driven.seen() + page(driven).note_pane.editor.text + titles
    return not any(secret in everything for secret in SECRETS)


@each_size
async def test_it_is_shown_only_when_opened_and_closes_when_left(size: tuple[int, int], journal: Journal) -> None:
    async with driving(journal, size) as driven:
        assert "a raw note" in driven.seen()
        assert ("Press ⏎ to open it." in driven.seen()) == (size[0] > 60)
        assert shows_nothing(driven)
        await driven.press("enter")
        assert "HIDDEN words" in driven.seen()
        await driven.type(" and more")
        await driven.press("escape", "down")
        assert shows_nothing(driven)
        await driven.press("up")
        assert shows_nothing(driven)
    assert journal.entries.list()[-1].body == "HIDDEN words and more"


async def test_it_closes_when_another_page_or_a_card_comes(journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.press("enter", "escape")
        assert "HIDDEN" in driven.seen()
        await driven.press("f4", "f2")
        assert shows_nothing(driven)
        await driven.press("enter", "escape", "f1", "escape")
        assert shows_nothing(driven)


async def test_one_goes_on_writing_in_it_after_a_card(journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.press("enter")
        await driven.type(" one")
        await driven.press("f12", "escape")
        await driven.type(" two")
        await driven.press("escape")
    assert journal.entries.list()[-1].body == "HIDDEN words one two"


async def test_searching_finds_it_and_says_no_more(journal: Journal) -> None:
    async with driving(journal, (120, 40)) as driven:
        await driven.press("slash")
        for words in ("HIDDEN", "PLANTED", "TAGGED"):
            page(driven).query_one("#search", Input).value = words.lower()
            await driven.pilot.pause()
            assert [line.title for line in page(driven).entries.rows] == ["a raw note"]
            assert words not in driven.seen()
        await driven.press("enter")
        assert shows_nothing(driven)


async def test_a_note_is_marked_raw_and_not(journal: Journal) -> None:
    session = journal.entries.list()[0]
    async with driving(journal) as driven:
        await driven.press("down", "r")
        assert journal.entries.get(session.id).private
        assert "The pause" not in driven.seen()
        assert "Long." not in driven.seen()
        await driven.press("r")
        assert driven.notices() == ["This is a raw note. Press ⏎ to open it first."]
        assert journal.entries.get(session.id).private
        await driven.press("enter", "escape", "r")
        assert not journal.entries.get(session.id).private
        assert "Long." in driven.seen()
    assert journal.entries.get(session.id).body == "Long."


async def test_nothing_of_a_closed_one_is_changed_or_told(journal: Journal) -> None:
    raw = journal.entries.list()[-1]
    async with driving(journal) as driven:
        for key in ("e", "t", "x", "ctrl+b", "ctrl+n", "ctrl+t"):
            await driven.press(key)
            assert shows_nothing(driven)
            assert isinstance(driven.app.screen, JournalScreen)
        await driven.press("d")
        assert len(journal.entries.list()) == 1
        await driven.press("u")
        assert shows_nothing(driven)
    assert journal.entries.get(raw.id) == raw


async def test_its_details_are_changed_once_it_is_open(journal: Journal) -> None:
    async with driving(journal) as driven:
        await driven.press("enter", "escape", "e")
        assert "PLANTED" in driven.seen()
        await driven.press("down", "x", "enter")
        assert shows_nothing(driven)
    raw = journal.entries.list()[-1]
    assert (raw.title, raw.private) == ("PLANTEDx", True)


async def test_a_discreet_list_says_the_kind(journal: Journal) -> None:
    async with driving(journal, (120, 40), Settings(discreet=True)) as driven:
        assert "Note" in driven.seen()
        assert "a raw note" not in driven.seen()
        await driven.press("enter")
        assert "PLANTED" not in driven.seen()
        assert "HIDDEN" in driven.seen()


async def test_a_left_text_of_it_is_offered_without_a_word(path: Path, journal: Journal) -> None:
    raw = journal.entries.list()[-1]
    command = [sys.executable, "-c", LEAVE, str(path), raw.id, "HIDDEN words, longer", raw.body]
    subprocess.run(command, check=True, timeout=60)
    async with driving(journal) as driven:
        assert "The note of Saturday 30 May 2026" in " ".join(driven.seen().replace("│", " ").split())
        assert not any(secret in driven.seen() for secret in SECRETS)
        await driven.press("enter")
        assert "HIDDEN words, longer" in driven.seen()
        await driven.press("escape", "down")
        assert shows_nothing(driven)
    assert journal.entries.get(raw.id).body == "HIDDEN words, longer"


async def test_both_versions_of_it_stay_raw(path: Path, journal: Journal) -> None:
    raw = journal.entries.list()[-1]
    other = Journal.open(path)
    async with driving(journal) as driven:
        await driven.press("enter", "x")
        other.entries.save_text(raw.id, "HIDDEN elsewhere", raw.body)
        await driven.press("escape")
        assert shows_nothing(driven)
    assert [entry.private for entry in other.entries.list()] == [False, True, True]
    other.close()


async def test_after_a_lock_it_is_closed(path: Path, journal: Journal) -> None:
    async with driving(journal, path=path) as driven:
        await driven.press("enter", "escape", "ctrl+g", "escape")
        await driven.drawn()
        assert not any(secret in driven.seen() for secret in SECRETS)


async def test_hostile_words_stay_hidden(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "hostile.db")
    for text in TOGETHER:
        journal.entries.add("between", TODAY, title=text[:80], body=text, tags=(text[:20],), private=True)
    before = journal.entries.list()
    async with driving(journal, (120, 40)) as driven:
        assert {line.title for line in page(driven).entries.rows} == {"a raw note"}
        for _ in TOGETHER:
            await driven.press("enter", "escape", "down")
    assert journal.entries.list() == before


def test_the_command_line_lists_no_word_of_it(program: Program, journal: Journal, path: Path) -> None:
    program.file = path
    journal.close()
    ran = program("list")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("a raw note") == 1
    assert "note · a raw note" in ran.out
    assert not any(secret in ran.out for secret in SECRETS)
    assert "The pause" in ran.out
    as_json = program("list", "--json")
    assert '"private": true' in as_json.out
    assert not any(secret in as_json.out for secret in SECRETS)


def test_a_letter_is_in_the_full_export_alone(program: Program, journal: Journal, path: Path) -> None:
    journal.entries.add("letter", TODAY, title="To nobody", body="UNSENT words")
    program.file = path
    journal.close()
    for form in ("txt", "md", "html"):
        page = program("brief", "--format", form, "--output", "-")
        assert (page.code, page.err) == (0, "")
        assert "UNSENT" not in page.out
        assert "nobody" not in page.out
        assert not any(secret in page.out for secret in SECRETS)
    assert program("export", str(program.home / "all.json")).code == 0
    assert "UNSENT" in (program.home / "all.json").read_text(encoding="utf-8")


async def test_keys_in_a_row_are_about_the_note_with_the_cursor(journal: Journal) -> None:
    async with driving(journal) as driven:
        # Before the list could say that its cursor moved.
        page(driven).entries.action_cursor(1)
        page(driven).action_write()
        await driven.type(" More.")
        await driven.press("escape")
        assert shows_nothing(driven)
    assert [entry.body for entry in journal.entries.list()] == ["Long. More.", "HIDDEN words"]


async def test_opening_a_shorter_raw_note_after_writing_in_a_longer_one(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    journal.entries.add("between", TODAY.replace(day=1), title="a", body="one line", private=True)
    journal.entries.add("between", TODAY.replace(day=2), title="b", body="\n".join("123456"))
    async with driving(journal, keys=("home", "enter", "ctrl+end", "escape", "down", "enter")) as driven:
        assert "one line" in driven.seen()
        await driven.type(" more")
        assert "one line more" in driven.seen()
