"""Work that is counted, which noise cannot hide: modules loaded, statements, rows fetched, widgets mounted."""

import ast
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import pytest

from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.benchmarks.journals import first_word, make, title
from tests.conftest import Program
from tests.pages.driving import Driven, driving
from tests.terminal import Terminal

COUNT: Final = 300
"""More entries than any window is allowed to fetch."""
NEVER_AT_START: Final = {
    "calendar",
    "click",
    "dateutil.parser",
    "dateutil.rrule",
    "fontTools",
    "fpdf",
    "glob",
    "hashlib",
    "jinja2",
    "json",
    "markdown_it",
    "numpy",
    "PIL",
    "sqlite_utils",
    "textual.widgets._markdown",
    # Another SQLite than the one in use, with locks of its own.
    *(["sqlite3"] if HAS_ENCRYPTION else ()),
}
AFTER_THE_PAINT: Final = {
    f"alliance_journal.ui.{page}.screen" for page in ("checklist", "people", "prepare", "trends")
}
BEHIND_THE_LIST: Final = {"alliance_journal.ui.journal.note_editor", "textual.widgets._text_area"}
LOADED: Final = (
    "import gc, sys\n"
    "from alliance_journal.cli import main\n"
    "def tell(name):\n"
    "    print(sorted(sys.modules), file=open(name, 'w'))\n"
    "def hear(event, given):\n"
    "    # The note comes when the list is on the screen.\n"
    "    if event == 'import' and given[0] == 'alliance_journal.ui.journal.note_editor':\n"
    "        tell('for the list')\n"
    "enable = gc.enable\n"
    "def first_seen():\n"
    "    # The app turns the collector on when the first page is on the screen.\n"
    "    tell('for the page')\n"
    "    enable()\n"
    "sys.addaudithook(hear)\n"
    "gc.enable = first_seen\n"
    "main()\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with more entries than any page shows."""
    path = tmp_path_factory.mktemp("counted") / "journal.db"
    make(path, COUNT)
    return path


@pytest.fixture
def journal(made: Path) -> Iterator[Journal]:
    found = Journal.open(made)
    yield found
    found.close()


# At the start


def test_the_first_page_needs_little(program: Program, made: Path) -> None:
    """Number of modules loaded until the list is drawn, at an everyday start."""
    with Terminal(
        program, launcher=("-c", LOADED), environment={"ALLIANCE_JOURNAL_FILE": os.fspath(made)}
    ) as terminal:
        terminal.wait_for(title(COUNT - 1))
        for name in ("for the list", "for the page"):
            terminal.wait_for((program.home / name).exists)
            terminal.wait_for((program.home / name).read_text)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    for_the_list, for_the_page = (
        set(ast.literal_eval((program.home / name).read_text())) for name in ("for the list", "for the page")
    )
    assert for_the_list & BEHIND_THE_LIST == set()
    assert for_the_page >= BEHIND_THE_LIST
    assert for_the_page & (NEVER_AT_START | AFTER_THE_PAINT) == set()
    assert "alliance_journal.ui.journal.screen" in for_the_list


# On the pages


@contextlib.contextmanager
def statements(journal: Journal) -> Iterator[list[str]]:
    """Return what is asked of SQLite meanwhile; that the app looks for changes now and then is no part of it."""
    asked: list[str] = []
    database_of(journal).connection.set_trace_callback(
        lambda sql: None if sql.startswith("PRAGMA") else asked.append(sql)
    )
    try:
        yield asked
    finally:
        database_of(journal).connection.set_trace_callback(None)


class Fetched:
    """Rows that a connection returned.

    Attributes:
        rows: number of all rows.
        most: number of rows of the longest answer.
    """

    def __init__(self, journal: Journal) -> None:
        """Count from now on."""
        self.rows = self.most = 0
        self._of_cursor: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
        database_of(journal).connection.row_factory = self._count

    def _count(self, cursor: Any, row: tuple[object, ...]) -> tuple[object, ...]:
        self.rows += 1
        self._of_cursor[cursor] = self._of_cursor.get(cursor, 0) + 1
        self.most = max(self.most, self._of_cursor[cursor])
        return row


class Steps:
    """Steps of SQLite's virtual machine: a page that went through all entries would need many for each of them."""

    def __init__(self, journal: Journal) -> None:
        """Count from now on."""
        self.done = 0
        database_of(journal).connection.set_progress_handler(self._count, 1)

    def _count(self) -> int:
        self.done += 1
        return 0


PAGES: Final = {
    # Each page's key, and the most there may be of widgets on it, and of statements to open it and to see it again
    # where nothing changed.
    "journal": ("f2", 13, 19, 1),
    "checklist": ("f3", 6, 11, 0),
    "trends": ("f4", 14, 10, 0),
    "prepare": ("f5", 10, 18, 0),
    "people": ("f6", 9, 12, 0),
}
STEPS: Final = {"journal": 10, "checklist": 1, "trends": 80, "prepare": 80, "people": 40}
"""The most steps that each page may need for each entry of the journal.

The list counts the entries in an index, Trends and Prepare read the answers of every session, People the sessions
of each therapist.
"""


async def test_every_page_asks_and_mounts_as_much_however_long_the_journal_is(tmp_path: Path) -> None:
    counts: list[dict[str, tuple[int, int, int]]] = []
    steps: list[dict[str, int]] = []
    for count in (COUNT, 3 * COUNT):
        path = tmp_path / f"{count}.db"
        make(path, count)
        counts.append({})
        steps.append({})
        with contextlib.closing(Journal.open(path)) as journal:
            done = Steps(journal)
            async with driving(journal) as driven:
                steps[-1]["journal"] = done.done
                for page, (key, *_) in list(PAGES.items())[1:]:
                    before = done.done
                    counts[-1][page] = await visit(driven, key)
                    steps[-1][page] = done.done - before
                counts[-1]["journal"] = await visit(driven, "f2")
    short, long = counts
    assert short == long
    over = {page: found for page, found in long.items() if any(map(int.__gt__, found, PAGES[page][1:]))}
    assert over == {}, long
    for_each_entry = {page: (steps[1][page] - steps[0][page]) / (2 * COUNT) for page in PAGES}
    assert {page for page, most in STEPS.items() if for_each_entry[page] > most} == set(), for_each_entry


async def visit(driven: Driven, key: str) -> tuple[int, int, int]:
    """Go to a page, away, and there again: its widgets, and the statements of both visits."""
    with statements(driven.journal) as first:
        await driven.press(key)
    widgets = len(driven.app.screen.query("*"))
    await driven.press("f2" if key != "f2" else "f3")
    with statements(driven.journal) as again:
        await driven.press(key)
    return widgets, len(first), len(again)


async def test_no_page_goes_through_all_entries(journal: Journal) -> None:
    """But for the order of the list, of which a window is read, and for their number."""
    with statements(journal) as asked:
        async with driving(journal, keys=[key for key, *_ in PAGES.values()]):
            pass
    asked = [sql for sql in asked if sql.startswith("SELECT")]
    plans = [row["detail"] for sql in asked for row in database_of(journal).select(f"EXPLAIN QUERY PLAN {sql}")]
    walks = {plan for plan in plans if plan.startswith("SCAN entries")}
    assert walks == {
        "SCAN entries USING INDEX entries_by_date",
        "SCAN entries USING COVERING INDEX sqlite_autoindex_entries_1",
    }


async def test_little_of_the_file_is_held_however_long_the_journal_is(journal: Journal) -> None:
    async with driving(journal) as driven:
        assert database_of(driven.journal).select("PRAGMA cache_size") == [{"cache_size": -2_000}]


async def test_trends_ask_the_same_however_long_the_journal_is(tmp_path: Path) -> None:
    """To open the page, to look at each element, and to go back in time; each session is read once."""
    found = []
    for count in (COUNT // 2, COUNT, 3 * COUNT):
        path = tmp_path / f"{count}.db"
        make(path, count)
        longer = Journal.open(path)
        async with driving(longer, (120, 40)) as driven:
            fetched = Fetched(longer)
            with statements(longer) as asked:
                await driven.press("f4", *["down"] * 6, "left", "right")
            rows = fetched.rows
            sessions = longer.sessions.count(longer.therapists.main().id)  # type: ignore[union-attr]
            found.append((len(asked), rows - sessions))
        longer.close()
    assert len({asked for asked, _ in found}) == 1, found
    assert max(rows for _, rows in found) <= 700, found


async def test_a_page_that_was_left_shows_whatever_changed_meanwhile(tmp_path: Path) -> None:
    """By another program, by another page, or by both after the page came back unchanged."""
    path = tmp_path / "journal.db"
    make(path, 3)
    journal, other = Journal.open(path), Journal.open(path)
    async with driving(journal, keys=("f5", "f2", "f5", "f2")) as driven:
        other.topics.add("said elsewhere")
        await driven.press("f5")
        assert "said elsewhere" in driven.seen()
        await driven.press("f2")
        driven.journal.topics.add("said here")
        await driven.press("f5")
        assert "said here" in driven.seen()
        await driven.press("f4", "f5")
        assert "said here" in driven.seen()
    other.close()
    journal.close()


async def test_the_list_fetches_a_window(journal: Journal) -> None:
    """However long the journal is: to open it, and to go down a page and to the end."""
    fetched = Fetched(journal)
    async with driving(journal) as driven:
        await driven.until_seen(first_word(COUNT - 1))
        await driven.press("pagedown", "end")
        await driven.until_seen(title(0))
    assert fetched.most <= 200


def test_an_import_asks_little_of_each_entry(journal: Journal) -> None:
    """Its text is read for the index of words once, together with its other words."""
    statements: list[str] = []
    with contextlib.closing(Journal.in_memory()) as empty:
        database_of(empty).connection.set_trace_callback(statements.append)
        import_into(empty, whole(journal))
        database_of(empty).connection.set_trace_callback(None)
        assert database_of(empty).select("SELECT count(*) AS n FROM other_words")[0]["n"] > COUNT // 2
    assert sum("words_docsize" in statement for statement in statements) == COUNT
    # SQLite tells of an insert once more for the trigger it sets off.
    inserted = {said for said in statements if said.startswith("INSERT INTO entries")}
    of_each = [said for said in statements if said.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(inserted) == COUNT
    assert len(of_each) + len(inserted) < 4 * COUNT


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_going_on_starts_nothing_twice(program: Program, made: Path) -> None:
    """A program that is told to go on, as is everyone whose terminal is closed, has the threads it had before."""
    with Terminal(program, environment={"ALLIANCE_JOURNAL_FILE": os.fspath(made)}) as terminal:
        terminal.wait_for(title(COUNT - 1))
        terminal.settle()
        threads = Path(f"/proc/{terminal.process.pid}/task")
        before = len(list(threads.iterdir()))
        drawn = len(terminal.raw)
        terminal.kill(signal.SIGCONT)
        # Until it is drawn anew: what is typed while the terminal is set up is dropped with what a pause left.
        terminal.wait_for(lambda: title(COUNT - 1).encode() in terminal.raw[drawn:])
        terminal.press("down")
        terminal.wait_for(first_word(COUNT - 2))
        assert len(list(threads.iterdir())) == before
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        terminal.restored()
