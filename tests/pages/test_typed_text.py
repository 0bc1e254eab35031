"""Characters that Textual's own fields drop or move: joiners that are typed, and control characters in a paste."""

import codecs
from collections.abc import Iterator

import pytest
from textual import events
from textual.widgets import Input

from alliance_journal.store.journal import Journal
from alliance_journal.ui.journal.note_editor import NoteEditor
from alliance_journal.ui.terminal.paste_decoder import END, START, PasteDecoder
from alliance_journal.ui.widgets.text_field import TextField
from tests.pages.driving import TODAY, Driven, driving

JOINED = ("می\u200cخواهم", "क्\u200dष", "👩\u200d👧")
"""A word with a non-joiner, a letter with a joiner, and two people in one sign."""
PASTED = "a\tb\x08c\x7fd\x01e\x1ff"


@pytest.fixture
def journal() -> Iterator[Journal]:
    journal = Journal.in_memory()
    journal.entries.add("between", TODAY, title="Title", body="body ")
    yield journal
    journal.close()


async def typed(driven: Driven, text: str) -> None:
    """Type a text as a terminal sends it: the name of the key is that of its character."""
    for letter in text:
        driven.app.post_message(events.Key(f"key_{ord(letter):x}", letter))
    await driven.until(lambda: driven.app.keys.is_empty)
    await driven.drawn()


async def pasted(driven: Driven, text: str) -> None:
    driven.app.post_message(events.Paste(text))
    await driven.until(lambda: driven.app.keys.is_empty)
    await driven.drawn()


@pytest.mark.parametrize("text", JOINED)
async def test_joiners_that_are_typed_stay_in_a_note(journal: Journal, text: str) -> None:
    async with driving(journal, keys=("enter", "ctrl+end")) as driven:
        await typed(driven, text)
        assert driven.app.screen.query_one(NoteEditor).text == f"body {text}"
        await driven.press("escape")
        assert journal.entries.list()[0].body == f"body {text}"


@pytest.mark.parametrize("text", JOINED)
async def test_joiners_that_are_typed_stay_in_title_and_tags(journal: Journal, text: str) -> None:
    async with driving(journal, keys=("e",)) as driven:
        for name in ("title", "tags"):
            field = driven.app.screen.query_one(f"#{name}", Input)
            field.focus()
            await driven.pilot.pause()
            field.value = ""
            await typed(driven, text)
            assert field.value == text
        await driven.press("enter")
        (entry,) = journal.entries.list()
        assert (entry.title, entry.tags) == (text, (text,))


@pytest.mark.parametrize("text", JOINED)
async def test_joiners_that_are_typed_stay_in_the_search(journal: Journal, text: str) -> None:
    journal.entries.add("between", TODAY, title="Another", body=f"with {text} in it")
    async with driving(journal, keys=("slash",)) as driven:
        await typed(driven, text)
        assert driven.app.screen.query_one("#search", Input).value == text
        await driven.press("enter")
        assert driven.app.screen.query_one(NoteEditor).text == f"with {text} in it"


async def test_what_is_selected_gives_way_to_a_joiner(journal: Journal) -> None:
    async with driving(journal, keys=("enter", "ctrl+end", "shift+home")) as driven:
        await typed(driven, "\u200d")
        assert driven.app.screen.query_one(NoteEditor).text == "\u200d"
        await driven.press("escape", "slash")
        await driven.type("word")
        await driven.press("shift+home")
        await typed(driven, "\u200d")
        assert driven.app.screen.query_one("#search", Input).value == "\u200d"


async def test_a_paste_with_control_characters_keeps_its_order(journal: Journal) -> None:
    """Whatever it is pasted into; what is typed next comes behind it."""
    async with driving(journal, keys=("enter", "ctrl+end")) as driven:
        await pasted(driven, PASTED)
        await typed(driven, "z")
        assert driven.app.screen.query_one(NoteEditor).text == f"body {PASTED}z"
        await driven.press("escape", "e")
        for name in ("title", "tags"):
            field = driven.app.screen.query_one(f"#{name}", Input)
            field.focus()
            field.value = ""
            await driven.pilot.pause()
            await pasted(driven, PASTED)
            await typed(driven, "z")
            assert field.value == f"{PASTED}z"
        await driven.press("escape", "slash")
        await pasted(driven, PASTED)
        assert driven.app.screen.query_one("#search", Input).value == PASTED
        # A card for a few words.
        await driven.press("escape", "f3", "w")
        if words := driven.app.screen.query(TextField):
            await pasted(driven, PASTED)
            assert words.first().value.endswith(PASTED)


async def test_lines_that_are_pasted_into_one_line_all_stay(journal: Journal) -> None:
    async with driving(journal, keys=("slash",)) as driven:
        await pasted(driven, "one\r\ntwo\n\nthree\n")
        assert driven.app.screen.query_one("#search", Input).value == "one two three"


def decoded(data: bytes, size: int) -> str:
    """What comes of bytes that arrive in parts of this size."""
    decoder = PasteDecoder(codecs.getincrementaldecoder("utf-8")(errors="replace"))
    return "".join(decoder.decode(data[at : at + size]) for at in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        ("\x1b[A plain é \x1bOP", "\x1b[A plain é \x1bOP"),
        (f"x{START}a\x1b[31mb\x1b\x1bc\x1b{END}\x1b[A", f"x{START}a[31mbc{END}\x1b[A"),
        (f"{START}one{END}{START}\x1b[200two\x1b[20{END}", f"{START}one{END}{START}[200two[20{END}"),
        (f"\x1b[20{START}é{END}\x1b", f"\x1b[20{START}é{END}\x1b"),
    ],
    ids=["no paste", "escapes", "almost marks", "marks behind almost marks"],
)
def test_an_escape_in_a_paste_does_not_end_it(sent: str, arrives: str, size: int) -> None:
    assert decoded(sent.encode(), size) == arrives
