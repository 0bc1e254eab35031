"""What must hold for every history (reading.md, sections 3 to 5)."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import count, takewhile

from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.session_history import RatedSession
from alliance_journal.domain.alliance.trend_text import headline, verdict
from alliance_journal.domain.alliance.trends import (
    ELEMENT_CHANGE,
    HIGHER,
    LOWER,
    Drop,
    ElementReading,
    Reading,
    direction_of,
    read,
)
from alliance_journal.domain.journal import Entry, EntryKind, GivenAnswer
from tests.domain.histories import histories, rows
from tests.domain.making import ALL_IDS, FIRST_DAY, OF_SCORE, TODAY, entry, of_trust, one, weekly
from tests.whole import number_sessions

some = settings(max_examples=50, deadline=None)
many = settings(max_examples=100, deadline=None)


def every_drop(reading: Reading) -> list[Drop]:
    drops = [drop for element in reading.elements for drop in element.drops]
    return drops + ([reading.overall.drop] if reading.overall.drop else [])


# Missing answers

masks = st.lists(st.lists(st.booleans(), min_size=13, max_size=13), min_size=4, max_size=14)


@given(levels=st.lists(st.integers(0, 3), min_size=13, max_size=13), kept=masks)
@some
def test_missing_answers_alone_never_make_a_drop(levels: list[int], kept: list[list[bool]]) -> None:
    """A client whose every answer is always the same one, whatever is left out when."""
    given_rows = [
        {q: level if keep else None for q, level, keep in zip(ALL_IDS, levels, mask, strict=True)} for mask in kept
    ]
    assert every_drop(read(weekly(given_rows), with_tension=True)) == []


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
    assert every_drop(read(weekly(given_rows), with_tension=True)) == []


@given(histories())
@some
def test_unscored_answers_and_skipped_questions_read_alike(entries: list[Entry]) -> None:
    without = [e._replace(answers=tuple(g for g in e.answers if g.answer.score is not None)) for e in entries]
    swapped = [
        e._replace(
            answers=tuple(
                g._replace(answer=Answer.DID_NOT_COME_UP) if g.answer is Answer.NOT_SURE else g for g in e.answers
            ),
        )
        for e in entries
    ]
    assert read(without) == read(entries) == read(swapped)


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
    return read(weekly(of_trust(score) for score in scores)).of("trust")


@given(series)
@many
def test_reversing_a_series_flips_the_direction(scores: list[float]) -> None:
    there, back = trust(scores).direction, trust(scores[::-1]).direction
    assert back.word == OPPOSITE.get(there.word, there.word)
    assert there.s is not None
    assert there.slope is not None
    assert there.change is not None
    assert (back.n, back.s, back.v, back.p) == (there.n, -there.s, there.v, there.p)
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
    lower = read(weekly({"warmth": s} if ask else {} for s, ask in zip(scores, asked, strict=False))).of("warmth")
    higher = read(weekly({"warmth": s + 1} if ask else {} for s, ask in zip(scores, asked, strict=False))).of(
        "warmth"
    )
    assert higher.direction == lower.direction


def test_only_the_last_twelve_points_count() -> None:
    before = trust([0] * 5 + [3, 3, 2.5, 3, 2.5, 2.5, 2, 2.5, 2, 1.5, 2, 1.5]).direction
    assert (before.word, before.n, before.s) == (LOWER, 12, -47)


# Therapists


@given(histories(therapist="zoe", most=8), histories(therapist="ben", most=8), st.randoms(use_true_random=False))
@some
def test_another_therapist_never_changes_what_is_said(zoe: list[Entry], ben: list[Entry], rng: object) -> None:
    mixed = sorted([*zoe, *ben], key=lambda e: (e.date, e.created_at, e.id))
    alone, together = number_sessions(zoe), number_sessions(mixed)
    assert {id_: place for id_, place in together.items() if id_ in alone} == alone
    assert read(e for e in mixed if e.therapist_id == "zoe") == read(zoe)
    assert read(e for e in mixed if e.therapist_id == "ben") == read(ben)


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
    assert read([*more, *entries]) == read(entries)


# What may be said when


@given(histories(most=16))
@many
def test_nothing_is_said_below_its_minimum(entries: list[Entry]) -> None:
    reading = read(entries, with_tension=True)
    stretches = stretches_of(reading)
    for element in reading.elements:
        valid = [[p for p in element.points if p.session in {r.id for r in stretch}] for stretch in stretches]
        n = len(valid[-1]) if valid else 0
        assert (element.level.word == "too early") == (n < 3)
        assert (element.level.of is None) == (n < 3)
        assert (element.direction.word == "too early") == (n < 8)
        assert (element.direction.s is None) == (n < 8)
        if n < 8:
            assert not element.steady
        if n < 4:
            assert element.drop is None
        for drop in element.drops:
            place = next(i for points in valid for i, p in enumerate(points, 1) if p.session == drop.session)
            assert place >= 4
        if n < 3:
            assert reading.lowest != element.element.id
    if len(stretches[-1] if stretches else ()) < 8:
        assert reading.overall.direction.word == "too early"
        assert not reading.overall.steady
    if len(stretches[-1] if stretches else ()) < 4:
        assert reading.overall.drop is None


def test_each_statement_appears_at_its_minimum() -> None:
    fall = [3, 3, 3, 1]
    assert read(weekly(one("3 3"))).of("warmth").level.word == "too early"
    assert read(weekly(one("3 3 3"))).of("warmth").level.word == "mostly yes"
    assert read(weekly(one("3 3 1"))).of("warmth").drop is None
    assert trust(fall).drop is not None
    assert trust([2] * 7).steady is False
    assert trust([2] * 8).steady is True
    assert trust([3, 3, 2.5, 2, 2, 1.5, 1]).direction.word == "too early"
    assert trust([3, 3, 2.5, 2, 2, 1.5, 1, 0.5]).direction.word == LOWER


# Stretches


@given(histories(least=1, most=10), histories(most=12, gaps=False), st.sampled_from((90, 91, 400)))
@many
def test_no_rule_looks_across_a_gap(old: list[Entry], new: list[Entry], gap: int) -> None:
    """After a gap, all that is said now is what would be said had the time before never been."""
    shift = old[-1].date - FIRST_DAY + timedelta(days=gap)
    later = [e._replace(id=f"later-{e.id}", date=e.date + shift, created_at="2027") for e in new]
    whole, alone = read([*old, *later]), read(later)
    if not any(g.answer.score is not None for e in later for g in e.answers):
        return
    for now, then in zip(whole.elements, alone.elements, strict=True):
        assert now.level == then.level
        assert now.direction == then.direction
        assert now.steady == then.steady
        assert (now.drop and moved(now.drop)) == (then.drop and moved(then.drop, len(old)))
        assert verdict(now, TODAY) == verdict(then, TODAY)
    assert whole.lowest == alone.lowest
    assert whole.overall.direction == alone.overall.direction
    assert whole.overall.steady == alone.overall.steady
    fell, fell_alone = whole.overall.drop, alone.overall.drop
    assert (fell and moved(fell)) == (fell_alone and moved(fell_alone, len(old)))
    assert headline(whole, TODAY).text == headline(alone, TODAY).text
    earlier = read(old)
    for now, before in zip(whole.elements, earlier.elements, strict=True):
        assert now.points[: len(before.points)] == before.points
        assert now.drops[: len(before.drops)] == before.drops


def moved(drop: Drop, by: int = 0) -> Drop:
    return drop._replace(x=drop.x + by)


def test_the_headline_prefers_what_is_fullest_in_this_stretch() -> None:
    """Trust was a full yes before the gap; since then Warmth is fuller, and only that counts."""
    before = [{"share": 3, "able": 3, "warmth": 0}] * 2
    since = [{"share": 2, "able": 2, "warmth": 3}] * 3
    entries = weekly([*before, *since])
    after_gap = [*entries[:2], *(e._replace(date=e.date + timedelta(days=200)) for e in entries[2:])]
    assert headline(read(after_gap), TODAY).good == "Warmth is mostly yes."


def test_eighty_nine_days_are_no_gap_and_ninety_are() -> None:
    def fall_after(days: int) -> ElementReading:
        last = FIRST_DAY + timedelta(weeks=2, days=days)
        return read([*weekly(one("3 3 3")), entry(4, {"warmth": 1}, day=last)]).of("warmth")

    assert fall_after(89).level.of == 4
    assert fall_after(89).drop is not None
    assert fall_after(90).level.word == "too early"
    assert fall_after(90).drop is None


def stretches_of(reading: Reading) -> list[list[RatedSession]]:
    """The rated sessions between long gaps, oldest first."""
    return [
        [session for session in takewhile(bool, map(stretch.at, count())) if session][::-1]
        for stretch in reading.past.stretches()
    ][::-1]


def test_a_session_without_answers_does_not_bridge_a_gap() -> None:
    day = FIRST_DAY + timedelta(weeks=2)
    entries = [
        *weekly(one("3 3 3")),
        entry(4, {}, day=day + timedelta(days=45)),
        entry(5, {"warmth": None}, day=day + timedelta(days=60)),
        entry(6, {"warmth": 1}, day=day + timedelta(days=90)),
    ]
    assert [len(stretch) for stretch in stretches_of(read(entries))] == [3, 1]


# Order and places


@given(histories(most=9), st.randoms(use_true_random=False))
@some
def test_the_order_of_the_entries_given_does_not_matter(entries: list[Entry], rng: object) -> None:
    shuffled = list(entries)
    assert hasattr(rng, "shuffle")
    rng.shuffle(shuffled)
    assert read(shuffled) == read(entries)


def test_by_date_and_then_by_creation() -> None:
    day = date(2026, 5, 28)
    first = entry(9, {"warmth": 0}, day=day)._replace(created_at="2026-05-28T10:00:00+00:00")
    second = entry(1, {"warmth": 1}, day=day)._replace(created_at="2026-05-28T18:00:00+00:00")
    backdated = entry(5, {"warmth": 2}, day=day - timedelta(days=1))._replace(
        created_at="2026-06-30T10:00:00+00:00"
    )
    points = read([second, first, backdated]).of("warmth").points
    assert [(p.x, float(p.value)) for p in points] == [(1, 2), (2, 0), (3, 1)]


@given(st.lists(st.integers(-1, 3), max_size=14))
@some
def test_sessions_without_answers_keep_their_place(scores: list[int]) -> None:
    reading = read(weekly({} if score < 0 else {"warmth": score} for score in scores))
    assert reading.sessions == len(scores)
    assert [(p.x, float(p.value)) for p in reading.of("warmth").points] == [
        (x, score) for x, score in enumerate(scores, start=1) if score >= 0
    ]


def test_gaps_in_x_make_the_slope_flatter() -> None:
    scores = [3, 3, 3, 2, 2, 1, 1, 1]
    close = read(weekly({"warmth": s} for s in scores)).of("warmth").direction
    wide = read(weekly(row for s in scores for row in ({"warmth": s}, {}))).of("warmth").direction
    assert close.slope is not None
    assert (wide.s, wide.v, wide.change) == (close.s, close.v, close.change)
    assert wide.slope == close.slope / 2


# Elements


def test_scores_validity_and_partial() -> None:
    points = (
        read(weekly([{"share": 3}, {"share": 1, "able": 2}, {"share": None}, {"warmth": 1}])).of("trust").points
    )
    assert [(p.x, p.value, p.partial) for p in points] == [(1, 3, True), (2, Fraction(3, 2), False)]


def test_overall_needs_five_scored_answers() -> None:
    four, five = dict.fromkeys(ALL_IDS[:4], 3), dict.fromkeys(ALL_IDS[:5], 3)
    assert read(weekly([four] * 8)).overall.direction.n == 0
    assert read(weekly([five] * 8)).overall.direction.n == 8


def test_an_overall_drop_says_when_all_is_still_a_yes() -> None:
    full, yes = dict.fromkeys(ALL_IDS[:12], 3), dict.fromkeys(ALL_IDS[:12], 2)
    drop = read(weekly([full, full, full, yes])).overall.drop
    assert drop is not None
    assert (drop.size, drop.still_yes) == (Fraction(1), True)
    drop = read(weekly([full, full, full, {**yes, "body": 1}])).overall.drop
    assert drop is not None
    assert drop.still_yes is False
    # Nine of twelve answers one lower are a mean of exactly 3/4, eight are less.
    nine = {q: 2 if i < 9 else 3 for i, q in enumerate(ALL_IDS[:12])}
    drop = read(weekly([full, full, full, nine])).overall.drop
    assert drop is not None
    assert drop.size == Fraction(3, 4)
    assert read(weekly([full, full, full, {**nine, "share": 3}])).overall.drop is None


def test_lowest_lately() -> None:
    def lowest(plan: int, others: int, sessions: int = 3) -> str | None:
        row = {q: plan if q in ("direction", "measure") else others for q in ALL_IDS[:12]}
        return read(weekly([row] * sessions)).lowest

    assert lowest(2, 3) == "plan"
    assert lowest(3, 3) is None
    assert lowest(3, 2) is None
    assert lowest(2, 3, sessions=2) is None
    # Half a point below is enough, a quarter is not.
    row = {**dict.fromkeys(ALL_IDS[:12], 3), "direction": 2}
    assert read(weekly([row] * 4)).lowest == "plan"
    assert read(weekly([dict.fromkeys(ALL_IDS[:12], 3), row] * 2)).lowest is None


def test_two_elements_that_share_the_lowest_place_are_not_named() -> None:
    two_low = {**dict.fromkeys(ALL_IDS[:12], 3), "warmth": 1, "body": 1}
    assert read(weekly([two_low] * 3)).lowest is None
    assert read(weekly([{**two_low, "body": 2}] * 3)).lowest == "warmth"


def test_an_element_that_is_still_a_yes_has_not_dropped() -> None:
    """The one question shared with the sessions before fell by two, but the other is fully a yes."""
    before = [{"share": 3}] * 3
    assert trust_rows([*before, {"share": 1, "able": 3}]).drop is None
    assert trust_rows([*before, {"share": 1, "able": 2}]).drop is not None


def test_not_steady_within_three_sessions_of_a_drop() -> None:
    """With a missing answer, a fall of two in one question can lie within a spread of one."""
    rows_before = [{"share": 3, "able": 1}] * 7
    for later in range(3):
        found = trust_rows([*rows_before, {"share": 1}, *rows_before[:later]])
        assert [drop.x for drop in found.drops] == [8]
        assert found.direction.word == "no clear direction"
        assert not found.steady
    assert trust_rows([*rows_before, {"share": 1}, *rows_before[:3]]).steady


def trust_rows(given_rows: Sequence[dict[str, int]]) -> ElementReading:
    return read(weekly(given_rows)).of("trust")


def test_room_to_disagree_is_shown_only_when_on() -> None:
    entries = weekly([dict.fromkeys(ALL_IDS, 2)] * 3)
    assert "tension" not in [e.element.id for e in read(entries).elements]
    assert read(entries, with_tension=True).of("tension").level.word == "mostly yes"


def test_no_entries_at_all() -> None:
    reading = read([])
    assert (reading.sessions, reading.past.rated, reading.yes_to_most, reading.lowest) == (0, (), None, None)
    assert every_drop(reading) == []


def test_answers_to_unknown_questions_do_no_harm() -> None:
    """A newer version's question, or one an import brought."""
    strange = GivenAnswer("humour", OF_SCORE[0])
    plain = weekly([{"warmth": 3}] * 8)
    reading = read(e._replace(answers=(*e.answers, strange)) for e in plain)
    assert reading.elements == read(plain).elements
