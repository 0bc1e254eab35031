"""Properties of the rules that hold for every history."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.rules.direction import HIGHER, LOWER, direction_of
from alliance_journal.domain.alliance.rules.drops import Drop
from alliance_journal.domain.alliance.rules.series import element_measure
from alliance_journal.domain.alliance.session_history import RatedSession, Session, history_of
from alliance_journal.domain.alliance.trends.choose_statements import statements
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.trends.statement import Statement
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.alliance.wording.checklist_end import checklist_end
from alliance_journal.domain.alliance.wording.element_text import verdict
from alliance_journal.domain.alliance.wording.trend_text import headline, hint, lines
from alliance_journal.domain.brief.candidates import Material, offers
from alliance_journal.domain.brief.offer import Choices
from alliance_journal.domain.models import Entry, EntryKind, GivenAnswer, Therapist
from alliance_journal.exchange.trends_json import TherapistTrends, as_json
from alliance_journal.store.journal import Journal
from alliance_journal.store.queries.brief import reading_with
from tests.domain.histories import histories, rows
from tests.domain.making import (
    ALL_IDS,
    FIRST_DAY,
    OF_SCORE,
    TODAY,
    Given,
    alike,
    entry,
    of_trust,
    one,
    read_entries,
    weekly,
)
from tests.examples import examples
from tests.whole import number_sessions

some = examples(50)
many = examples(100)
ELEMENT_CHANGE = element_measure(()).change


def every_drop(reading: Reading) -> list[Drop]:
    drops = [drop for element in reading.elements for drop in element.drops_since(date.min)]
    return drops + ([reading.overall.drop] if reading.overall.drop else [])


def drops_of(element: ElementReading) -> tuple[Drop, ...]:
    return element.drops_since(date.min)


def everything_said(reading: Reading) -> tuple[object, ...]:
    """Return all that is told of a reading: its sentences and lines, and what could go on a page."""
    offered = offers(Material(reading), Choices(), TODAY)
    return (
        headline(reading, TODAY),
        lines("Zoë", reading, TODAY),
        [verdict(element, reading, TODAY) for element in reading.elements],
        [
            (o.key, o.included, o.text, o.strip and (o.strip.words, o.strip.digits, o.strip.answers))
            for o in offered
        ],
    )


# Missing answers

masks = st.lists(st.lists(st.booleans(), min_size=13, max_size=13), min_size=4, max_size=14)


@given(levels=st.lists(st.integers(0, 3), min_size=13, max_size=13), kept=masks)
@some
def test_missing_answers_alone_never_make_a_drop(levels: list[int], kept: list[list[bool]]) -> None:
    """A client whose every answer is always the same one, whatever is left out when."""
    given_rows = [
        {q: level if keep else None for q, level, keep in zip(ALL_IDS, levels, mask, strict=True)} for mask in kept
    ]
    assert every_drop(read_entries(weekly(given_rows))) == []


@given(kept=masks, rises=st.lists(st.lists(st.integers(0, 14), max_size=3), min_size=13, max_size=13))
@some
def test_no_drop_where_no_answer_was_ever_higher(kept: list[list[bool]], rises: list[list[int]]) -> None:
    given_rows = [
        {
            q: sum(place >= rise for rise in rising) if keep else None
            for q, keep, rising in zip(ALL_IDS, mask, rises, strict=True)
        }
        for place, mask in enumerate(kept)
    ]
    assert every_drop(read_entries(weekly(given_rows))) == []


def by_rated_sessions(reading: Reading) -> list[tuple[object, ...]]:
    """Return what rests on scored answers alone."""
    return [(e.points, e.direction, e.last, e.usual, drops_of(e), e.drop, e.level) for e in reading.elements] + [
        (reading.overall, reading.overall.drop, reading.last, reading.yes_to_most)
    ]


@given(histories())
@some
def test_unscored_answers_and_skipped_questions_count_alike_as_no_number(entries: list[Entry]) -> None:
    """The answer "not sure" is told from a skipped question where answers are counted, and nowhere else."""
    swapped = read_entries(
        e._replace(
            answers=tuple(
                g._replace(answer=Answer.DID_NOT_COME_UP) if g.answer is Answer.NOT_SURE else g for g in e.answers
            ),
        )
        for e in entries
    )
    # A question about disagreement that was only ever skipped is not shown.
    without = read_entries(
        e._replace(answers=tuple(g for g in e.answers if g.answer.score is not None or g.question == "disagree"))
        for e in entries
    )
    if all(e.level.word != "mostly not sure" for e in (read_entries(entries)).elements):
        assert by_rated_sessions(read_entries(entries)) == by_rated_sessions(swapped)
        assert by_rated_sessions(without) == by_rated_sessions(swapped)
    assert {e.level.word for e in swapped.elements} <= {
        "too early",
        "below a yes each time",
        "often below a yes",
        "mixed",
        "mostly yes",
        "yes each time",
    }


# Direction

score_series = st.lists(st.integers(0, 6).map(lambda halves: halves / 2), min_size=8, max_size=12)
leaning_series = st.builds(
    lambda n, noise, fall: [
        max(0.0, min(3.0, round(2 * (1.5 + fall * (i / (n - 1) - 0.5)) + noise[i]) / 2)) for i in range(n)
    ],
    st.integers(8, 12),
    st.lists(st.integers(-1, 1), min_size=12, max_size=12),
    st.sampled_from((-3, -2, 2, 3)),
)
series = st.one_of(score_series, leaning_series)
OPPOSITE = {LOWER: HIGHER, HIGHER: LOWER}


def trust(scores: Sequence[float]) -> ElementReading:
    return read_entries(weekly(of_trust(score) for score in scores)).of("trust")


@given(series)
@many
def test_reversing_a_series_flips_the_direction(scores: list[float]) -> None:
    there, back = trust(scores).direction, trust(scores[::-1]).direction
    assert back.word == OPPOSITE.get(there.word, there.word)
    assert there.s is not None
    assert there.slope is not None
    assert there.change is not None
    assert (back.window, back.s, back.v, back.p) == (there.window, -there.s, there.v, there.p)
    assert (back.slope, back.change) == (-there.slope, -there.change)
    assert back.z == (None if there.z is None else -there.z)


def test_reversing_reaches_both_words() -> None:
    falling = [3, 3, 2.5, 3, 2.5, 2.5, 2, 2.5, 2, 1.5, 2, 1.5]
    assert trust(falling).direction.word == LOWER
    assert trust(falling[::-1]).direction.word == HIGHER


@given(series, st.fractions(-5, 5))
@many
def test_adding_a_constant_leaves_s_and_the_slope(scores: list[float], constant: Fraction) -> None:
    xs, ys = range(1, len(scores) + 1), [Fraction(score) for score in scores]
    assert direction_of(xs, [y + constant for y in ys], ELEMENT_CHANGE) == direction_of(xs, ys, ELEMENT_CHANGE)


@given(st.lists(st.integers(0, 2), min_size=8, max_size=16), st.lists(st.booleans(), min_size=16, max_size=16))
@some
def test_one_more_in_every_answer_leaves_the_direction(scores: list[int], asked: list[bool]) -> None:
    """The same through the whole reading, with sessions in which the question did not come up."""

    def direction_with(more: int) -> object:
        given_rows = ({"warmth": s + more} if ask else {} for s, ask in zip(scores, asked, strict=False))
        return read_entries(weekly(given_rows)).of("warmth").direction

    assert direction_with(1) == direction_with(0)


def test_a_clear_direction_rests_on_the_last_twelve_points() -> None:
    before = trust([0] * 5 + [3, 3, 2.5, 3, 2.5, 2.5, 2, 2.5, 2, 1.5, 2, 1.5]).direction
    assert (before.word, before.window, before.s) == (LOWER, 12, -47)


def test_where_twelve_show_none_the_last_forty_are_looked_at() -> None:
    slow = [3] * 12 + [2.5] * 12 + [2] * 12
    assert (trust(slow).direction.word, trust(slow).direction.window) == (LOWER, 36)
    assert trust(slow[::-1]).direction.word == HIGHER
    long_ago = [0.0] * 40 + [2.0] * 40
    assert (trust(long_ago).direction.word, trust(long_ago).direction.window) == ("same every time", 12)
    few = [3] * 6 + [2] * 9
    assert trust(few).direction.word == "no clear direction"
    assert trust([*few, 2]).direction.window in (12, 16)


# Therapists


@given(histories(therapist="zoe", most=8), histories(therapist="ben", most=8))
@some
def test_another_therapist_never_changes_what_is_said(zoe: list[Entry], ben: list[Entry]) -> None:
    mixed = sorted([*zoe, *ben], key=lambda e: (e.date, e.created_at, e.id))
    alone, together = number_sessions(zoe), number_sessions(mixed)
    assert {id_: place for id_, place in together.items() if id_ in alone} == alone
    assert read_entries(e for e in mixed if e.therapist_id == "zoe") == read_entries(zoe)
    assert read_entries(e for e in mixed if e.therapist_id == "ben") == read_entries(ben)


def kept(sessions: Sequence[tuple[str, Entry]]) -> tuple[object, object]:
    """Return what a journal says of Zoë and of Ben, after these sessions were written into it in this order."""
    journal = Journal.in_memory()
    ids = {
        name: journal.therapists.add(name).id for name in sorted({name for name, _ in sessions} | {"Zoë", "Ben"})
    }
    for name, session in sessions:
        added = journal.entries.add("session", session.date, therapist_id=ids[name])
        for answer in session.answers:
            journal.answers.set(added.id, answer.question, answer.answer)
    found = [everything_said(reading_with(journal, ids[name])) for name in ("Zoë", "Ben")]
    journal.close()
    return found[0], found[1]


short_histories = histories(most=6).map(
    # Two sessions on one day are in the order in which they were written down, so each has its own day here.
    lambda entries: [e._replace(date=e.date + timedelta(days=n)) for n, e in enumerate(entries)]
)


@given(short_histories, short_histories, st.randoms(use_true_random=False))
@examples(15)
def test_through_a_journal_neither_other_therapists_nor_the_order_of_arrival_matter(
    zoe: list[Entry], ben: list[Entry], rng: random.Random
) -> None:
    of_zoe, of_ben = [("Zoë", e) for e in zoe], [("Ben", e) for e in ben]
    together = [*of_zoe, *of_ben]
    rng.shuffle(together)
    said_of_zoe, said_of_ben = kept(together)
    assert said_of_zoe == kept(of_zoe)[0]
    assert said_of_ben == kept(of_ben)[1]
    # With the names exchanged, the same is said of the other one.
    exchanged = [("Ben" if name == "Zoë" else "Zoë", e) for name, e in together]
    assert kept(exchanged) == (said_of_ben, said_of_zoe)


@given(
    histories(most=8), st.lists(st.tuples(st.sampled_from(("consultation", "between", "letter")), rows), max_size=6)
)
@some
def test_only_sessions_are_read(entries: list[Entry], others: list[tuple[EntryKind, list[int]]]) -> None:
    """Consultation calls get R0 only; notes and letters nothing, even if an import gave them answers."""
    more = [
        entry(place, {q: v if v < 4 else None for q, v in zip(ALL_IDS, row, strict=True)}, kind=kind)
        for place, (kind, row) in enumerate(others, start=1)
    ]
    assert read_entries([*more, *entries]) == read_entries(entries)


# What may be said when


@given(histories(most=16))
@many
def test_nothing_is_said_below_its_minimum(entries: list[Entry]) -> None:
    reading = read_entries(entries)
    stretches = reading.history.stretches
    for element in reading.elements:
        n = len(element.series.points)
        assert element.direction.window == n if n < 8 else element.direction.window >= 8
        if element.level.word != "mostly not sure":
            assert (element.level.word == "too early") == (n < 3)
        assert (element.level.of is None) == (element.level.word in ("too early", "mostly not sure"))
        assert (element.direction.word == "too early") == (n < 8)
        assert (element.direction.s is None) == (n < 8)
        if n < 8:
            assert element.steady is None
        if n < 4:
            assert (element.drop, element.last) == (None, None)
        for drop in drops_of(element):
            valid = [[p for p in element.points if p.session in {r.id for r in stretch}] for stretch in stretches]
            place = next(i for points in valid for i, p in enumerate(points, 1) if p.session == drop.session)
            assert place >= 4
        if n < 3:
            assert reading.lowest != element.element.id
            assert element not in (*reading.good, *reading.low)
    n = len(reading.history.present)
    if n < 8:
        assert reading.overall.direction.word == "too early"
        assert reading.overall.steady is None
    if n < 4:
        assert (reading.overall.drop, reading.overall.last) == (None, None)
        assert all(not one.form.endswith("lower") for one in statements(reading))
    if reading.history.rated > 2:
        assert reading.yes_to_most is None


def test_each_statement_appears_at_its_minimum() -> None:
    assert read_entries(weekly(one("3 3"))).of("warmth").level.word == "too early"
    assert read_entries(weekly(one("3 3 3"))).of("warmth").level.word == "yes each time"
    assert read_entries(weekly(one("3 3 1"))).of("warmth").drop is None
    assert trust([3, 3, 1]).last is None
    assert trust([3, 3, 3, 1]).drop is not None
    assert trust([3, 3, 3, 1]).last == "drop"
    assert trust([2] * 7).steady is None
    assert trust([2] * 8).steady == "steady"
    assert trust([1] * 8).steady == "about the same"
    assert trust([3, 3, 2.5, 2, 2, 1.5, 1]).direction.word == "too early"
    assert trust([3, 3, 2.5, 2, 2, 1.5, 1, 0.5]).direction.word == LOWER


# What is good, and what is not


@given(histories(most=16))
@many
def test_nothing_that_just_fell_is_called_good(entries: list[Entry]) -> None:
    reading = read_entries(entries)
    for element in reading.good:
        assert not element.series.points[-1].below_yes
        assert element.last in ("as usual", None)
        assert element.direction.word != LOWER
        assert not {drop.session for drop in drops_of(element)} & {p.session for p in element.series.points[-3:]}
    assert not set(reading.good) & set(reading.low)


def named_by(reading: Reading, *kinds: str) -> set[str]:
    return {element for one in statements(reading) if one.kind in kinds for element in one.elements}


@given(histories(most=16))
@many
def test_no_element_is_called_good_and_low_at_once(entries: list[Entry]) -> None:
    reading = read_entries(entries)
    assert not named_by(reading, "good") & named_by(reading, "last", "low", "unsure", "mixed")


@given(histories(most=16), st.integers(0, 3))
@many
def test_the_page_never_ticks_as_good_what_was_lower_last_session(entries: list[Entry], score: int) -> None:
    """With and without one more session in which every answer is the same."""
    more = entry(99, alike(score), day=(entries[-1].date if entries else FIRST_DAY) + timedelta(days=7))
    for history in (entries, [*entries, more]):
        reading = read_entries(history)
        lower = {e.element.id for e in reading.elements if e.last in ("drop", "fell")}
        offered = offers(Material(reading), Choices(), TODAY)
        good = {offer.key.removeprefix("good:") for offer in offered if offer.group == "good"}
        ticked = [offer.key for offer in offered if offer.group == "good" and offer.included]
        assert not good & (lower | {element.element.id for element in reading.low})
        assert ticked == [f"good:{element.element.id}" for element in reading.good[:2]]


@given(histories(most=16))
@many
def test_at_most_three_statements_in_their_order(entries: list[Entry]) -> None:
    reading = read_entries(entries)
    kinds = [one.kind for one in statements(reading)]
    assert len([kind for kind in kinds if kind != "early"]) <= 3
    assert len(set(kinds)) == len(kinds)
    order = ["last", "after", "unsure", "low", "overall", "mixed", "yes", "early", "break", "good", "none"]
    good_first = not {"last", "after", "unsure"} & set(kinds) and 2 * len(reading.low) < len(reading.with_level)
    if good_first and "good" in kinds:
        order = ["good", *(kind for kind in order if kind != "good")]
    assert kinds == sorted(kinds, key=order.index)
    assert ("none" in kinds) <= (kinds == ["none"])
    if reading.with_level:
        assert kinds


# Stretches


@given(histories(least=1, most=10), histories(most=12, gaps=False), st.sampled_from((90, 91, 400)))
@many
def test_no_rule_looks_across_a_gap(old: list[Entry], new: list[Entry], gap: int) -> None:
    """After a gap, all that is said now is what would be said had the time before never been."""
    shift = old[-1].date - FIRST_DAY + timedelta(days=gap)
    # Whether anything was answered with "not sure" is asked of the last five sessions, whatever the stretch.
    old = [only_scored(e) for e in old]
    later = [only_scored(e._replace(id=f"later-{e.id}", date=e.date + shift, created_at="2027")) for e in new]
    whole, alone = read_entries([*old, *later]), read_entries(later)
    if not any(e.answers for e in later):
        return
    before = {e.element.id: e for e in read_entries(old).elements}
    for then in alone.elements:
        now = whole.of(then.element.id)
        assert (now.level, now.direction, now.steady) == (then.level, then.direction, then.steady)
        assert (now.last, now.usual) == (then.last, then.usual)
        assert (now.drop and moved(now.drop)) == (then.drop and moved(then.drop, len(old)))
        assert verdict(now, whole, TODAY) == verdict(then, alone, TODAY)
        if earlier := before.get(then.element.id):
            assert now.points[: len(earlier.points)] == earlier.points
            assert drops_of(now)[: len(drops_of(earlier))] == drops_of(earlier)
    assert whole.overall.direction == alone.overall.direction
    assert (whole.overall.steady, whole.overall.last) == (alone.overall.steady, alone.overall.last)
    fell, fell_alone = whole.overall.drop, alone.overall.drop
    assert (fell and moved(fell)) == (fell_alone and moved(fell_alone, len(old)))
    if len(whole.elements) == len(alone.elements) and len(whole.history.present) > 2:
        assert whole.lowest == alone.lowest
        assert headline(whole, TODAY) == headline(alone, TODAY)


def only_scored(session: Entry) -> Entry:
    return session._replace(answers=tuple(g for g in session.answers if g.answer.score is not None))


def moved(drop: Drop, by: int = 0) -> Drop:
    return drop._replace(x=drop.x + by)


def test_the_headline_prefers_what_is_fullest_in_this_stretch() -> None:
    """Trust was a full yes before the gap; since then Warmth is fuller, and only that counts."""
    before = [{"share": 3, "able": 3, "warmth": 0}] * 2
    since = [{"share": 2, "able": 2, "warmth": 3}] * 3
    entries = weekly([*before, *since])
    after_gap = [*entries[:2], *(e._replace(date=e.date + timedelta(days=200)) for e in entries[2:])]
    assert headline(read_entries(after_gap), TODAY) == "Warmth and Trust were a yes each time."


def test_eighty_nine_days_are_no_gap_and_ninety_are() -> None:
    def fall_after(days: int) -> ElementReading:
        last = FIRST_DAY + timedelta(weeks=2, days=days)
        return read_entries([*weekly(one("3 3 3")), entry(4, {"warmth": 1}, day=last)]).of("warmth")

    assert fall_after(89).level.of == 4
    assert fall_after(89).drop is not None
    assert fall_after(90).level.word == "too early"
    assert fall_after(90).drop is None


def test_a_session_without_answers_does_not_bridge_a_gap() -> None:
    day = FIRST_DAY + timedelta(weeks=2)
    entries = [
        *weekly(one("3 3 3")),
        entry(4, {}, day=day + timedelta(days=45)),
        entry(5, {"warmth": None}, day=day + timedelta(days=60)),
        entry(6, {"warmth": 1}, day=day + timedelta(days=90)),
    ]
    assert [len(stretch) for stretch in read_entries(entries).history.stretches] == [3, 1]


# Order and places


@given(histories(most=9), st.randoms(use_true_random=False))
@some
def test_the_order_of_the_entries_given_does_not_matter(entries: list[Entry], rng: random.Random) -> None:
    shuffled = list(entries)
    rng.shuffle(shuffled)
    assert read_entries(shuffled) == read_entries(entries)
    assert everything_said(read_entries(shuffled)) == everything_said(read_entries(entries))


def test_by_date_and_then_by_creation() -> None:
    day = date(2026, 5, 28)
    first = entry(9, {"warmth": 0}, day=day)._replace(created_at="2026-05-28T10:00:00+00:00")
    second = entry(1, {"warmth": 1}, day=day)._replace(created_at="2026-05-28T18:00:00+00:00")
    backdated = entry(5, {"warmth": 2}, day=day - timedelta(days=1))._replace(
        created_at="2026-06-30T10:00:00+00:00"
    )
    points = read_entries([second, first, backdated]).of("warmth").points
    assert [(p.x, float(p.value)) for p in points] == [(1, 2), (2, 0), (3, 1)]


@given(st.lists(st.integers(-1, 3), max_size=14))
@some
def test_sessions_without_answers_keep_their_place(scores: list[int]) -> None:
    reading = read_entries(weekly({} if score < 0 else {"warmth": score} for score in scores))
    assert reading.sessions == len(scores)
    assert [(p.x, float(p.value)) for p in reading.of("warmth").points] == [
        (x, score) for x, score in enumerate(scores, start=1) if score >= 0
    ]


def test_gaps_in_x_make_the_slope_flatter() -> None:
    scores = [3, 3, 3, 2, 2, 1, 1, 1]
    close = read_entries(weekly({"warmth": s} for s in scores)).of("warmth").direction
    wide = read_entries(weekly(row for s in scores for row in ({"warmth": s}, {}))).of("warmth").direction
    assert close.slope is not None
    assert (wide.s, wide.v, wide.change) == (close.s, close.v, close.change)
    assert wide.slope == close.slope / 2


# Elements


def test_scores_validity_and_partial() -> None:
    given_rows: list[dict[str, Given]] = [
        {"share": 3},
        {"share": 1, "able": 2},
        {"share": None},
        {"warmth": 1},
    ]
    points = read_entries(weekly(given_rows)).of("trust").points
    assert [(p.x, p.value, p.partial) for p in points] == [(1, 3, True), (2, Fraction(3, 2), False)]


def test_overall_needs_five_scored_answers() -> None:
    four, five = dict.fromkeys(ALL_IDS[:4], 3), dict.fromkeys(ALL_IDS[:5], 3)
    assert read_entries(weekly([four] * 8)).overall.direction.window == 0
    assert read_entries(weekly([five] * 8)).overall.direction.window == 8


def test_an_overall_drop_says_when_all_is_still_a_yes() -> None:
    def last_said(last: Mapping[str, Given], clear: int = 3) -> tuple[Statement | None, Fraction | None]:
        reading = read_entries(weekly([alike(3, clear=clear)] * 3 + [dict(last)]))
        drop = reading.overall.drop
        assert reading.overall.last == ("drop" if drop else "as usual")
        return next((one for one in statements(reading) if one.kind == "last"), None), drop and drop.size

    said, size = last_said(alike(2))
    assert said is not None
    assert (said.form, said.all_yes) == ("together", True)
    assert size == 1
    said, size = last_said(alike(2, body=1))
    assert said is not None
    assert (said.elements, size) == (("body",), Fraction(13, 12))
    # Words fell below a yes, which is no news by itself, and no drop.
    said, _ = last_said(alike(2, clear=1), clear=2)
    assert said is not None
    assert (said.form, said.all_yes) == ("together", False)
    # Nine of twelve answers one lower are a mean of exactly 3/4, eight are less.
    nine: dict[str, Given] = {q: 2 if i < 9 else 3 for i, q in enumerate(ALL_IDS[:12])}
    assert last_said(nine)[1] == Fraction(3, 4)
    assert last_said({**nine, "share": 3}) == (None, None)


def test_lowest_lately() -> None:
    def lowest(plan: int, others: int, sessions: int = 3) -> str | None:
        return read_entries(weekly([alike(others, direction=plan, measure=plan)] * sessions)).lowest

    assert lowest(2, 3) == "plan"
    assert lowest(3, 3) is None
    assert lowest(3, 2) is None
    assert lowest(2, 3, sessions=2) is None
    # Half a point below is enough, a quarter is not.
    assert read_entries(weekly([alike(3, direction=2)] * 4)).lowest == "plan"
    assert read_entries(weekly([alike(3), alike(3, direction=2)] * 2)).lowest is None


def test_two_elements_that_share_the_lowest_place_are_not_named() -> None:
    assert read_entries(weekly([alike(3, warmth=1, body=1)] * 3)).lowest is None
    assert read_entries(weekly([alike(3, warmth=1, body=2)] * 3)).lowest == "warmth"


def test_an_element_that_is_still_a_yes_has_not_dropped() -> None:
    """The one question shared with the sessions before fell by two, but the other is fully a yes."""
    before = [{"share": 3}] * 3
    assert trust_rows([*before, {"share": 1, "able": 3}]).drop is None
    assert trust_rows([*before, {"share": 1, "able": 2}]).drop is not None


def test_not_steady_within_three_sessions_of_a_drop() -> None:
    """With a missing answer, a fall of two in one question can lie within a spread of one."""
    rows_before = [{"share": 3, "able": 2}] * 7
    for later in range(3):
        found = trust_rows([*rows_before, {"share": 1}, *rows_before[:later]])
        assert [drop.x for drop in drops_of(found)] == [8]
        assert found.steady is None
    low = [{"share": 3, "able": 0}] * 7
    assert trust_rows([*low, {"share": 1}, *low[:2]]).steady is None
    assert trust_rows([*low, {"share": 1}, *low[:3]]).steady == "about the same"


def trust_rows(given_rows: Sequence[Mapping[str, Given]]) -> ElementReading:
    return read_entries(weekly(given_rows)).of("trust")


def test_nothing_is_steady_while_all_answers_together_are_lower() -> None:
    """Six elements fall slowly, and Warmth stays what it is."""
    slow = [alike(score, warmth=2) for score in [3] * 10 + [2] * 20 + [1] * 10]
    reading = read_entries(weekly(slow))
    assert reading.overall.direction.word == LOWER
    assert reading.of("warmth").steady is None
    assert read_entries(weekly([{"warmth": 2}] * 40)).of("warmth").steady == "steady"


def test_room_to_disagree_is_shown_once_it_was_answered() -> None:
    without = weekly([alike(2)] * 3)
    assert "tension" not in [e.element.id for e in read_entries(without).elements]
    with pytest.raises(KeyError):
        read_entries(without).of("tension")
    answered = weekly([alike(2, disagree=2)] * 3 + [alike(2)])
    assert read_entries(answered).of("tension").level.word == "yes each time"
    unsure = weekly([alike(2, disagree=None)] + [alike(2)] * 5)
    assert read_entries(unsure).of("tension").level.word == "too early"


# Odd histories


def nothing_breaks(entries: Sequence[Entry]) -> Reading:
    """Say everything that is said anywhere of these sessions, and return their reading."""
    reading = read_entries(entries)
    everything_said(reading)
    assert hint(reading, keys=True) is not None
    for session in entries:
        checklist_end(reading, session, TODAY)
    as_json([TherapistTrends(Therapist("z", "Zoë"), reading, ())], TODAY)
    return reading


def test_no_entries_at_all() -> None:
    reading = nothing_breaks([])
    assert (reading.sessions, reading.history.rated, reading.yes_to_most, reading.lowest) == (0, 0, None, None)
    assert (reading.good, reading.low, statements(reading)) == ((), (), ())
    assert every_drop(reading) == []


def test_answers_to_unknown_questions_do_no_harm() -> None:
    """A newer version's question, or one an import brought."""
    strange = GivenAnswer("humour", OF_SCORE[0])
    plain = weekly([{"warmth": 3}] * 8)
    reading = nothing_breaks([e._replace(answers=(*e.answers, strange)) for e in plain])
    assert reading.elements == read_entries(plain).elements
    only_strange = nothing_breaks([e._replace(answers=(strange,)) for e in plain])
    assert (only_strange.sessions, only_strange.history.rated, only_strange.history.answered) == (8, 0, 0)
    assert statements(only_strange) == ()


@given(st.lists(st.sampled_from((0, 1, 2, 3, None)), max_size=14))
@some
def test_answers_about_disagreement_alone(answers: list[int | None]) -> None:
    reading = nothing_breaks(weekly([{"disagree": answer} for answer in answers]))
    assert {e.level.word for e in reading.elements if e.element.id != "tension"} <= {"too early"}
    assert reading.overall.direction.word == "too early"


@given(histories(most=12))
@some
def test_sessions_on_one_day(entries: list[Entry]) -> None:
    same_day = [e._replace(date=FIRST_DAY) for e in entries]
    assert len(nothing_breaks(same_day).history.stretches) <= 1


@given(st.lists(st.tuples(st.dates(), st.one_of(st.integers(0, 3), st.none())), max_size=9))
@some
def test_days_far_apart(sessions: list[tuple[date, int | None]]) -> None:
    nothing_breaks([entry(n, alike(score), day=day) for n, (day, score) in enumerate(sessions, start=1)])


@given(histories(most=14))
@many
def test_a_history_ends_anywhere_as_if_it_were_the_latest(entries: list[Entry]) -> None:
    """The Checklist's end says of an earlier session what was said of it then."""
    reading = nothing_breaks(entries)
    for place, session in enumerate(entries, start=1):
        then = read_entries(entries[:place])
        assert read(reading.history.until(session.id)) == then
        assert checklist_end(reading, session, TODAY) == checklist_end(then, session, TODAY)


def test_a_session_that_is_not_in_the_history() -> None:
    history = history_of([Session("a", FIRST_DAY, {"warmth": Answer.FULLY})])
    assert history.until("b") == history
    assert history.latest == RatedSession("a", 1, FIRST_DAY, {"warmth": 3})
