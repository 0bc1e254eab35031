"""What a person sees while pages are switched, the list is leafed through, and the terminal changes its size."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.store.journal import Journal
from alliance_journal.ui.journal.note_editor import NoteEditor
from tests.benchmarks.journals import first_word, make, therapists, title
from tests.pages.driving import SIZES, Driven, driving

COUNT: Final = 40
PAGES: Final = {
    # The key of each page, and words that stand on it wherever there are sessions.
    "checklist": ("f3", "How did"),
    "trends": ("f4", "Trust"),
    "prepare": ("f5", "Choose"),
    "people": ("f6", "Current"),
    "journal": ("f2", "Sessions"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("switching") / "journal.db"
    make(path, COUNT)
    return path


@pytest.fixture
def journal(made: Path, tmp_path: Path) -> Iterator[Journal]:
    path = tmp_path / "journal.db"
    path.touch(0o600)
    path.write_bytes(made.read_bytes())
    found = Journal.open(path)
    yield found
    found.close()


Telling = Callable[[Callable[[str], object]], None]


@pytest.mark.parametrize("size", SIZES)
async def test_no_page_is_seen_without_what_is_on_it(
    journal: Journal, tell_pictures: Telling, size: tuple[int, int]
) -> None:
    """When it is opened, and when it comes back."""
    pictures: list[tuple[str, str]] = []
    async with driving(journal, size) as driven:
        tell_pictures(lambda picture: pictures.append((driven.app.current_mode, picture)))
        for _ in range(2):
            for page, (key, words) in PAGES.items():
                pictures.clear()
                await driven.press(key)
                shown = [picture for mode, picture in pictures if mode == page]
                assert shown
                assert [picture for picture in shown if words not in picture] == []


async def test_a_page_that_comes_back_shows_at_once_what_changed(journal: Journal, tell_pictures: Telling) -> None:
    """Not for a moment what stood there before."""
    async with driving(journal, keys=("f5", "f2")) as driven:
        journal.topics.add("said on another page")
        pictures: list[str] = []
        tell_pictures(lambda picture: pictures.append(picture) if driven.app.current_mode == "prepare" else None)
        await driven.press("f5")
        assert pictures
        assert [picture for picture in pictures if "said on another" not in picture] == []


async def test_a_page_that_comes_back_fits_a_terminal_that_changed_meanwhile(journal: Journal) -> None:
    """In size and colours, and it shows the answer that was given elsewhere."""
    seen: list[list[str]] = []
    with contextlib.closing(Journal.open(journal.path or Path())) as other:
        for is_open_before in (True, False):
            async with driving(journal, (120, 40) if is_open_before else (80, 24)) as driven:
                if is_open_before:
                    await driven.press("f3", "f2")
                    await driven.pilot.resize_terminal(80, 24)
                await driven.app.run_action("palette('other_theme')")
                (latest,) = journal.sessions.latest_with(therapists()[0].id, 1)
                other.answers.set(latest, next(iter(QUESTION)), Answer.NO)
                await driven.press("f3", "home")
                seen.append(driven.lines())
    assert seen[0] == seen[1]


def beside(driven: Driven) -> tuple[str, str]:
    """The entry with the cursor, and the text beside it."""
    entries = driven.app.screen.query_one("EntryList")
    return entries.current.title, driven.app.screen.query_one(NoteEditor).text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "keys", ["down", "down down up", "pagedown pagedown", "end home pagedown down up up", "G k k"]
)
async def test_the_note_beside_the_list_is_that_of_the_entry_with_the_cursor(journal: Journal, keys: str) -> None:
    """Also where many keys come at once."""
    numbers = {title(number): first_word(number) for number in range(COUNT)}
    async with driving(journal) as driven:
        driven.press_at_once(*keys.split())
        await driven.until(lambda: driven.app.keys.is_empty)
        chosen, text = beside(driven)
        assert text.startswith(numbers[chosen])
        assert numbers[chosen] in driven.seen()


async def test_what_is_typed_behind_leafing_goes_into_the_note_in_sight(journal: Journal) -> None:
    async with driving(journal) as driven:
        driven.press_at_once("pagedown", "down", "enter", "ctrl+end", *"fix")
        await driven.until(lambda: driven.app.keys.is_empty)
        chosen, text = beside(driven)
        assert text.endswith("fix")
        await driven.press("escape")
        (entry,) = (entry for entry in journal.entries.list() if entry.body.endswith("fix"))
        assert entry.title == chosen


async def test_nothing_typed_is_lost_while_the_terminal_changes_its_size(journal: Journal) -> None:
    words = "-one-word-for-each-size"
    async with driving(journal, keys=("enter", "ctrl+end")) as driven:
        for number, letter in enumerate(words):
            driven.press_at_once(letter)
            await driven.pilot.resize_terminal(*SIZES[number % len(SIZES)])
        await driven.pilot.resize_terminal(80, 24)
        await driven.until(lambda: driven.app.keys.is_empty)
        assert driven.app.screen.query_one(NoteEditor).text.endswith(words)
        await driven.press("escape")
        assert [entry for entry in journal.entries.list() if entry.body.endswith(words)]
