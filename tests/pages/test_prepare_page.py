"""Prepare page, by key and by mouse: the preview is exactly what is exported."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from textual.widgets import Static

from alliance_journal.exchange.brief.formats import made
from alliance_journal.exchange.brief.render import as_text
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.brief import page_for
from alliance_journal.ui.prepare.screen import PrepareScreen
from alliance_journal.ui.widgets.choice import Choice
from tests.conftest import mode
from tests.hostile import steers
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, example, with_sample

YESTERDAY = TODAY - dt.timedelta(days=1)


def page(driven: Driven) -> PrepareScreen:
    assert isinstance(driven.app.screen, PrepareScreen)
    return driven.app.screen


@each_size
async def test_the_sheet_shows_what_is_chosen(size: tuple[int, int]) -> None:
    async with driving(example(), size, keys=("f5",)) as driven:
        assert "✓ The long silences" in driven.seen()
        if size[0] < 76:
            assert "For Thursday 4 June" not in driven.seen()
            await driven.press("v")
        assert "For Thursday 4 June" in driven.seen()


async def test_space_takes_off_the_page_and_puts_on_again() -> None:
    journal = example()
    async with driving(journal, (120, 40), keys=("f5",)) as driven:
        await driven.press("space")
        assert page(driven).page is not None
        assert [topic.included for topic in journal.topics.list() if topic.state == "open"] == [False, True, True]
        assert len(page(driven).page.topics) == 2  # type: ignore[union-attr]
        await driven.press("space", "down", "down", "down", "space")
        assert journal.brief_choices.included(journal.therapists.main().id) == {"good:warmth": False}  # type: ignore[union-attr]
        assert "Warmth" not in as_text(page(driven).page)  # type: ignore[arg-type]


async def test_topics_are_added_reworded_and_moved_and_stay_there(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    async with driving(journal, keys=("f5", "n")) as driven:
        await driven.type("My question")
        await driven.press("enter", "less_than_sign", "enter", "end")
        await driven.type(" now")
        await driven.press("enter")
        shown = page(driven).page
        assert shown is not None
        assert shown.topics[2:] == ("My question now", "How the honest sentence to Priya went.")
        # Elements and goals have an order of their own as well; it ends at the end of their group.
        await driven.press("down", "down", "shift+down", "greater_than_sign", "shift+down", "shift+down", "space")
    with contextlib.closing(Journal.open(tmp_path / "journal.db")) as again:
        offered, kept = page_for(again, again.therapists.main(), TODAY)
        assert kept.topics == shown.topics
        good = [(offer.key, offer.included) for offer in offered if offer.group == "good"]
        assert (good[0], good[-1]) == (("good:trust", True), ("good:warmth", False))


async def test_own_words_of_several_lines_for_one_page_only() -> None:
    journal = example()
    async with driving(journal, keys=("f5", "q")) as driven:
        await driven.type("one\ntwo")
        await driven.press("tab", "tab", "enter", "m", "q")
        await driven.type("be brave")
        await driven.press("tab", "enter")
        assert page(driven).page is not None
        assert [(e.text, e.for_me) for e in journal.excerpts.list()] == [("one\ntwo", False), ("be brave", True)]
        mine = page(driven).page
        assert mine is not None
        assert (mine.mine, mine.excerpts) == (("be brave",), ("one\ntwo",))
        assert "Only for you" in driven.seen()
        await driven.press("m")
        theirs = page(driven).page
        assert theirs is not None
        assert (theirs.mine, theirs.excerpts) == ((), ("one\ntwo",))
        # An excerpt is reworded and closed like a topic.
        row = page(driven).offers
        row.show_rows(row.rows, f"excerpt:{journal.excerpts.list()[0].id}")
        await driven.press("enter", "x")
        await driven.press("tab", "tab", "enter")
        assert journal.excerpts.list()[0].text == "one\ntwox"
        row.show_rows(row.rows, f"excerpt:{journal.excerpts.list()[0].id}")
        await driven.press("enter", "tab", "tab", "right", "enter")
        assert journal.excerpts.list()[0].state == "brought"
        await driven.press("u")
        assert journal.excerpts.list()[0].state == "open"
        await driven.press("u")
        assert journal.excerpts.list()[0].text == "one\ntwo"


async def test_a_letter_is_cut_down_and_stays_as_it_is(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    nora = journal.therapists.add("Nora")
    letter = journal.entries.add("letter", TODAY, body="## To\nDear Mum\nI was angry\nlong ago")
    raw = journal.entries.add("between", YESTERDAY, body="secret words")
    journal.entries.change_details(raw._replace(private=True))
    async with driving(journal, keys=("q", "f7")) as driven:
        await driven.type("I was angry once")
        await driven.press("tab", "tab", "enter", "down", "q")
        assert driven.notices() == ["This is a raw note. Press ⏎ to open it first."]
        await driven.press("up", "enter", "ctrl+end", "ctrl+o")
        await driven.press("tab", "tab", "enter", "escape")
    (condensed, line) = journal.excerpts.list()
    assert (condensed.text, line.text) == ("I was angry once", "long ago")
    assert journal.entries.get(letter.id).body == "## To\nDear Mum\nI was angry\nlong ago"
    assert page_for(journal, nora, TODAY)[1].excerpts == ("I was angry once", "long ago")
    sam = journal.therapists.add("Sam")
    assert page_for(journal, sam, TODAY)[1].excerpts == ()


def content(journal: Journal) -> tuple[object, ...]:
    """Return everything that Prepare changes."""
    return (
        journal.topics.list(),
        journal.excerpts.list(),
        journal.homework.list(),
        journal.goals.list(),
        journal.brief_choices.list(),
    )


async def test_every_change_is_undone_the_latest_first() -> None:
    journal = example()
    before = content(journal)
    states: list[object] = []
    async with driving(journal, keys=("f5",)) as driven:
        for keys in (
            ("enter", "tab", "right", "enter"),  # brought up
            ("enter", "tab", "right", "right", "enter"),  # removed
            ("enter", "end", "x", "enter"),  # reworded
            ("n", *"abc", "enter"),
            ("less_than_sign",),
            ("space",),
            ("enter", "tab", "tab", "right", "enter"),  # in front
            ("enter", *["tab"] * 3, "right", "enter"),  # for a goal
            ("n", "shift+tab", "right", "tab", *"why", "enter"),
            ("n", "shift+tab", "right", "right", "tab", *"walk", "enter"),
            ("n", "shift+tab", *["right"] * 3, "tab", *"sleep", "enter"),
            ("q", *"mine", "tab", "tab", "enter"),
            ("down", "down", "space"),  # what is no record of its own
        ):
            states.append(content(journal))
            await driven.press(*keys)
            assert isinstance(driven.app.screen, PrepareScreen), keys
            assert content(journal) != states[-1], keys
        for state in reversed(states):
            await driven.press("u")
            assert content(journal) == state
            assert driven.notices()[0].startswith("Undone: ")
        await driven.press("ctrl+z")
        assert driven.notices() == ["Nothing was changed on this page since the journal was opened."]
        assert content(journal) == before


async def test_words_of_an_undone_line_come_back_in_their_card(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    topic = next(topic for topic in journal.topics.list() if topic.state == "open")
    async with driving(journal, keys=("f5", "enter", "end")) as driven:
        await driven.type(" Perhaps.")
        await driven.press("enter", "u")
        assert driven.notices() == [
            "Undone: a change of this line. What you wrote is kept, and comes back when you open its card."
        ]
        await driven.press("enter")
        assert "Perhaps." in driven.seen()
        await driven.press("enter")
        assert next(one for one in journal.topics.list() if one.id == topic.id).text == f"{topic.text} Perhaps."
        # Two new lines are kept, each by itself, and as the kind that they were.
        await driven.press("n")
        await driven.type("one\n")
        await driven.press("n", "shift+tab", "right", "tab")
        await driven.type("two\n")
        await driven.press("u", "u", "n")
        seen = driven.seen()
        await driven.press("enter", "n")
        assert {"one", "two"} == {
            word for word in ("one", "two") for text in (seen, driven.seen()) if f"  {word} " in text
        }
        await driven.press("enter")
        offered = {offer.short: offer.group for offer in page(driven).offered}
        assert (offered["one"], offered["two"]) == ("topics", "questions")
        assert page(driven).page.questions[0] == "two"  # type: ignore[union-attr]


async def test_what_was_changed_elsewhere_is_not_undone(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    topic = next(topic for topic in journal.topics.list() if topic.state == "open")
    async with driving(journal, keys=("f5", "enter", "end", "x", "enter")) as driven:
        with contextlib.closing(Journal.open(tmp_path / "journal.db")) as other:
            other.topics.change_text(topic.id, "from elsewhere")
        await driven.press("u")
        assert driven.notices()[0].startswith("This was changed again since")
        assert next(one for one in journal.topics.list() if one.id == topic.id).text == "from elsewhere"
        await driven.press("u")
        assert driven.notices()[0].startswith("Nothing was changed")


async def test_a_line_of_the_answers_has_a_card_without_fields() -> None:
    async with driving(example(), (60, 20), keys=("f5", "down", "down", "down", "enter")) as driven:
        assert "Level of warmth: fully" in driven.seen()
        await driven.until_seen("so its words stay as they are.")
        await driven.press("right", "enter")
        assert "· Warmth" in driven.seen()


async def test_commands_without_keys_are_in_the_palette() -> None:
    journal = example()
    open_ones = [topic.id for topic in journal.topics.list() if topic.state == "open"]
    async with driving(journal, keys=("f5",)) as driven:
        for command, state in (("brought up", "brought"), ("remove", "let go")):
            await driven.press("ctrl+p", *command, "enter")
            done = {topic.id: topic.state for topic in journal.topics.list() if topic.id in open_ones}
            assert state in done.values()
        assert driven.notices() == ["Removed. Press u to undo it."]
        await driven.press("ctrl+p", *"homework", "enter")
        assert driven.app.screen.query_one("#kind", Choice).value == "homework"


@pytest.mark.parametrize("form", ["html", "pdf"])
async def test_the_file_is_what_the_sheet_shows(form: str, tmp_path: Path) -> None:
    target = tmp_path / f"page.{form}"
    async with driving(example(), keys=("f5", "e")) as driven:
        await driven.press(
            "up",
            *["right"] * ["html", "pdf"].index(form),
            *(["down"] if form == "pdf" else []),
            "down",
            "ctrl+a",
            "ctrl+k",
        )
        await driven.paste(str(target))
        await driven.press("enter")
        shown = page(driven).page
        assert driven.notices() == [f"Written to {target}"]
    assert shown is not None
    assert target.read_bytes() == made(shown, form)
    assert mode(target) == 0o600


async def test_a_pdf_with_keys_typed_ahead(tmp_path: Path) -> None:
    """The choice of paper is there as soon as PDF is chosen, so later keys reach the field they were meant for."""
    target = tmp_path / "page.pdf"
    async with driving(example(), keys=("f5", "e")) as driven:
        driven.press_at_once("up", "right", "down", "down", "ctrl+a", "ctrl+k", *str(target), "enter")
        await driven.until(target.exists)
        assert driven.notices() == [f"Written to {target}"]


async def test_an_existing_file_is_replaced_only_at_the_second_enter(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("mine")
    async with driving(example(), keys=("f5", "e", "ctrl+a", "ctrl+k")) as driven:
        await driven.paste(str(target))
        await driven.press("enter")
        assert "There is a file of this name already." in driven.seen()
        assert target.read_text() == "mine"
        await driven.press("enter")
        assert isinstance(driven.app.screen, PrepareScreen)
    assert target.read_text().startswith("<!doctype html>")


async def test_a_path_that_cannot_be_written_gets_a_sentence_and_the_form_stays(tmp_path: Path) -> None:
    async with driving(example(), keys=("f5", "e", "ctrl+a", "ctrl+k")) as driven:
        await driven.paste(str(tmp_path / "no" / "x.html"))
        await driven.press("enter")
        assert "It cannot be written there" in driven.seen()
        await driven.press("escape")
    assert list(tmp_path.iterdir()) == []


async def test_copying_uses_the_computers_tool_and_claims_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "xclip"
    tool.write_text(f"#!/bin/sh\ncat > {tmp_path}/copied\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.delenv("SSH_TTY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with driving(example(), keys=("f5", "y")) as driven:
        await driven.app.workers.wait_for_complete()
        await driven.pilot.pause()
        shown = page(driven).page
        assert driven.notices() == ["Copied, as far as I can tell. If pasting stays empty, press e to export."]
    assert shown is not None
    assert (tmp_path / "copied").read_text(encoding="utf-8") == as_text(shown)


async def test_choices_stay_for_the_next_time(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    async with driving(journal, keys=("f5", "space", "shift+down")):
        pass
    with contextlib.closing(Journal.open(tmp_path / "journal.db")) as again:
        topics = [offer.included for offer in page_for(again, again.therapists.main(), TODAY)[0] if offer.topic]
        assert topics == [True, False, True]


async def test_nothing_chosen_yet(tmp_path: Path) -> None:
    async with driving(new_journal(tmp_path / "journal.db"), (60, 20), keys=("f5",)) as driven:
        assert "Nothing to talk about yet. n adds something" in driven.seen()
        await driven.press("u", "enter", "shift+up", "y")


def said(driven: Driven, where: str) -> str:
    return str(driven.app.screen.query_one(where, Static).content)


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_items_that_do_not_fit_are_named_before_the_export(size: tuple[int, int]) -> None:
    journal = example()
    journal.topics.add("endless " * 5_000)
    async with driving(journal, size, keys=("f5",)) as driven:
        assert "Does not fit on one printed page" in driven.seen()
        assert said(driven, "#left-out").startswith("Does not fit on one printed page: “endless endless")
        await driven.press("e")
        assert said(driven, ".hint").startswith("Does not fit on one printed page: “endless endless")
        assert "For your therapist: 3 things to talk about, 1 question" in said(driven, ".hint")


async def test_a_character_without_a_glyph_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    journal = example()
    journal.topics.add("a sign of my own: \ue000")
    async with driving(journal, keys=("f5", "e", "ctrl+a", "ctrl+k")) as driven:
        await driven.paste(str(tmp_path / "x.pdf"))
        # The format follows the ending that was typed.
        assert driven.app.screen.query_one("#format", Choice).value == "pdf"
        await driven.press("up", "right", "enter")
        assert said(driven, "#unclear").startswith("The PDF cannot draw U+E000: no font here has it.")
        assert list(tmp_path.iterdir()) == []
        await driven.press("up", "left", "down", "enter")
        assert (tmp_path / "x.html").exists()
        assert driven.app.opened is not None
        assert driven.app.opened.settings.paper == ""


async def test_the_paper_that_was_chosen_is_kept(tmp_path: Path) -> None:
    async with driving(example(), keys=("f5", "e", "ctrl+a", "ctrl+k")) as driven:
        await driven.paste(str(tmp_path / "x.pdf"))
        await driven.press("up", "right", "enter")
        assert driven.app.opened is not None
        assert driven.app.opened.settings.paper == "Letter"
        assert b"/MediaBox [0 0 612" in (tmp_path / "x.pdf").read_bytes()


async def test_journal_text_never_gets_on_the_page(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    journal.entries.add("session", TODAY, body="planted sentence")
    async with driving(journal, keys=("f5",)) as driven:
        assert (sheet := page(driven).page)
        for form in ("txt", "md", "html"):
            assert "planted" not in made(sheet, form).decode()


async def test_by_mouse() -> None:
    journal = example()
    async with driving(journal, keys=("f5",)) as driven:
        await driven.click("The long silences")
        await driven.click("The long silences")
        assert [topic.included for topic in journal.topics.list() if topic.state == "open"] == [True, False, True]
        await driven.click("n New")
        await driven.click("homework")
        assert "What is it for" in driven.seen()
        await driven.click("esc ")
        await driven.click("⏎ Open")
        await driven.click("brought up")
        await driven.click("Keep")
        assert [topic.state for topic in journal.topics.list()][-2] == "brought"


async def test_a_folder_is_no_file(tmp_path: Path) -> None:
    async with driving(example(), keys=("f5", "e", "ctrl+a", "ctrl+k")) as driven:
        await driven.paste(str(tmp_path))
        await driven.press("enter", "enter")
        assert "That is a folder." in driven.seen()
    assert list(tmp_path.iterdir()) == []


async def test_words_about_one_therapist_never_go_to_another(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    nora, sam = journal.therapists.add("Nora"), journal.therapists.add("Sam")
    with_nora = journal.entries.add("session", TODAY, therapist_id=nora.id)
    journal.entries.add("session", TODAY, therapist_id=sam.id)
    between = journal.entries.add("between", TODAY)
    journal.topics.add("Thinking of leaving Sam", with_nora.id)
    journal.topics.add("For either", between.id)
    async with driving(journal, (120, 40), keys=("f5",)) as driven:
        for _ in range(2):
            shown = page(driven).page
            assert shown is not None
            about_sam = "Thinking of leaving Sam" in shown.topics
            assert about_sam == ("Nora" in shown.subtitle)
            assert "For either" in shown.topics
            await driven.press("n")
            await driven.type("Mine")
            await driven.press("enter")
            assert page(driven).page is not None
            assert [topic for topic in page(driven).page.topics if topic == "Mine"] == ["Mine"]  # type: ignore[union-attr]
            await driven.app.run_action("palette('other_therapist')")
            await driven.pilot.pause()


async def test_the_page_never_replaces_the_journal(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    before = journal.entries.list()
    async with driving(journal, keys=("f5", "e", "ctrl+a", "ctrl+k")) as driven:
        await driven.paste(str(tmp_path / "journal.db"))
        await driven.press("enter", "enter")
        assert "It cannot be written there: this place belongs" in driven.seen()
    with contextlib.closing(Journal.open(tmp_path / "journal.db")) as again:
        assert again.entries.list() == before


async def test_what_is_typed_stays_when_it_cannot_be_kept(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    other = Journal.open(tmp_path / "journal.db")
    async with driving(journal, keys=("f5", "n")) as driven:
        await driven.type("my words")
        with other.transaction():
            await driven.press("enter")
            assert "my words" in driven.seen()
            assert "Another program is using the journal" in driven.seen()
        await driven.press("enter")
    assert [topic.text for topic in journal.topics.list()] == ["my words"]
    other.close()


async def test_a_folder_name_with_control_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path is shown without them, and the file is written to that folder."""
    folder = tmp_path / "a\x1b[31m\u202eb\x9b"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    async with driving(example(), keys=("f5", "e")) as driven:
        assert steers(driven.seen()) == []
        await driven.press("up", "right", "enter")
        await driven.until(lambda: "Written to" in driven.seen())
        assert steers(driven.seen()) == []
    assert len(list(folder.iterdir())) == 1
