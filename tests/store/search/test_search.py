"""Finding entries, and reading the list by windows."""

import contextlib
import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.search.query import Query, parse
from alliance_journal.store.entries import entry_list as windows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.search import fts_index
from tests.hostile import HOSTILE, UNUSABLE, named
from tests.whole import number_sessions

DAY = dt.date(2026, 5, 28)
MANY = 2_600
"""More than are put in order at once, and many windows."""


def titles(journal: Journal, search: str) -> list[str]:
    return [line.title for line in journal.entries.lines(search)]


def test_titles_alone(journal: Journal) -> None:
    """As the palette finds notes: by their title, or their first words; never hidden ones, never by other words."""
    for title, body, private in (
        ("Straße im Regen", "the harbour", False),
        ("", "## What stayed with me\nThe harbour at night\nand rain", False),
        ("悲しい harbour", "我李在这里 love", False),
        ("Harbour, hidden", "", True),
        ("Well-being", "harbour", False),
    ):
        journal.entries.add("session", DAY, title=title, body=body, private=private)
    journal.trash.put(journal.entries.add("between", DAY, title="Harbour, deleted").id)
    for typed, found in {
        "HARB": ["悲しい harbour", "The harbour at night"],
        "night the": ["The harbour at night"],
        "strasse": ["Straße im Regen"],
        "しい": ["悲しい harbour"],
        "harb しい": ["悲しい harbour"],
        "love": [],
        "hidden": [],
        "deleted": [],
        "-being": ["Well-being"],
        "tag:x": [],
        " ": [],
    }.items():
        assert [line.title for line in journal.entries.titled(typed, 8)] == found, typed
    assert [line.title for line in journal.entries.titled("harbour", 1)] == ["悲しい harbour"]


@pytest.mark.parametrize("typed", [*HOSTILE, *UNUSABLE], ids=named)
def test_any_text_can_be_searched_for_in_titles(journal: Journal, typed: str) -> None:
    assert journal.entries.titled(typed, 8) == ()


@pytest.fixture(scope="module")
def many() -> Journal:
    """A few thousand entries; sessions with two therapists, days in no order, some in the trash."""
    journal = Journal.in_memory(lambda: dt.datetime(2026, 5, 28, 17, tzinfo=dt.UTC))
    pick = random.Random(6)
    people = [journal.therapists.add(name).id for name in ("Zoë Okafor", "Ann")]
    with journal.transaction():
        for number in range(MANY):
            session = number % 3 > 0
            entry = journal.entries.add(
                "session" if session else "between",
                dt.date(2000, 1, 1) + dt.timedelta(days=pick.randrange(9_000)),
                therapist_id=pick.choice([*people, None]) if session else None,
                body=f"tram tracks {number}" + " lighthouse" * (number % 500 == 7) + " 在李家" * (number % 9 > 0),
            )
            if number % 400 == 1:
                journal.trash.put(entry.id)
    return journal


def test_words_phrases_fields(journal: Journal) -> None:
    zoe = journal.therapists.add("Zoë Okafor").id
    for title, body, tags, therapist in (
        ("Straße", "Über den Fluss", (), None),
        ("Zoë", "100 % sure", ("Haystack", "home life"), zoe),
        ("well-being", "and #Haystack, too", (), None),
        ("悲しい", "我李在这里 love", (), None),
        ("Ελλάς", "Ёлка и телефон", (), None),
    ):
        journal.entries.add("session", DAY, title=title, body=body, tags=tags, therapist_id=therapist)
    for search, found in {
        "STRASSE": ["Straße"],
        "uber": ["Straße"],
        "flu den": ["Straße"],
        '"den flu"': [],
        '"den fluss"': ["Straße"],
        '"den flu': ["Straße"],
        "zoe": ["Zoë"],
        "%": ["Zoë"],
        "10 sur": ["Zoë"],
        "well-be": ["well-being"],
        "hay": ["well-being", "Zoë"],
        "tag:HAYSTACK": ["well-being", "Zoë"],
        "tag:hay": [],
        'tag:"home life"': ["Zoë"],
        "ελλας": ["Ελλάς"],
        "ΕΛΛΆΣ": ["Ελλάς"],
        "елк": ["Ελλάς"],
        '"елка"': ["Ελλάς"],
        "он": [],
        "елка -ελλας": [],
        "-tag:haystack": ["Ελλάς", "悲しい", "Straße"],
        "with:oka": ["Zoë"],
        "-with:zoe und": [],
        "-with:zoe": ["Ελλάς", "悲しい", "well-being", "Straße"],
        "with:nobody": [],
        "しい": ["悲しい"],
        "李在 lov": ["悲しい"],
        "-李 -tag:haystack": ["Ελλάς", "Straße"],
        "-uber": ["Ελλάς", "悲しい", "well-being", "Zoë"],
        "over -uber": [],
        "since:2026-05-29": [],
        "until:2026-05-28 love": ["悲しい"],
    }.items():
        assert titles(journal, search) == found, search


def test_own_words_of_answers_and_of_tension_are_found_and_the_trash_is_not(journal: Journal) -> None:
    one = journal.entries.add("session", DAY, body="nothing of it here")
    journal.answers.set(one.id, "warmth", Answer.NO)
    journal.answers.set_comment(one.id, "warmth", "like a Lighthouse")
    journal.tensions.set(one.id, "the silence")
    journal.tensions.set_outcome(one.id, "slower since")
    letter = journal.entries.add("letter", DAY, body="lighthouse keeper")
    found = journal.entries.lines("lighthouse")
    assert [line.id for line in found] == [letter.id, one.id]
    assert found[1].found is not None
    assert [found[1].found.text[a:b] for a, b in found[1].found.marks] == ["Lighthouse"]
    assert titles(journal, "silence nothing") == ["nothing of it here"]
    assert titles(journal, "silence slow") == ["nothing of it here"]
    journal.tensions.set_outcome(one.id, "")
    assert titles(journal, "slow") == []
    journal.answers.clear(one.id, "warmth")
    journal.trash.put(letter.id)
    assert titles(journal, "lighthouse") == []
    assert fts_index.are_whole(database_of(journal).connection)
    journal.trash.restore(letter.id)
    assert titles(journal, "lighthouse") == ["lighthouse keeper"]


@pytest.mark.parametrize("search", ["sesame", "tag:hidden", "hidden", "", "开门"])
def test_no_word_of_a_raw_note(journal: Journal, search: str) -> None:
    journal.entries.add(
        "between", DAY, title="Open sesame", body="sesame #hidden 开门", tags=("hidden",), private=True
    )
    (line,) = journal.entries.lines(search)
    assert (line.title, line.title_marks, line.found, line.private) == ("a raw note", (), None, True)
    assert journal.tags.list() == ()


@pytest.mark.parametrize(
    "text", [*HOSTILE, *UNUSABLE, 'a" OR b*', "x" * 10_000, "^ NEAR(a b) {title}: c"], ids=named
)
def test_hostile_searches(journal: Journal, text: str) -> None:
    list(journal.entries.lines(text))
    list(journal.entries.lines(f'tag:"{text}" with:{text} -"{text}"'))


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_legal_search(many: Journal, text: str) -> None:
    assert len(many.entries.lines(parse(text, DAY))) <= MANY


# The list


def expected(journal: Journal, holding: str = "") -> list[str]:
    return [entry.id for entry in reversed(journal.entries.list()) if holding in entry.body]


@pytest.mark.parametrize(
    "search", ["", "tram", "tr", "lighthouse", "李", "tram -lighthouse", "since:1999-01-01", "-9"]
)
def test_windows_say_what_the_whole_says(many: Journal, search: str) -> None:
    streamed = [line.id for line in many.entries.lines(search)]
    if search in ("", "tram", "tr", "lighthouse", "李"):
        assert streamed == expected(many, search)
    numbers = number_sessions(many.entries.list())
    lines = many.entries.lines(search)
    assert len(lines) == len(streamed)
    for at in [0, 1, 99, 100, len(lines) - 1, len(lines) // 2, 250, 1050, -1]:
        at = min(at, len(lines) - 1)
        line = lines[at]
        assert line.id == streamed[at]
        assert line.session == numbers.get(line.id)
        assert many.entries.lines(search).place_of(line.id) == at % len(lines)
    assert [line.id for line in lines[95:205]] == streamed[95:205]
    with pytest.raises(IndexError):
        lines[len(lines)]
    trashed = database_of(many).select("SELECT id FROM entries WHERE deleted_at IS NOT NULL LIMIT 1")[0]["id"]
    assert lines.place_of(trashed) is None
    assert lines.place_of("nowhere") is None


def test_few_rows_and_few_statements_a_window(many: Journal) -> None:
    """Opening, scrolling and searching the list read one window of it, however long it is."""
    asked: list[tuple[str, int]] = []
    select = database_of(many).select

    def counting(sql: str, values: object = ()) -> list[dict[str, object]]:
        found = select(sql, values)
        asked.append((sql, len(found)))
        return found

    for search in ("", "tram"):
        lines = many.entries.lines(search)
        lines._select = counting
        for at in (0, 150, 250, len(lines) - 1 if not search else 350):
            asked.clear()
            lines[at]
            texts = [number for sql, number in asked if "entries.body" in sql or "title" in sql]
            assert sum(texts) <= windows.PAGE
            assert len(asked) <= 12
            if not search:
                assert sum(number for _, number in asked) <= 5 * windows.PAGE


def test_no_window_walks_the_texts(many: Journal) -> None:
    """The query plan of each statement uses an index without texts, or reads single entries."""
    plans: list[str] = []
    asked: list[tuple[str, object]] = []
    select = database_of(many).select

    def noting(sql: str, values: object = ()) -> list[dict[str, object]]:
        asked.append((sql, values))
        return select(sql, values)

    for search in ("", "tram", "lighthouse"):
        lines = many.entries.lines(search)
        for renewed in (lines, windows.Lines(noting, lines._wanted, lines.query)):
            renewed._select = noting
            for at in (0, min(150, len(lines) - 1), len(lines) - 1 if len(lines) < 2_000 or not search else 180):
                renewed[at]
        lines.place_of(lines[0].id)
    for sql, values in asked:
        plans += [row["detail"] for row in select(f"EXPLAIN QUERY PLAN {sql}", values)]
    walks = {plan for plan in plans if plan.startswith("SCAN entries") and "COVERING INDEX" not in plan}
    # Walking the order of the list, in which the number of an entry stands as well.
    assert {plan for plan in walks if "USING INDEX entries_by_date" not in plan} == set()
    assert any("words VIRTUAL TABLE" in plan for plan in plans)


def test_an_entry_that_went_meanwhile_leaves_no_wrong_line(journal: Journal) -> None:
    ids = [journal.entries.add("between", DAY, body=str(number)).id for number in range(5)]
    lines = journal.entries.lines()
    journal.trash.put(ids[2])
    assert [line.title for line in lines] == ["4", "3", "1", "0"]
    with pytest.raises(IndexError):
        lines[4]


def test_an_empty_query_is_no_filter(journal: Journal) -> None:
    entry = journal.entries.add("session", DAY)
    assert [line.id for line in journal.entries.lines(Query())] == [entry.id]
    assert journal.sessions.has_checklist(entry.id)
    note = journal.entries.add("between", DAY)
    assert not journal.sessions.has_checklist(note.id)
    assert journal.sessions.latest_with(None, 1) == (entry.id,)
    call = journal.entries.add("consultation", DAY)
    assert journal.sessions.adjacent(call.id, earlier=True) == entry.id
    assert journal.sessions.adjacent(entry.id, earlier=False) == call.id
    assert journal.sessions.adjacent(entry.id, earlier=True) is None


def test_the_sessions_before_and_after_are_with_the_same_therapist(journal: Journal) -> None:
    zoe, ruth = (journal.therapists.add(name).id for name in ("Zoë", "Ruth"))
    first, _, last = (journal.entries.add("session", DAY, therapist_id=one).id for one in (zoe, ruth, zoe))
    journal.entries.add("session", DAY)
    assert journal.sessions.adjacent(last, earlier=True) == first
    assert journal.sessions.adjacent(first, earlier=False) == last
    assert journal.sessions.adjacent(last, earlier=False) is None


# The file


def test_an_older_file_gets_its_tags_and_other_words(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes((Path(__file__).parents[1] / "fixtures/m003.db").read_bytes())
    with contextlib.closing(Journal.open(path)) as journal:
        assert fts_index.missing_triggers(database_of(journal).connection) == []
        assert fts_index.are_whole(database_of(journal).connection)
        for entry in journal.entries.list():
            for given in entry.answers:
                if given.words.strip():
                    assert entry.id in [line.id for line in journal.entries.lines(f"“{given.words}”")]
            for tag in entry.tags:
                assert entry.id in [line.id for line in journal.entries.lines(f"tag:“{tag}”")]
