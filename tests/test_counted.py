"""Work that is counted, which noise cannot hide: what is loaded, asked, fetched and mounted (design: speed.md)."""

import ast
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from textual import events
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.css.styles import RenderStyles
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.screens.journal import JournalScreen
from alliance_journal.screens.pages import MOUNTED_AHEAD
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.journal import Journal
from alliance_journal.store.transfer.import_document import take_in, whole
from alliance_journal.ui.app import JournalApp
from alliance_journal.ui.terminal.key_queue import drain
from alliance_journal.widgets.notes import NoteEditor
from alliance_journal.widgets.room import LongPane, Pane
from alliance_journal.widgets.styling import Looks
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
    f"alliance_journal.screens.{page}" for page in ("checklist", "people", "prepare", "trends")
}
BEHIND_THE_LIST: Final = {"alliance_journal.widgets.notes", "textual.widgets._text_area"}
LOADED: Final = (
    "import gc, sys\n"
    "from alliance_journal.cli import main\n"
    "def tell(name):\n"
    "    print(sorted(sys.modules), file=open(name, 'w'))\n"
    "def hear(event, given):\n"
    "    # The note comes when the list is on the screen.\n"
    "    if event == 'import' and given[0] == 'alliance_journal.widgets.notes':\n"
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
    """What is loaded when the list is seen, started as one does every day."""
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
    assert "alliance_journal.screens.journal" in for_the_list


# On the pages


@contextlib.contextmanager
def statements(journal: Journal) -> Iterator[list[str]]:
    """What is asked of SQLite meanwhile; that the app looks for changes now and then is no part of it."""
    asked: list[str] = []
    journal.connection.set_trace_callback(lambda sql: None if sql.startswith("PRAGMA") else asked.append(sql))
    try:
        yield asked
    finally:
        journal.connection.set_trace_callback(None)


class Fetched:
    """How many rows the largest answer had, and all of them together."""

    def __init__(self) -> None:
        self.most = 0
        self.rows = 0

    def watch(self, journal: Journal) -> None:
        """Count from now on."""
        select = journal.select

        def counting(sql: str, values: object = ()) -> list[dict[str, object]]:
            rows = select(sql, values)
            self.most = max(self.most, len(rows))
            self.rows += len(rows)
            return rows

        journal.select = counting  # type: ignore[method-assign]


PAGES: Final = {
    # Each page's key, and the most there may be of widgets on it, and of statements to open it and to see it again
    # where nothing changed.
    "journal": ("f2", 13, 19, 1),
    "checklist": ("f3", 6, 10, 0),
    "trends": ("f4", 13, 9, 0),
    "prepare": ("f5", 10, 18, 0),
    "people": ("f6", 9, 11, 0),
}


async def test_every_page_asks_and_mounts_a_fixed_number(journal: Journal) -> None:
    found: dict[str, tuple[int, int, int]] = {}
    async with driving(journal) as driven:
        for page, (key, *_) in list(PAGES.items())[1:]:
            found[page] = await visit(driven, key)
        found["journal"] = await visit(driven, "f2")
    over = {page: counts for page, counts in found.items() if any(map(int.__gt__, counts, PAGES[page][1:]))}
    assert over == {}, found


async def test_nothing_is_made_of_what_is_there_before_the_first_page(journal: Journal) -> None:
    """Textual begins with a screen of its own, and would style it and lay it out."""
    async with driving(journal) as driven:
        (before,) = driven.app._screen_stacks[driven.app.DEFAULT_MODE]
        assert not before.children
        assert not before._compositor.size


async def visit(driven: Driven, key: str) -> tuple[int, int, int]:
    """Go to a page, away, and there again: its widgets, and the statements of both visits."""
    with statements(driven.journal) as first:
        await driven.press(key)
    widgets = len(driven.app.screen.query("*"))
    await driven.press("f2" if key != "f2" else "f3")
    with statements(driven.journal) as again:
        await driven.press(key)
    return widgets, len(first), len(again)


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[Region]:
    """What of the screen was drawn, each time that something was."""
    drawn: list[Region] = []
    render = Compositor.render_update

    def counting(compositor: Compositor, *given: Any, **named: Any) -> Any:
        if changed := [region for region in compositor._dirty_regions if region]:
            drawn.append(Region.from_union(changed).intersection(compositor.size.region))
        return render(compositor, *given, **named)

    monkeypatch.setattr(Compositor, "render_update", counting)
    return drawn


def mounted_ahead(driven: Driven) -> list[Screen[Any]]:
    """The pages that are put together before anybody went there; empty until all of them are."""
    stacks = driven.app._screen_stacks
    pages = [stacks[name][0] for name in MOUNTED_AHEAD if name in stacks]
    return pages if len(pages) == len(MOUNTED_AHEAD) and all(page.is_mounted for page in pages) else []


async def test_a_page_is_put_together_before_somebody_goes_there(journal: Journal) -> None:
    """That asks nothing of the journal, and changes nothing of what is looked at."""
    async with driving(journal) as driven:
        looked_at = driven.app.desk.entry_id if driven.app.desk else None
        with statements(journal) as asked:
            await driven.until(lambda: mounted_ahead(driven))
        assert [sql for sql in asked if not sql.startswith("SELECT value FROM upkeep")] == []
        pages = mounted_ahead(driven)
        assert [page for page in pages if page.focused is None] == []
        assert driven.app.desk
        assert driven.app.desk.entry_id == looked_at
        for page, name in zip(pages, MOUNTED_AHEAD, strict=True):
            await driven.press(PAGES[name][0])
            assert driven.app.screen is page


@pytest.mark.parametrize("page", MOUNTED_AHEAD)
async def test_a_page_put_together_early_is_like_one_put_together_late(tmp_path: Path, page: str) -> None:
    """Also where the size, the look or the words changed between the two."""
    path = tmp_path / "journal.db"
    make(path, 5)
    shown: list[list[str]] = []
    for early in (True, False):
        with contextlib.closing(Journal.open(path)) as journal:
            async with driving(journal, (120, 40) if early else (80, 24)) as driven:
                if early:
                    await driven.until(lambda: mounted_ahead(driven))
                    await driven.pilot.resize_terminal(80, 24)
                    driven.app.action_other_theme()
                    journal.answer(journal.latest_to_answer() or "", next(iter(QUESTION)), Answer.NO)
                else:
                    driven.app.action_other_theme()
                await driven.press(PAGES[page][0])
                strips = driven.app.screen._compositor.render_strips()
                shown.append([str(seen(strip)) for strip in strips])
    assert shown[0] == shown[1]


@pytest.mark.parametrize("page", MOUNTED_AHEAD)
async def test_a_page_put_together_ahead_knows_its_looks(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    async with driving(journal) as driven:
        await driven.until(lambda: mounted_ahead(driven))
        worked_out: list[str] = []
        missing = Looks.__missing__

        def counting(looks: Looks, name: str) -> RenderStyles:
            worked_out.append(name)
            return missing(looks, name)

        monkeypatch.setattr(Looks, "__missing__", counting)
        await driven.press(PAGES[page][0])
        assert worked_out == []


async def test_pages_put_together_ahead_go_with_the_others_when_it_is_locked(tmp_path: Path) -> None:
    """And come again once it is opened."""
    path = tmp_path / "journal.db"
    Journal.begin(path, passphrase=Passphrase("four words for it")).close()
    with contextlib.closing(Journal.open(path, passphrase=Passphrase("four words for it"))) as journal:
        async with driving(journal) as driven:
            await driven.until(lambda: mounted_ahead(driven))
            pages = mounted_ahead(driven)
            await driven.press("ctrl+l")
            await driven.until(lambda: driven.app.desk is None)
            assert [page for page in pages if page.is_running] == []
            await driven.type("four words for it")
            await driven.press("enter")
            await driven.until(lambda: mounted_ahead(driven))


PICTURES: Final = {"checklist": 1, "trends": 1, "prepare": 2, "people": 1}
"""The sheet to bring is wrapped once its width is known, and drawn again."""


async def test_a_page_is_drawn_once(journal: Journal, pictures: list[Region]) -> None:
    """When it is opened, and when it comes back."""
    first: dict[str, int] = {}
    again: dict[str, int] = {}
    async with driving(journal) as driven:
        for found in (first, again):
            for page in PICTURES:
                pictures.clear()
                await driven.press(PAGES[page][0])
                found[page] = sum(crop.area > driven.app.size.area // 2 for crop in pictures)
    assert not any(first[page] > most for page, most in PICTURES.items()), first
    assert set(again.values()) == {1}, again


async def test_the_list_is_drawn_before_the_note_is_there(
    journal: Journal, pictures: list[Region], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And then all of the page, once."""
    had_note: list[bool] = []
    display = JournalApp._display

    def counting(app: JournalApp, screen: Screen[Any], drawn: Any) -> None:
        if isinstance(screen, JournalScreen) and len(had_note) < len(pictures):
            had_note.append(bool(screen.query(NoteEditor)))
        display(app, screen, drawn)

    monkeypatch.setattr(JournalApp, "_display", counting)
    async with driving(journal) as driven:
        assert title(COUNT - 1) in driven.seen()
        assert first_word(COUNT - 1) in driven.seen()
    assert had_note[:1] == [False]
    assert all(had_note[1:])
    assert sum(crop.size == Size(80, 24) for crop in pictures) == 2


@pytest.mark.parametrize("page", ["journal", "checklist", "trends"])
async def test_another_size_is_drawn_once(journal: Journal, pictures: list[Region], page: str) -> None:
    """With the styles, the rows and the bars that fit it; only the note may be wrapped once more then."""
    async with driving(journal, keys=() if page == "journal" else (PAGES[page][0],)) as driven:
        for size in ((120, 40), (80, 24), (60, 20)):
            pictures.clear()
            await driven.pilot.resize_terminal(*size)
            await driven.drawn()
            assert sum(crop.size == Size(*size) for crop in pictures) == 1, (size, pictures)


async def test_a_page_is_told_of_another_size_at_once(journal: Journal) -> None:
    """Textual lets some time pass, in which another size may come."""
    async with driving(journal) as driven:
        app, size = driven.app, Size(120, 40)
        app.post_message(events.Resize(size, size))
        for node in (app, app.screen):
            await drain([node], 10)
        assert app.screen._compositor.size == size


async def test_leafing_draws_the_list_and_then_the_note(journal: Journal, pictures: list[Region]) -> None:
    """The list is what one looks at; but one key up or down changes two rows of it, and waits for nothing."""
    async with driving(journal) as driven:
        both = [driven.app.screen.query_one(pane).region for pane in ("#list-pane", "#note-pane")]
        for _ in ("within what is in sight", "and further"):
            pictures.clear()
            await driven.press("pagedown")
            drawn = [[pane.overlaps(crop) for pane in both] for crop in pictures[:2]]
            assert drawn == [[True, False], [False, True]]
        pictures.clear()
        await driven.press("up")
        assert [pane.overlaps(pictures[0]) for pane in both] == [True, True]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_lies_below_others_is_worked_out_by_its_three_lines(
    journal: Journal, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is what it would be line by line."""
    asked: list[int] = []
    work_out = Widget.render_lines

    def counting(widget: Widget, crop: Region) -> list[Strip]:
        asked.extend(crop.line_range)
        return work_out(widget, crop)

    monkeypatch.setattr(Widget, "render_lines", counting)
    async with driving(journal, size) as driven:
        for key, *_ in PAGES.values():
            await driven.press(key)
            page = driven.app.screen
            for room in (page, *page.query(Pane), *page.query(LongPane)):
                width, height = room.outer_size
                asked.clear()
                drawn = room.render_lines(Region(0, 0, width, height))
                assert len(asked) <= 3
                one_by_one = (work_out(room, Region(0, y, width, 1))[0] for y in range(height))
                assert list(map(seen, drawn)) == list(map(seen, one_by_one)), room


@pytest.mark.parametrize("page", list(PAGES))
async def test_a_page_that_comes_back_works_out_no_line_again(
    journal: Journal, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the three below all else; not even of a scroll bar."""
    lines: list[object] = []
    work_out = StylesCache.render_line

    def counting(cache: StylesCache, *given: Any, **named: Any) -> Strip:
        lines.append(given)
        return work_out(cache, *given, **named)

    async with driving(journal) as driven:
        key, elsewhere = PAGES[page][0], "f2" if page == "people" else "f6"
        # Opening one for the first time styles the others, too.
        await driven.press(key, elsewhere, key, elsewhere)
        monkeypatch.setattr(StylesCache, "render_line", counting)
        await driven.press(key)
        assert len(lines) <= 3


def seen(strip: Strip) -> list[object]:
    """What of a line can be seen: the letters and their colours, and what is behind all of it."""
    cells: list[object] = []
    for text, style, _ in strip:
        assert style
        cells += [(letter, letter != " " and style.color, style.bgcolor) for letter in text]
    return cells


async def test_looks_that_nothing_is_drawn_with_are_not_worked_out(journal: Journal) -> None:
    """Of all that widgets can draw with."""
    async with driving(journal) as driven:
        for widget in driven.app.screen.query("*"):
            worked_out, known = len(widget._component_styles), len(widget._get_component_classes())
            assert worked_out < known or known <= 2, widget


async def test_no_page_goes_through_all_entries(journal: Journal) -> None:
    """But for the order of the list, of which a window is read, and for their number."""
    with statements(journal) as asked:
        async with driving(journal, keys=[key for key, *_ in PAGES.values()]):
            pass
    asked = [sql for sql in asked if sql.startswith("SELECT")]
    plans = [row["detail"] for sql in asked for row in journal.select(f"EXPLAIN QUERY PLAN {sql}")]
    walks = {plan for plan in plans if plan.startswith("SCAN entries")}
    assert walks == {
        "SCAN entries USING INDEX entries_by_date",
        "SCAN entries USING COVERING INDEX sqlite_autoindex_entries_1",
    }


async def test_little_of_the_file_is_held_however_long_the_journal_is(journal: Journal) -> None:
    async with driving(journal) as driven:
        assert driven.journal.select("PRAGMA cache_size") == [{"cache_size": -2_000}]


async def test_trends_ask_the_same_however_long_the_journal_is(tmp_path: Path) -> None:
    """To open the page, to look at each element, and to go back in time; each session is read once."""
    found = []
    for count in (COUNT // 2, COUNT, 3 * COUNT):
        path = tmp_path / f"{count}.db"
        make(path, count)
        longer, fetched = Journal.open(path), Fetched()
        async with driving(longer, (120, 40)) as driven:
            fetched.watch(longer)
            with statements(longer) as asked:
                await driven.press("f4", *["down"] * 6, "left", "right")
            sessions = longer.count_sessions(longer.main_therapist().id)  # type: ignore[union-attr]
            found.append((len(asked), fetched.rows - sessions))
        longer.close()
    assert len({asked for asked, _ in found}) == 1, found
    assert max(rows for _, rows in found) <= 700, found


async def test_a_page_that_was_left_shows_whatever_changed_meanwhile(tmp_path: Path) -> None:
    """By another program, by another page, or by both after the page came back unchanged."""
    path = tmp_path / "journal.db"
    make(path, 3)
    journal, other = Journal.open(path), Journal.open(path)
    async with driving(journal, keys=("f5", "f2", "f5", "f2")) as driven:
        other.add_topic("said elsewhere")
        await driven.press("f5")
        assert "said elsewhere" in driven.seen()
        await driven.press("f2")
        driven.journal.add_topic("said here")
        await driven.press("f5")
        assert "said here" in driven.seen()
        await driven.press("f4", "f5")
        assert "said here" in driven.seen()
    other.close()
    journal.close()


async def test_the_list_fetches_a_window(journal: Journal) -> None:
    """However long the journal is: to open it, and to go down a page and to the end."""
    fetched = Fetched()
    fetched.watch(journal)
    async with driving(journal) as driven:
        await driven.until_seen(first_word(COUNT - 1))
        await driven.press("pagedown", "end")
        await driven.until_seen(title(0))
    assert fetched.most <= 200


def test_an_import_asks_little_of_each_entry(journal: Journal) -> None:
    """Its text is read for the index of words once, together with its other words."""
    statements: list[str] = []
    with contextlib.closing(Journal.in_memory()) as empty:
        empty.connection.set_trace_callback(statements.append)
        take_in(empty, whole(journal))
        empty.connection.set_trace_callback(None)
        assert empty.select("SELECT count(*) AS n FROM other_words")[0]["n"] > COUNT // 2
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
