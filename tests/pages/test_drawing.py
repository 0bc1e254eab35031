"""What is worked out of a picture is all that is seen of it, and as Textual would draw it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pyte
import pytest
from textual._compositor import Compositor, CompositorUpdate
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.geometry import Offset, Region, Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.widgets.fixed import FixedView
from alliance_journal.widgets.grid import AnswerGrid
from alliance_journal.widgets.room import Rail
from alliance_journal.widgets.rows import RowList
from alliance_journal.widgets.seen import SeenCompositor
from tests.pages.driving import PATIENCE, Driven, driving, example

A_WHILE: Final = {
    "a list that is leafed through": "down down pagedown pagedown up end home",
    "words that are looked for": "slash s e s s i o n backspace down escape escape",
    "a text that is written": "enter ctrl+end enter o n e space w o r d enter up backspace escape",
    "another filter, and back": "f f f f f",
    "questions that are answered": "f3 home 1 2 3 down 4 0 end pagedown home",
    "bars, and a question in full": "f4 down down end enter escape z z",
    "what is brought": "f5 down down pagedown end space space home",
    "people and goals": "f6 down down end home f2",
    "cards above a page": "question_mark escape ctrl+p t r e backspace escape",
}


class Paper:
    """A terminal that gets what the app draws, and nothing else."""

    def __init__(self, width: int, height: int) -> None:
        self._screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self._screen)

    def put(self, drawn: str) -> None:
        self._stream.feed(drawn)

    def seen(self) -> str:
        return "\n".join(self._screen.display)

    def cells(self) -> list[list[Any]]:
        """Letter, colours and weight of every cell."""
        rows, columns = range(self._screen.lines), range(self._screen.columns)
        return [[self._screen.buffer[row][column] for column in columns] for row in rows]


@pytest.fixture
def papers(tell_updates: Callable[[Callable[[Any, Any, Any], object]], None]) -> Callable[[int, int], Paper]:
    """A terminal that is drawn on from now on."""

    def begin(width: int, height: int) -> Paper:
        paper = Paper(width, height)

        def put(app: App[Any], screen: Screen[Any], update: Any) -> None:
            if isinstance(update, CompositorUpdate):
                paper.put(update.render_segments(app.console))

        tell_updates(put)
        return paper

    return begin


def as_textual_draws(screen: Screen[Any], size: tuple[int, int]) -> list[list[Any]]:
    """The whole screen at once, every line of every widget, from nothing that was worked out before."""
    whole = Paper(*size)
    compositor = screen._compositor
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compositor, "__class__", Compositor)
        patch.setattr(Rail, "render_lines", ScrollBar.render_lines)
        for widget in compositor.visible_widgets:
            patch.setattr(widget, "_styles_cache", StylesCache())
        chops = compositor._render_chops(compositor.size.region, lambda y: True)
    for y, line in enumerate(chops):
        whole.put(f"\x1b[{y + 1}H" + Strip.join(line.values()).render(screen.app.console))
    return whole.cells()


async def comes_to(driven: Driven, paper: Paper, size: tuple[int, int], after: str) -> None:
    """What was drawn bit by bit is what a whole picture shows, once all is drawn."""
    for _ in range(PATIENCE):
        await driven.pilot.pause(0.01)
        if paper.cells() == as_textual_draws(driven.app.screen, size):
            return
    raise AssertionError(f"{after}:\n{paper.seen()}")


@pytest.mark.parametrize("size", [pytest.param((80, 24), marks=pytest.mark.slow), (60, 20)])
async def test_what_changes_is_drawn_as_a_whole_picture_shows_it(
    size: tuple[int, int], papers: Callable[[int, int], Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    paper = papers(*size)
    async with driving(example(), size) as driven:
        for what, keys in A_WHILE.items():
            for key in keys.split():
                await driven.pilot.press(key)
                await comes_to(driven, paper, size, f"{what}: {key}")
            driven.app.notify("A few words over the page.", timeout=0.1)
            await comes_to(driven, paper, size, f"{what}, with something said")
            await driven.app.run_action("other_theme")
            await comes_to(driven, paper, size, f"{what}, in other colours")
        rail = driven.app.screen.query_one(RowList).vertical_scrollbar
        for held in (True, False):
            rail.mouse_over = held
            await comes_to(driven, paper, size, f"under the mouse: {held}")


async def test_a_page_key_draws_the_list_and_an_answer_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[list[Region]] = []
    get_renders = SeenCompositor._get_renders

    def counted(
        compositor: SeenCompositor, crop: Region | None = None
    ) -> Iterator[tuple[Region, Region, list[Strip]]]:
        pictures.append([])
        for place, clip, lines in get_renders(compositor, crop):
            pictures[-1].append(place)
            yield place, clip, lines

    async with driving(example()) as driven:
        entries = driven.app.screen.query_one(RowList)
        monkeypatch.setattr(SeenCompositor, "_get_renders", counted)
        await driven.press("pagedown")
        assert set(pictures[0]) == {entries.region, entries.vertical_scrollbar.region}
        await driven.press("f3", "home")
        pictures.clear()
        await driven.press("2")
        grid = driven.app.screen.query_one(AnswerGrid)
        # The question that was answered, and the next one, on which the cursor is now.
        assert [(place.width, place.height) for place in pictures[0]] == [(grid.region.width, 2)]


class Long(FixedView):
    """Something to scroll through."""

    def on_mount(self) -> None:
        self.virtual_size = Size(10, 500)


class Scrolling(App[None]):
    CSS = "Long { scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        yield Long()


@pytest.mark.parametrize("height", [1, 2, 3, 24, 40])
async def test_a_rail_looks_as_textuals_scroll_bar_does(height: int) -> None:
    app = Scrolling()
    async with app.run_test(size=(30, height)) as pilot:
        view = app.query_one(Long)
        rail = view.vertical_scrollbar
        assert isinstance(rail, Rail)
        for held in (None, Offset(0, 0)):
            rail.grabbed = held
            for top in (0, 1, 7, 123, 250, 499):
                view.scroll_to(y=top, animate=False, immediate=True)
                await pilot.pause()
                assert rail.display
                parts = (rail.size.region, Region(0, height // 2, 1, height - height // 2))
                for part in parts:
                    assert rail.render_lines(part) == ScrollBar.render_lines(rail, part)


class Hollow(Widget):
    """Something that is about to go: it has a place still, and nothing to draw there."""

    def __init__(self, lines: Callable[[int], list[Strip]]) -> None:
        super().__init__()
        self.lines = lines

    def render_lines(self, crop: Region) -> list[Strip]:
        return self.lines(crop.height)


class Before(App[None]):
    """A page with it in front."""

    CSS = "Hollow { width: 1fr; height: 1fr; }"

    def __init__(self, lines: Callable[[int], list[Strip]]) -> None:
        super().__init__()
        self.lines = lines

    def compose(self) -> ComposeResult:
        yield Hollow(self.lines)


@pytest.mark.parametrize(
    "lines",
    [lambda height: [], lambda height: [Strip([])] * height, lambda height: [Strip.blank(9)] * height],
    ids=["no lines", "empty ones", "short ones"],
)
async def test_what_is_about_to_go_leaves_no_hole(
    lines: Callable[[int], list[Strip]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Before(lines)
    async with app.run_test(size=(30, 5)):
        compositor = app.screen._compositor
        monkeypatch.setattr(compositor, "__class__", SeenCompositor)
        places = [place for place, _, _ in compositor._get_renders(Region(2, 1, 20, 2))]
        # The page behind it fills what it leaves open.
        assert places == [Region(0, 1, 30, 2)] * 2
