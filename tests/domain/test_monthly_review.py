"""Looking back: what is shown of the client's own words, and what never is."""

from datetime import date

from alliance_journal.domain.models import Entry, Goal, Tension, Topic
from alliance_journal.domain.monthly_review import LookingBack, look_back

TODAY = date(2026, 5, 30)
TEXT = "## What stayed with me\nnot this\n\n## What helped\nShe waited.\n\n  A walk.\n## To try\nnor this"


def session(name: str, month: int, body: str = "", **more: object) -> Entry:
    return Entry(name, "session", date(2026, month, 7), body=body)._replace(**more)  # type: ignore[arg-type]


def words(found: LookingBack) -> list[tuple[int, int, list[str]]]:
    return [(month.year, month.month, [moment.words for moment in month.moments]) for month in found.months]


def test_nothing_yet() -> None:
    assert look_back((), (), (), TODAY).is_empty
    assert look_back([session("a", 1, "What helped: nothing under a heading")], (), (), TODAY).is_empty


def test_lines_under_what_helped_are_quoted_newest_month_first() -> None:
    entries = [session("a", 1, TEXT), session("b", 3, "## What helped\r\none\r\n"), session("c", 2)]
    found = look_back(entries, (), (), TODAY)
    assert words(found) == [(2026, 3, ["one"]), (2026, 1, ["She waited.", "A walk."])]
    earlier = entries[0]._replace(date=date(2025, 12, 31))
    assert words(look_back([*entries, earlier], (), (), TODAY))[-1] == (2025, 12, ["She waited.", "A walk."])


def test_notes_between_count_and_letters_and_raw_ones_never_do() -> None:
    note, letter = session("a", 1, TEXT, kind="between"), session("b", 2, TEXT, kind="letter")
    raw, later = session("c", 3, TEXT, private=True), session("d", 6, TEXT)
    assert words(look_back([note, letter, raw, later], (), (), TODAY)) == [(2026, 1, ["She waited.", "A walk."])]


def test_a_tension_stands_in_the_month_it_was_talked_through_without_its_words() -> None:
    tense = session("a", 1, tension=Tension("PRIVATE", "b", "PRIVATE"))
    assert words(look_back([tense, session("b", 2)], (), (), TODAY)) == [
        (2026, 2, ["The tension of Wednesday 7 January 2026."])
    ]
    for hidden in (
        [tense._replace(private=True), session("b", 2)],
        [tense, session("b", 2, private=True)],
        [tense._replace(tension=Tension("PRIVATE")), session("b", 2)],
    ):
        assert look_back(hidden, (), (), TODAY).is_empty


def test_topics_that_were_brought_stand_where_they_were_noted() -> None:
    entries = [session("a", 1), session("b", 2, private=True), session("c", 3, kind="letter")]
    topics = [
        Topic("1", "brought", "a", "brought"),
        Topic("2", "open", "a"),
        Topic("3", "let go", "a", "let go"),
        Topic("4", "raw", "b", "brought"),
        Topic("5", "letter", "c", "brought"),
        Topic("6", "from nowhere", None, "brought"),
    ]
    assert words(look_back(entries, topics, (), TODAY)) == [(2026, 1, ["brought"])]


def test_goals_that_were_reached_have_no_month() -> None:
    goals = [Goal("1", "Say no", state="reached"), Goal("2", "Sleep"), Goal("3", "Run", state="let go")]
    found = look_back((), (), goals, TODAY)
    assert (found.reached, found.months, found.is_empty) == (("Say no",), (), False)
