"""People page, by key: calls, the comparison, appointments; the guide and help now."""

import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.widgets import Markdown

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import (
    ELEMENTS,
    FIRST_ARTICLE,
    QUESTIONS,
    SECOND_ARTICLE,
    questions_of,
)
from alliance_journal.domain.consultation_comparison import NINE, Side, side
from alliance_journal.domain.help_now import HELP_NOW
from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.store.journal import Journal
from alliance_journal.ui.help.guide_dialog import (
    CHANGING_OR_STOPPING,
    WHAT_CAN_HELP,
    GuideDialog,
    guide_page,
    key_of,
    pages,
    text,
)
from alliance_journal.ui.help.manual_dialog import PAGES
from alliance_journal.ui.people.compare_dialog import CompareDialog, table
from tests.hostile import SHORT
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, example, instant


@contextlib.asynccontextmanager
async def people(path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    async with driving(new_journal(path, instant), size=size, keys=["f6"]) as driven:
        yield driven


async def add(driven: Driven, name: str, fee: str = "") -> None:
    """Add a therapist by keys."""
    await driven.press("n")
    await driven.type(name)
    await driven.press("tab", "tab", "tab")
    await driven.type(fee + "\n")


async def do(driven: Driven, words: str) -> None:
    """Open the card of the person with the cursor, and press one of its buttons."""
    await driven.press("enter")
    await driven.click(words)


async def meet(driven: Driven, typed: str, choose: str = "") -> None:
    """Open the card of the person, then their appointments; choose what the field is for, and type."""
    await do(driven, "Appointments (")
    if choose:
        await driven.click(choose)
        await driven.press("shift+tab")
    await driven.type(typed)


async def call(driven: Driven, answers: str) -> None:
    """Add a call of today and answer the nine questions."""
    await driven.press("c", "enter")
    await driven.press(*answers)
    await driven.press("f6")


async def test_three_calls_compared_and_one_continued(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        assert "Nobody here yet" in driven.seen()
        for name, fee, answers in (("Ada", "90", "444333222"), ("Bo", "70", "44444444"), ("Cleo", "", "111")):
            await add(driven, name, fee)
            await call(driven, answers)
        # The first one added is the one seen; the others are thought about.
        await driven.press("home")
        await do(driven, "Move to past")
        await do(driven, "Move back from past")
        ada = driven.journal.therapists.named("Ada")
        assert ada
        await driven.press("space", "down", "space", "down", "space", "v")
        assert isinstance(driven.app.screen, CompareDialog)
        seen = driven.seen()
        assert "Ada" in seen
        assert "Cleo" in seen
        for word in ("fully", "mostly", "partly", "no"):
            assert word in seen
        for never in ("total", "best", "winner", "of 27", "%"):
            assert never not in seen
        await driven.press("tab", "tab", "enter")
        await driven.press("down", "enter")
        statuses = {one.name: one.status for one in driven.journal.therapists.list()}
        assert statuses == {"Ada": "current", "Bo": "current", "Cleo": "past"}
        assert len(driven.journal.entries.list()) == 3
        assert "Continue" not in driven.seen() or driven.app.opened is not None
        looked_at = driven.app.opened and driven.app.opened.therapist()
        assert looked_at
        assert looked_at.name == "Bo"


async def test_a_call_is_with_whom_its_card_says(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:

        async def call_with(name: str) -> None:
            await driven.press("c", "tab", "ctrl+a", "ctrl+k")
            await driven.type(name + "\n")

        # Nobody has to be there before.
        await call_with("Ada")
        await driven.press("f6")
        assert [(one.name, one.status) for one in driven.journal.therapists.list()] == [("Ada", "considering")]
        await call_with("Bo")
        await driven.press("f6")
        assert "Bo" in driven.lines()[1]
        await call_with("ada")
        await driven.press("f6")
        names = {one.id: one.name for one in driven.journal.therapists.list()}
        assert sorted(names[entry.therapist_id or ""] for entry in driven.journal.entries.list()) == [
            "Ada",
            "Ada",
            "Bo",
        ]
        # With nobody it waits, words and all.
        await driven.press("c", "ctrl+a", "ctrl+k")
        await driven.type("yesterday")
        await driven.press("tab", "ctrl+a", "ctrl+k", "enter")
        await driven.until_seen("Write under “With” whom the call was with")
        assert "Friday 29 May 2026" in driven.seen()
        await driven.type("Cleo\n")
        assert (
            len(driven.journal.sessions.calls(driven.journal.therapists.get_or_add("Cleo", "consultation").id)) == 1
        )


@each_size
async def test_a_rhythm_is_set_left_out_moved_and_stopped(size: tuple[int, int], tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db", size) as driven:
        await add(driven, "Ada")
        await meet(driven, "every Thursday 17:30")
        await driven.until_seen("every Thursday, 17:30; first Thursday 4 June 2026")
        await driven.press("enter")
        states = [driven.journal.appointments.list()]
        assert driven.notices() == ["Next: Thursday 4 June 2026."]
        await meet(driven, "")
        assert "Next: Thursday 4 June 2026, 17:30 · every Thursday" in driven.seen()
        await driven.click("Leave this date out")
        states.append(driven.journal.appointments.list())
        assert driven.notices() == ["Thursday 4 June 2026 is left out."]
        await meet(driven, "Fri 12 June 9:00\n", "another day, this once")
        states.append(driven.journal.appointments.list())
        found = driven.journal.appointments.upcoming(TODAY, most=3)
        assert [one.at for one in found] == ["2026-06-12T09:00", "2026-06-18T17:30", "2026-06-25T17:30"]
        await meet(driven, "every Monday\n", "another day, this once")
        await driven.until_seen("This is a rhythm, and no single day.")
        # With a day in the field, the buttons wait for what becomes of it.
        await driven.click("Stop repeating")
        await driven.until_seen("There is a day in the field still.")
        await driven.click("every Monday")
        await driven.press("ctrl+a", "ctrl+k")
        # It is stopped only when that was asked for twice.
        await driven.click("Stop repeating")
        await driven.until_seen("Every Thursday, 17:30. No more dates after today")
        assert driven.journal.appointments.next(TODAY)
        await driven.press("enter")
        assert driven.journal.appointments.next(TODAY) is None
        for state in reversed(states):
            await driven.press("u")
            assert driven.journal.appointments.list() == state
        await driven.press("u")
        assert driven.journal.appointments.list() == ()
        assert driven.notices() == ["Undone: a change of the appointments."]


async def test_the_next_date_from_the_palette(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        await add(driven, "Ada")
        for command, typed in (("appointments", "Thursday\n"), ("another day", "Friday 9:00\n")):
            await driven.press("ctrl+p", *command, "enter")
            await driven.type(typed)
        assert [one.at for one in driven.journal.appointments.list()] == ["2026-06-05T09:00"]
        await driven.press("ctrl+p", *"leave this", "enter", "enter")
        assert driven.journal.appointments.list() == ()
        # From another page as well; here it can be undone all the same.
        await driven.press("ctrl+p", *"next app", "enter")
        await driven.type("every Thursday\n")
        await driven.press("f4", "f6", "u")
        assert driven.journal.appointments.list() == ()
        await driven.press("f4")
        await driven.app.run_action("palette('meet_next')")
        await driven.drawn()
        await driven.type("every Thursday\n")
        assert driven.notices() == ["Next: Thursday 4 June 2026."]
        await driven.press("f6", "ctrl+p", *"stop rep", "enter", "enter")
        await driven.press("enter")
        assert driven.journal.appointments.list() == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("every blue moon", "This rhythm cannot be read"),
        ("every Thursday from 4 June until 1 June", "before it begins"),
        ("someday", "cannot be read as a day"),
    ],
)
async def test_what_cannot_be_read_gets_a_sentence(typed: str, said: str, tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        await add(driven, "Ada")
        await meet(driven, f"{typed}\n")
        assert said in " ".join(driven.seen().split())
        assert typed in driven.seen()
        assert driven.journal.appointments.list() == ()


async def test_two_appointments_at_one_time_get_a_sentence_and_can_be_saved(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        await add(driven, "Ada")
        await meet(driven, "every Thursday 17:30\n")
        await add(driven, "Bo")
        await meet(driven, "first Thursday of the month 17:30 from 5 June\n")
        await driven.until_seen("On Thursday 2 July 2026, 17:30, you also meet Ada.")
        assert len(driven.journal.appointments.list()) == 1
        # Another time is asked about anew; the same once more is kept.
        await driven.press("ctrl+a", "ctrl+k")
        await driven.type("4 June 17:30\n")
        await driven.until_seen("On Thursday 4 June 2026, 17:30, you also meet Ada.")
        await driven.press("enter")
        assert len(driven.journal.appointments.list()) == 2
        # One that is moved, too.
        await meet(driven, "11 June\n", "another day, this once")
        await driven.until_seen("On Thursday 11 June 2026, 17:30, you also meet Ada.")
        await driven.press("enter", "home")
        await meet(driven, "18 June\n", "another day, this once")
        await driven.until_seen("On Thursday 18 June 2026, 17:30, you meet Ada already; the two would become one.")


async def test_a_therapist_becomes_past_and_current_again_or_is_deleted(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        await add(driven, "Ada")
        await meet(driven, "Thursday\n")
        assert "next: Thu 4 Jun" in driven.seen()
        await do(driven, "Move to past")
        assert [one.status for one in driven.journal.therapists.list()] == ["past"]
        assert driven.notices() == ["Moved to past. Nothing is deleted; u undoes it."]
        # With nobody else, the pages stay about them; their dates are not announced.
        assert "with Ada" in driven.seen()
        assert "next: Thu 4 Jun" not in driven.seen()
        await do(driven, "Move back from past")
        assert [one.status for one in driven.journal.therapists.list()] == ["current"]
        await driven.press("enter")
        assert "Delete" not in driven.seen()
        await driven.press("escape")
        await add(driven, "Bo")
        await meet(driven, "Friday\n")
        before = driven.journal.therapists.list(), driven.journal.appointments.list()
        await do(driven, "Delete")
        assert [one.name for one in driven.journal.therapists.list()] == ["Ada"]
        assert len(driven.journal.appointments.list()) == 1
        await driven.press("u")
        assert (driven.journal.therapists.list(), driven.journal.appointments.list()) == before


async def test_each_therapist_has_a_series_of_their_own(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db", (120, 40)) as driven:
        await add(driven, "Ada")
        await add(driven, "Bo")
        for one in driven.journal.therapists.list():
            driven.journal.entries.add("session", TODAY, therapist_id=one.id)
        await driven.press("end")
        await do(driven, "Show this person on all pages")
        assert "The pages are about Bo now." in driven.notices()[-1]
        await driven.press("home")
        await do(driven, "Show this person on all pages")
        await driven.press("enter")
        assert "Show this person" not in driven.seen(), "it is shown already"
        await driven.press("escape", "u", "f3")
        assert driven.app.opened
        therapist = driven.app.opened.therapist()
        assert therapist
        assert therapist.name == "Bo"
        lines = driven.journal.entries.lines()
        assert [line.session for line in lines] == [1, 1]
        # Whoever is moved to past gives way to another current one, until they are back.
        await driven.press("f6", "end")
        await do(driven, "Move to past")
        assert "The pages are about Ada now." in driven.notices()[-1]
        assert "with Ada" in driven.seen()
        await driven.press("u")
        assert "with Bo" in driven.seen()
        # A past one can be looked at all the same.
        await do(driven, "Move to past")
        await do(driven, "Show this person on all pages")
        assert "with Bo" in driven.seen()


async def test_every_change_of_people_is_undone_and_words_come_back(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        therapists = driven.journal.therapists
        states: list[object] = []
        for name in ("Ada", "Bo", "Cleo"):
            states.append(therapists.list())
            await add(driven, name, "90")
        states.append(therapists.list())
        await driven.press("home", "down", "enter", "end")
        await driven.type("b\n")
        assert [one.name for one in therapists.list()] == ["Ada", "Bob", "Cleo"]
        states.append(therapists.list())
        await do(driven, "Continue with this person")
        await driven.press("down", "enter")
        assert [one.status for one in therapists.list()] == ["current", "current", "past"]
        for state in reversed(states):
            await driven.press("u")
            assert therapists.list() == state
        await driven.press("u")
        assert driven.notices() == ["Nothing was changed on this page since the journal was opened."]
        for _ in range(3):
            await driven.press("n")
            assert "What you had typed here is back." in driven.seen()
            await driven.press("enter")
        assert {(one.name, one.fee) for one in therapists.list()} == {("Ada", "90"), ("Bo", "90"), ("Cleo", "90")}


async def test_a_call_without_answers_is_undone(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        await add(driven, "Ada")
        await driven.press("c", "enter", "f6", "u")
        assert driven.notices() == ["Undone: the call is in the trash."]
        assert (driven.journal.entries.list(), driven.journal.trash.count()) == ((), 1)
        await call(driven, "4")
        await driven.press("u")
        assert driven.notices()[0].startswith("The call has answers or words by now.")
        assert len(driven.journal.entries.list()) == 1


@each_size
async def test_hostile_words_and_small_screens(size: tuple[int, int], tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db", instant)
    for words in SHORT[:4]:
        one = journal.therapists.add(words, "considering")
        journal.therapists.change(
            type(one)(one.id, words, "considering", words, words, words, words, f"{words}\n{words}")
        )
        journal.entries.add("consultation", TODAY, therapist_id=one.id, body=words)
    async with driving(journal, size=size, keys=["f6"]) as driven:
        for _ in SHORT[:4]:
            await driven.press("space", "down")
        await driven.press("v")
        assert isinstance(driven.app.screen, CompareDialog)
        assert all(len(line) <= size[0] for line in driven.lines())
        assert "tab continue with …" in driven.seen()
        await driven.press("end", "escape", "enter")
        await driven.press("escape")
        assert driven.app.is_running


def test_compare_takes_the_latest_answers_and_leaves_raw_notes_out(journal: Journal) -> None:
    ada = journal.therapists.add("Ada", "considering")
    first = journal.entries.add(
        "consultation", TODAY - dt.timedelta(days=7), therapist_id=ada.id, body="First call."
    )
    journal.answers.set(first.id, "warmth", Answer.NO)
    journal.answers.set(first.id, "clear", Answer.NOT_SURE)
    second = journal.entries.add("consultation", TODAY, therapist_id=ada.id, body="Secret.", private=True)
    journal.answers.set(second.id, "warmth", Answer.FULLY)
    found = side(ada, journal.entries.list())
    assert found.answers == {"warmth": Answer.FULLY, "clear": Answer.NOT_SURE}
    assert "Clear answers to questions" in found.still_open
    assert "Level of warmth" not in found.still_open
    assert [words for _, words in found.notes] == ["First call."]


@pytest.mark.parametrize("width", [50, 69])
@pytest.mark.parametrize("number", [2, 3, 4])
def test_every_question_can_be_read_beside_its_answers(number: int, width: int) -> None:
    unsure = dict.fromkeys((question.id for question in NINE), Answer.NOT_SURE)
    sides = [Side(Therapist(name, name), unsure, (), (), ()) for name in ("Ada", "Bo", "Cleo", "Dan")[:number]]
    lines = [line.plain for line in table(sides, width).split("\n")]
    assert max(map(len, lines)) <= width
    seen = "\n".join(lines)
    assert "…" not in seen
    assert all(question.label in seen for question in NINE)
    assert seen.count("not sure") == 9 * number


# Guide and help now


@pytest.mark.parametrize("size", [(60, 20), pytest.param((120, 40), marks=pytest.mark.slow)])
async def test_every_guide_page_can_be_read(size: tuple[int, int]) -> None:
    async with driving(example(), size=size) as driven:
        await driven.press("f1", "g")
        assert isinstance(driven.app.screen, GuideDialog)
        for name, title in pages():
            await driven.app.push_screen(guide_page(name))
            await driven.drawn()
            seen, now = "", driven.seen()
            while now not in seen:
                seen += now
                await driven.press("space")
                now = driven.seen()
            last = text(name).split()[-1].strip("*_.>")
            assert title.split()[0] in seen
            assert last in seen
            await driven.press("escape")
        await driven.press("escape")
        assert not isinstance(driven.app.screen, GuideDialog)


def test_there_are_nine_pages_and_boundaries_is_one() -> None:
    found = dict(pages())
    assert len(found) == 9
    assert found["8-boundaries"].startswith("Boundaries")
    assert found[WHAT_CAN_HELP] == "What can help when it does not feel right"
    assert found[CHANGING_OR_STOPPING] == "Changing or stopping"
    assert ".278" in text("3-why")


async def test_every_manual_page_opens_and_a_link_opens_nothing() -> None:
    async with driving(example(), size=(100, 30)) as driven:
        await driven.app.run_action("palette('manual')")
        for title in PAGES.values():
            await driven.press("enter")
            assert f"─ {title} ─" in driven.seen()
            page = driven.app.screen.query_one(Markdown)
            page.post_message(Markdown.LinkClicked(page, "privacy_and_backups.md#two-computers"))
            await driven.drawn()
            assert f"─ {title} ─" in driven.seen()
            await driven.press("escape", "down")


async def test_a_digit_opens_a_guide_page() -> None:
    async with driving(example(), size=(60, 20), keys=("f1", "g")) as driven:
        for name, title in pages():
            assert f"{key_of(name)}  {title}" in driven.seen()
        for name, key in ((WHAT_CAN_HELP, "5"), (CHANGING_OR_STOPPING, "7"), ("9-sources", "9")):
            assert key_of(name) == key
            await driven.press(key)
            assert f"─ {dict(pages())[name]} ─" in driven.seen()
            await driven.press("escape")
        assert isinstance(driven.app.screen, GuideDialog)


def test_the_guide_says_of_every_question_where_it_comes_from() -> None:
    page = " ".join(text("9-sources").split())
    assert f"*{FIRST_ARTICLE}* and *{SECOND_ARTICLE}*" in page
    for question in QUESTIONS:
        if question.number:
            assert f" {question.number}. {question.text} " in page
        else:
            assert f"- {question.text} *{question.why[0].upper()}{question.why[1:]}*" in page


def test_how_many_questions_an_element_has_is_true() -> None:
    assert {len(questions_of(element.id)) for element in ELEMENTS} == {1, 2}
    assert "Each has one or two questions on the checklist." in " ".join(text("2-elements").split())


@pytest.mark.parametrize(
    "sentence",
    [
        "about 8 % of the differences in outcome",
        "mended ones went with better results in longer therapies",
        "616 people on parole. *(Meier, 2022, Frontiers in Psychology 13:949326)*",
        "One trial with 102 people found no difference over their first three sessions. *(Reese and others, 2013)*",
    ],
)
def test_what_research_found_is_told_as_it_was_found(sentence: str) -> None:
    assert sentence in " ".join(text("3-why").split())


async def test_own_numbers_come_first(tmp_path: Path) -> None:
    async with people(tmp_path / "journal.db") as driven:
        await driven.press("f12", "e")
        await driven.type("My sister, 0123\n")
        assert driven.journal.own_numbers.list() == ("My sister, 0123",)
        await driven.press("f12")
        seen = driven.seen()
        assert seen.index("My sister, 0123") < seen.index(HELP_NOW[1][:20])
        # Locked, they are not shown, and the rest still is.
        await driven.press("escape", "ctrl+l")
        await driven.drawn()
        await driven.press("f12")
        assert "0123" not in driven.seen()
        assert HELP_NOW[0][:20] in driven.seen()


async def test_the_next_date_of_a_rhythm_stands_in_the_frame(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(new_journal(path)) as journal:
        journal.appointments.set_next(Appointment(TODAY, dt.time(9), repeats="FREQ=WEEKLY;BYDAY=TU"), TODAY)
    async with driving(Journal.open(path)) as driven:
        assert "next: Tue 2 Jun 09:00" in driven.seen()
