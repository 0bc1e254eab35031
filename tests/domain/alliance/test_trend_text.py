"""The words for what the rules find: each sentence once, each of its branches, and the words never used."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given

from alliance_journal.domain.alliance.conversation_starters import ASK_ABOUT
from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.alliance.rules.series import Level
from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.alliance.trends.choose_statements import statements
from alliance_journal.domain.alliance.trends.statement import Kind
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading
from alliance_journal.domain.alliance.wording.checklist_end import checklist_end
from alliance_journal.domain.alliance.wording.element_text import (
    Verdict,
    count_line,
    direction_line,
    element_sentence,
    verdict,
)
from alliance_journal.domain.alliance.wording.statement_text import yes_sentence
from alliance_journal.domain.alliance.wording.trend_help import HOW_IT_IS_WORKED_OUT
from alliance_journal.domain.alliance.wording.trend_text import (
    call_lines,
    headline,
    hint,
    lines,
    sentences,
    tension_sentence,
)
from alliance_journal.domain.models import Entry, Tension
from tests.domain.histories import histories
from tests.domain.making import (
    DEFAULT_IDS,
    NEW_YEAR,
    TODAY,
    Given,
    alike,
    course,
    entry,
    of_trust,
    read_entries,
    weekly,
)
from tests.examples import examples

FALLING = (3, 3, 2.5, 3, 2.5, 2.5, 2, 2.5, 2, 1.5, 2, 1.5)
ARTICLE = "The article this checklist comes from says: a yes to most of nine questions is a good sign early on."
EARLY = (
    "It is early. Feeling comfortable can take a few sessions, and you do not have to wait: "
    "what you notice can be said now."
)


def trust(*scores: float) -> Reading:
    return read_entries(weekly(of_trust(score) for score in scores))


def said(kind: Kind, *rows: int | Mapping[str, Given]) -> str | None:
    """Return the sentence of one kind about a course, or None."""
    return of_kind(kind, course(*rows))


def of_kind(kind: Kind, entries: list[Entry]) -> str | None:
    reading = read_entries(entries)
    kinds = [one.kind for one in statements(reading)]
    return sentences(reading, TODAY)[kinds.index(kind)] if kind in kinds else None


def tense(entries: list[Entry], place: int = -1) -> list[Entry]:
    """Return the entries with tension at one of them."""
    found = list(entries)
    found[place] = found[place]._replace(tension=Tension("a sigh"))
    return found


# The last session

THREE_DOWN = {"share": 0, "able": 0, "direction": 0, "measure": 0, "warmth": 0}


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param(
            (3, 3, 3, 0), "Last session, on 22 January, all seven elements were lower than your usual.", id="all"
        ),
        pytest.param(
            (3, 3, 3, {q: 0 for q in DEFAULT_IDS if q != "warmth"}),
            "Last session, on 22 January, all six elements you answered were lower than your usual.",
            id="all that were answered",
        ),
        pytest.param(
            (3, 3, 3, 3, 3, 0, alike(1, warmth=3)),
            "Last session, on 12 February, was still lower than your usual, and closer to it than the one before.",
            id="closer",
        ),
        pytest.param(
            (3, 3, 3, 3, 3, 0, alike(0, warmth=3)),
            "Last session, on 12 February, 6 of the 7 elements you answered were lower than your usual.",
            id="not much closer",
        ),
        pytest.param(
            (3, 3, 3, 3, 3, 0, 1),
            "Last session, on 12 February, all seven elements were lower than your usual.",
            id="closer, but all of them lower",
        ),
        pytest.param(
            (3, 3, 3, {**{q: 0 for q in DEFAULT_IDS if q != "warmth"}, "body": 3}),
            "Last session, on 22 January, 5 of the 6 elements you answered were lower than your usual.",
            id="some",
        ),
        pytest.param(
            (3, 3, 3, alike(3, warmth=0)),
            "Last session, on 22 January, Warmth was lower than your usual.",
            id="one",
        ),
        pytest.param(
            (3, 3, 3, alike(3, warmth=0, body=0)),
            "Last session, on 22 January, Warmth and Body language were lower than your usual.",
            id="two",
        ),
        pytest.param(
            (3, 3, 3, alike(3, **THREE_DOWN)),
            "Last session, on 22 January, 3 of the 7 elements you answered were lower than your usual.",
            id="three are counted",
        ),
        pytest.param(
            (3, 3, 3, 2),
            "Last session, on 22 January, was lower than your usual, taken together. Every answer is still a yes.",
            id="together, still a yes",
        ),
        pytest.param(
            (*[alike(3, clear=2)] * 3, alike(2, clear=1)),
            "Last session, on 22 January, was lower than your usual, taken together.",
            id="together",
        ),
        pytest.param((0,), "Last session, on 1 January, none of your 12 answers was a yes.", id="none a yes"),
        pytest.param(
            (alike(0, warmth=3),), "Last session, on 1 January, 1 of your 12 answers was a yes.", id="one a yes"
        ),
        pytest.param(
            (alike(0, warmth=3, body=2),),
            "Last session, on 1 January, 2 of your 12 answers were a yes.",
            id="two a yes",
        ),
        pytest.param((3, 3, 3, alike(3, clear=1)), None, id="one that only fell is no news"),
        pytest.param(({"warmth": 0, "body": 0, "share": 0, "able": 0},), None, id="four answers are few"),
        pytest.param(({q: 3 for q in DEFAULT_IDS[:7]} | {q: 0 for q in DEFAULT_IDS[7:]},), None, id="most a yes"),
        pytest.param((3, 3, 3, 3), None, id="as usual"),
    ],
)
def test_last(rows: tuple[int | Mapping[str, Given], ...], text: str | None) -> None:
    assert said("last", *rows) == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ((3, 3, 3, 3), "Last session, on 22 January, there was tension; your answers were as usual."),
        ((3, 3), "Last session, on 8 January, there was tension."),
        ((3, 3, 3, alike(3, warmth=1, body=3)), "there was tension, and Warmth was lower than your usual."),
        (
            (3, 3, 3, 0),
            "Last session, on 22 January, there was tension, and all seven elements were lower than your usual.",
        ),
        (
            (3, 3, 3, 2),
            "Last session, on 22 January, there was tension, and it was lower than your usual, taken together. "
            "Every answer is still a yes.",
        ),
        (
            (3, 3, 3, 0, alike(1, warmth=3)),
            "Last session, on 29 January, there was tension, and it was still lower than your usual, "
            "and closer to it than the one before.",
        ),
        (
            (2, 2, 2, alike(2, warmth=1)),
            "Last session, on 22 January, there was tension.",
        ),
    ],
)
def test_tension_is_put_into_the_sentence(rows: tuple[int | Mapping[str, Given], ...], text: str) -> None:
    found = of_kind("last", tense(course(*rows)))
    assert found is not None
    assert found.endswith(text)
    # The client's own words about it stay in the note.
    assert "sigh" not in " ".join(lines("Zoë", read_entries(tense(course(*rows))), TODAY))


@pytest.mark.parametrize("later", [{}, {"warmth": None}], ids=["nothing answered", "not sure"])
def test_a_later_session_without_a_number(later: dict[str, Given]) -> None:
    found = of_kind("last", course(3, 3, 3, 0, later))
    assert found is not None
    assert not found.startswith("Last session")
    assert found.startswith("On 22 January, the last session ")
    assert found.endswith(", all seven elements were lower than your usual.")
    together = of_kind("last", course(3, 3, 3, 2, later))
    assert together is not None
    assert "on 22 January, was lower than your usual, taken together." in together.lower().replace(
        "january", "January"
    )


def test_the_year_is_said_where_it_is_another() -> None:
    reading = read_entries(course(3, 3, 3, 0))
    assert headline(reading, date(2027, 1, 1)).startswith("Last session, on 22 January 2026, all seven")


# After a session that was lower as a whole


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ((3, 3, 3, 3, 0, 3), "Everything that was lower on 29 January is a yes again."),
        ((3, 3, 3, 3, 0, 0, 3), "Everything that was lower on 29 January is a yes again."),
        (
            (3, 3, 3, 3, 0, alike(0, warmth=3, body=3, heard=3, silence=3, share=3, able=3)),
            "Of the 7 elements that were lower on 29 January, 4 are a yes again.",
        ),
        ((3, 3, 3, 3, 0, 3, 3, 3, 3, 3), "Everything that was lower on 29 January is a yes again."),
        pytest.param((3, 3, 3, 3, 0, 3, 3, 3, 3, 3, 3), None, id="six sessions ago"),
    ],
)
def test_after(rows: tuple[int | Mapping[str, Given], ...], text: str | None) -> None:
    assert said("after", *rows) == text


def test_after_with_one_element_that_is_back() -> None:
    """Of four elements that are answered, one comes back, and the others have become the usual."""
    four = ("warmth", "body", "share", "able", "heard", "silence")
    high, low = dict.fromkeys(four, 3), dict.fromkeys(four, 0)
    back = {**low, "warmth": 3}
    found = said("after", high, high, high, low, low, low, back)
    assert found == "Of the 4 elements that were lower on 22 January, 1 is a yes again."


# Not sure


def test_unsure() -> None:
    assert said("unsure", *[alike(None)] * 4) == (
        "You were not sure most of the time (48 of 48 answers in your last 4 sessions). "
        "Not being sure is an answer too, and something one can ask about."
    )
    assert said("unsure", *[alike(None)] * 2) is None
    few = {q: None if QUESTION[q].element in ("trust", "words", "plan") else 3 for q in DEFAULT_IDS}
    assert said("unsure", *[few] * 5) is None


# What is low

LOW_TRUST = {"share": 0, "able": 0}


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param((0,) * 4, "All seven elements have been below a yes since 1 January.", id="since"),
        pytest.param(
            (alike(0, warmth=3), *[0] * 5),
            "All seven elements were below a yes each of the last 5 times you answered.",
            id="each time",
        ),
        pytest.param((0, 3, 0, 0, 3, 0, 2), "All seven elements are often below a yes.", id="often"),
        pytest.param(
            ({q: 0 for q in DEFAULT_IDS if q != "warmth"},) * 4,
            "All six elements with enough answers have been below a yes since 1 January.",
            id="not all have a level",
        ),
        pytest.param(
            (alike(3, **LOW_TRUST, direction=0, measure=0, language=0, clear=0, heard=0, silence=0),) * 4,
            "4 of 7 elements are often below a yes: Trust, Shared plan, Words and Listening.",
            id="many",
        ),
        pytest.param(
            (alike(3, body=1),) * 4, "Body language has been below a yes since 1 January.", id="one, since"
        ),
        pytest.param(
            (alike(3, body=1, warmth=0),) * 4,
            "Warmth and Body language have been below a yes since 1 January.",
            id="two, one date",
        ),
        pytest.param(
            (alike(3, body=1), *[alike(3, body=1, warmth=0)] * 4),
            "Warmth has been below a yes since 8 January, and Body language since 1 January.",
            id="two dates",
        ),
        pytest.param(
            (*[alike(3, body=1)] * 3, 3), "Body language is often below a yes lately.", id="one, a yes now"
        ),
        pytest.param(
            (*[alike(3, body=1, warmth=1)] * 3, 3),
            "Warmth and Body language are often below a yes lately.",
            id="two, a yes now",
        ),
        pytest.param((alike(3, body=1),) * 2, None, id="too early"),
        pytest.param((3,) * 5, None, id="none"),
    ],
)
def test_low(rows: tuple[int | Mapping[str, Given], ...], text: str | None) -> None:
    assert said("low", *rows) == text


@pytest.mark.parametrize(
    ("scores", "text"),
    [
        (
            (3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1),
            "Warmth has been below a yes since 12 February, and is lower than it was.",
        ),
        (
            (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1),
            "Warmth has been below a yes since 1 January, and is higher than it was.",
        ),
    ],
)
def test_low_with_its_direction(scores: tuple[int, ...], text: str) -> None:
    assert said("low", *[alike(3, warmth=score) for score in scores]) == text


def test_two_low_with_their_direction() -> None:
    scores = (3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1)
    assert said("low", *[alike(3, warmth=score, body=score) for score in scores]) == (
        "Warmth and Body language have been below a yes since 12 February, and both are lower than they were."
    )
    found = said("low", *[alike(3, warmth=score, body=1) for score in scores])
    assert found is not None
    assert "Warmth has been below a yes since 12 February, and is lower than it was" in found
    assert "Body language has been below a yes since 1 January." in found


SLIDE = (3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2)


def test_lower_while_it_is_a_yes() -> None:
    assert said("low", *[alike(3, warmth=s) for s in SLIDE]) == (
        "Warmth is lower than it was, over the last 12 sessions."
    )
    assert said("low", *[alike(3, warmth=s, body=s) for s in SLIDE]) == (
        "Warmth and Body language are lower than they were, over the last 12 sessions."
    )
    assert said("low", *[alike(3, warmth=s, body=s, share=s, able=s) for s in SLIDE]) == (
        "3 of 7 elements are lower than they were."
    )
    apart = [alike(3, warmth=s, body=s if n else None) for n, s in enumerate(SLIDE)]
    assert said("low", *apart) == (
        "Warmth is lower than it was, over the last 12 sessions, and Body language over the last 11."
    )


def test_what_the_last_session_named_is_not_named_low_again() -> None:
    reading = read_entries(course(*[alike(3, warmth=score) for score in (3, 1, 1, 3, 3, 0)]))
    assert [found.element.id for found in reading.low] == ["warmth"]
    assert [one.kind for one in statements(reading)] == ["last", "good"]
    other = read_entries(course(*[alike(3, warmth=score, body=1) for score in (3, 1, 1, 3, 3, 0)]))
    assert headline(other, TODAY) == (
        "Last session, on 5 February, Warmth was lower than your usual. "
        "Body language has been below a yes since 1 January. Trust and Understanding were still a yes."
    )


# Taken together, up and down


def test_overall() -> None:
    assert said("overall", *[3] * 6, *[2] * 6) == (
        "Taken together, your answers have become lower over the last 12 sessions."
    )
    assert said("overall", *[1] * 6, *[3] * 6) == (
        "Taken together, your answers have become higher over the last 12 sessions."
    )
    assert said("overall", *[3] * 10, *[2] * 20, *[1] * 10) == (
        "Taken together, your answers have become lower over the last 40 sessions."
    )
    assert said("overall", *[3] * 12) is None


def test_mixed() -> None:
    assert said("mixed", 3, 1, 3, 1, 3) == (
        "It has been up and down: 7 of 7 elements were below a yes in some of the last 5 sessions."
    )
    up_and_down = {"share": 0, "able": 0, "warmth": 0, "body": 0}
    assert said("mixed", *[alike(3), alike(3, **up_and_down)] * 2, 3) is None


# Early on


def test_yes_to_most() -> None:
    assert said("yes", 3) == f"{ARTICLE} So far: 9 yes."
    four_open: dict[str, Given] = {**dict.fromkeys(DEFAULT_IDS[:4], 3), "approach": 0, "warmth": 1, "clear": 1}
    assert said("yes", four_open) == f"{ARTICLE} So far: 4 yes, 2 still open."
    assert said("early", four_open) is None
    assert said("early", 0) == EARLY
    assert said("yes", 3, 3, 3) is None
    assert [one.kind for one in statements(read_entries(course(3, 0)))] == ["last", "yes", "early"]


def test_yes_sentence_of_a_call() -> None:
    def of_call(given_answers: Mapping[str, Given]) -> str:
        return yes_sentence(yes_to_most(entry(1, given_answers, kind="consultation")))

    assert of_call(alike(3)) == f"{ARTICLE} So far: 9 yes."
    assert of_call(alike(0, share=3)) == f"{ARTICLE} So far: 1 yes. {EARLY}"
    assert of_call({}) == f"{ARTICLE} So far: 0 yes, 9 still open."


# A break


def after_break(*scores: int, before: int = 3, weeks: int = 13) -> list[Entry]:
    entries = course(*[before] * 4)
    begin = NEW_YEAR + timedelta(weeks=3 + weeks)
    entries += [entry(5 + n, alike(score), day=begin + timedelta(weeks=n)) for n, score in enumerate(scores)]
    return entries


BREAK = "since a break of 13 weeks. From the third on, you can read here how it feels lately."
ALL_BEFORE = "Before the break, all seven elements were a yes each time."


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        (after_break(3), f"One session {BREAK} {ALL_BEFORE}"),
        (after_break(3, 3), f"Two sessions {BREAK} {ALL_BEFORE}"),
        (after_break(0), f"One session {BREAK}"),
        (after_break(3, before=0), f"One session {BREAK}"),
        (after_break(3, 3, 3), None),
        (after_break(3, weeks=12), None),
    ],
)
def test_break(entries: list[Entry], text: str | None) -> None:
    assert of_kind("break", entries) == text


def test_what_is_said_of_the_time_before_the_break() -> None:
    """Only what was a yes each time."""

    def said_with(row: Mapping[str, Given]) -> str | None:
        entries = course(row, 3, 3, 3)
        entries.append(entry(5, alike(3), day=entries[-1].date + timedelta(weeks=13, days=6)))
        return of_kind("break", entries)

    assert said_with(alike(1, warmth=3)) == f"One session {BREAK} Before the break, Warmth was a yes each time."
    assert said_with(alike(1, warmth=3, body=3)) == (
        f"One session {BREAK} Before the break, Warmth and Body language were a yes each time."
    )
    assert said_with(alike(1)) == f"One session {BREAK}"


# What is good


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param((3,) * 4, "All seven elements were a yes each time lately.", id="all"),
        pytest.param(
            (alike(2, warmth=3, share=3, clear=1),) * 4, "Warmth and Trust were a yes each time.", id="two"
        ),
        pytest.param(({"warmth": 3},) * 4, "Warmth was a yes each time.", id="one"),
        pytest.param(
            ({"warmth": 1}, *[{"warmth": 3}] * 3),
            "Warmth was mostly a yes.",
            id="mostly",
        ),
        pytest.param(
            ({"warmth": 1, "body": 1}, *[{"warmth": 3, "body": 3}] * 3),
            "Warmth and Body language were mostly a yes.",
            id="two, mostly",
        ),
        pytest.param(
            ({"warmth": 3, "body": 1}, *[{"warmth": 3, "body": 3}] * 3),
            "Warmth was a yes each time, Body language mostly.",
            id="two levels",
        ),
        pytest.param((3, 3, 3, 3, alike(3, body=0)), "Trust and Warmth were still a yes.", id="after the last"),
        pytest.param(
            (
                {"warmth": 3, "body": 3},
                {"warmth": 3, "body": 3},
                {"warmth": 3, "body": 3},
                {"body": 0, "warmth": 3},
            ),
            "Warmth was still a yes.",
            id="one after the last",
        ),
        pytest.param((*[{"warmth": 3, "body": 3}] * 3, {"body": 0}), None, id="not answered at the last session"),
        pytest.param((0,) * 4, None, id="none"),
    ],
)
def test_good(rows: tuple[int | Mapping[str, Given], ...], text: str | None) -> None:
    assert said("good", *rows) == text


def test_good_comes_first_while_little_is_low() -> None:
    little = headline(read_entries(course(*[alike(3, body=1)] * 4)), TODAY)
    assert little == "Trust and Warmth were a yes each time. Body language has been below a yes since 1 January."
    much = headline(read_entries(course(*[alike(0, warmth=3, body=3, heard=3, silence=3)] * 4)), TODAY)
    assert much == (
        "4 of 7 elements are often below a yes: Trust, Understanding, Shared plan and Words. "
        "Warmth and Listening were a yes each time."
    )


def test_what_is_lower_is_not_called_good_even_while_it_is_a_yes() -> None:
    reading = trust(3, 3, 3, 3, 2.5, 2.5, 2.5, 2, 2, 2, 2, 2)
    assert reading.of("trust").level.word == "yes each time"
    assert headline(reading, TODAY) == "Trust is lower than it was, over the last 12 sessions."


def test_nothing_stands_out() -> None:
    # A yes now, but a dip within the last three sessions, and nothing of it is low or much of it mixed.
    reading = trust(3, 3, 3, 0, 3)
    assert headline(reading, TODAY) == "No element stands out lately."
    assert headline(read_entries([]), TODAY) == ""


# The hint


def test_hint() -> None:
    assert hint(read_entries([]), keys=True) == (
        "This fills as you answer. After 3 sessions it says how it feels lately, after 8 whether it changes."
    )
    assert (
        hint(trust(3), keys=True)
        == "After 3 sessions with a no, partly, mostly or fully this says how it feels lately."
    )
    assert hint(trust(3, 3, 3), keys=True) == ""
    dip = read_entries(course(3, 3, 3, alike(3, warmth=0)))
    assert hint(dip, keys=True) == "<trends.bring_up> puts a way to say it on your list."
    assert hint(dip, keys=False) == "Prepare in the app has ways to say it."
    for low, pages in ((course(*[0] * 5), True), (course(*[0] * 4), False)):
        for keys in (True, False):
            told = hint(read_entries(low), keys=keys)
            assert ("“What can help when it does not feel right”" in told) == pages
            assert ("“Changing or stopping”" in told) == pages


# Verdict: the two lines beside the bars


@pytest.mark.parametrize(
    ("scores", "text"),
    [
        ((), Verdict(" ", "too early to say", "none", " ", "")),
        ((3, 3), Verdict(" ", "too early to say", "none", " ", "")),
        ((3, 1, 3), Verdict("●", "mostly yes", "good", " ", "")),
        ((3, 3, 3), Verdict("●", "yes each time", "good", " ", "")),
        ((3, 3, 1, 3, 1, 2.5), Verdict("◑", "mixed", "middle", " ", "")),
        ((3, 3, 2, 1.5, 1.5, 1, 2), Verdict("○", "often below a yes", "low", " ", "")),
        ((3, 1, 1, 1), Verdict("○", "below a yes since 12 Mar", "low", " ", "")),
        ((3, 3, 3, 0), Verdict("○", "lower last session", "low", " ", "")),
        ((2.5, 2.5, 2.5, 1.5), Verdict("◑", "not a yes last session", "middle", " ", "")),
        (FALLING, Verdict("◑", "not a yes last session", "middle", " ", "")),
        ((*FALLING, 1.5, 1.5), Verdict("○", "below a yes since 21 May", "low", "↘", "lower than it was")),
        (FALLING[::-1], Verdict("●", "yes each time", "good", "↗", "higher than it was")),
        ((2,) * 8, Verdict("●", "yes each time", "good", "→", "steady")),
        ((1,) * 8, Verdict("○", "below a yes since 5 Mar", "low", "→", "about the same")),
        ((3, 2, 2.5, 3, 2, 2.5, 1.5, 2.5, 2, 3, 2.5, 2.5), Verdict("●", "yes each time", "good", " ", "")),
    ],
)
def test_verdict(scores: tuple[float, ...], text: Verdict) -> None:
    reading = trust(*scores)
    assert verdict(reading.of("trust"), reading, TODAY) == text


def test_verdict_where_nothing_was_answered_since() -> None:
    for row, text in ((of_trust(0), "lower when last answered"), (of_trust(1.5), "no yes when last answered")):
        reading = read_entries(weekly([*[of_trust(2.5)] * 3, row, {}]))
        assert verdict(reading.of("trust"), reading, TODAY).level == text


def test_verdict_of_not_sure() -> None:
    reading = read_entries(weekly([alike(None)] * 3))
    assert verdict(reading.of("trust"), reading, TODAY) == Verdict(" ", "mostly not sure", "none", " ", "")


def test_verdict_names_the_year_where_it_is_another() -> None:
    reading = trust(1, 1, 1)
    assert verdict(reading.of("trust"), reading, date(2027, 1, 1)).level == "below a yes since 5 Mar 2026"


def test_counts_and_spans() -> None:
    assert count_line(Level("often below a yes", 3, 5)) == "below a yes in 3 of the last 5"
    assert count_line(Level("yes each time", 0, 4)) == "a yes in each of the last 4"
    assert count_line(Level("too early")) == ""
    assert direction_line(trust(3, 3, 3).of("trust")) == ""
    assert direction_line(trust(*[2] * 9).of("trust")) == "steady over the last 9 sessions"
    assert direction_line(trust(*FALLING).of("trust")) == "lower than it was, over the last 12 sessions"
    assert direction_line(trust(*[3, 0] * 5).of("trust")) == ""


# A sentence an element


@pytest.mark.parametrize(
    ("scores", "text"),
    [
        ((), "Trust: too early to say, no answers so far."),
        ((3,), "Trust: too early to say, answered once so far."),
        ((3, 1), "Trust: too early to say, answered 2 times so far."),
        ((3, 1, 3), "Trust: mostly yes, below a yes in 1 of the last 3."),
        ((3, 3, 3), "Trust: yes each time, in all of the last 3."),
        ((1, 3, 1, 1), "Trust: often below a yes, in 3 of the last 4, since 19 March."),
        ((0, 0, 0), "Trust: below a yes each time, in 3 of the last 3, since 5 March."),
        ((3,) * 8, "Trust: yes each time, in all of the last 5; steady."),
        (
            (*FALLING, 1.5, 1.5),
            "Trust: often below a yes, in 4 of the last 5, since 21 May; lower than it was.",
        ),
        (
            (3, 3, 3, 1),
            "Trust: lower last session; below a yes in 1 of the last 4.",
        ),
        (
            (3, 3, 3, 1, 3),
            "Trust: mostly yes, below a yes in 1 of the last 5. "
            "On 26 March it was lower than your usual; it came back the next session.",
        ),
        (
            (3, 3, 3, 1, 1.5, 1.5, 1.5),
            "Trust: often below a yes, in 4 of the last 5, since 26 March. "
            "On 26 March it was lower than your usual; it has stayed lower since.",
        ),
    ],
)
def test_element_sentence(scores: tuple[float, ...], text: str) -> None:
    reading = trust(*scores)
    assert element_sentence(reading.of("trust"), reading, TODAY) == text


def test_element_sentence_of_not_sure() -> None:
    reading = read_entries(weekly([alike(None)] * 3))
    assert element_sentence(reading.of("trust"), reading, TODAY) == "Trust: mostly not sure, 6 of 6 answers."


def test_no_element_repeats_the_date_of_a_session_that_the_headline_tells() -> None:
    told = lines("Zoë", read_entries(course(3, 3, 3, 3, 0)), TODAY)
    assert sum("29 January" in line for line in told) == 1
    came_back = lines("Zoë", read_entries(course(3, 3, 3, 3, 0, 3)), TODAY)
    assert sum("29 January" in line for line in came_back) == 1


def test_tension_beside_a_drop() -> None:
    entries = tense(course(*[3] * 3, alike(3, warmth=0), 3), 3)
    entries[3] = entries[3]._replace(tension=Tension("a sigh", talked_through_in=entries[4].id))
    reading = read_entries(entries)
    assert element_sentence(reading.of("warmth"), reading, TODAY).endswith(
        "On 22 January there was tension, and it was lower than your usual; it came back the next session. "
        "You talked it through on 29 January."
    )
    assert lines("Zoë", reading, TODAY)[-1] == "Tension on 22 January, talked through on 29 January."
    assert tension_sentence(MarkedTension("s", 1, NEW_YEAR), TODAY) == "Tension on 1 January."


# The Checklist's end


STILL_YES = "This session was lower than your usual, taken together. Every answer is still a yes."


def test_end_of_the_checklist() -> None:
    entries = course(*[3] * 4, alike(3, warmth=1, heard=1, silence=2))
    reading = read_entries(entries)
    ended = checklist_end(reading, entries[-1], TODAY)
    assert ended.sentence == (
        "This session, Warmth and Listening were lower than your usual. Trust and Understanding were still a yes."
    )
    assert set(ended.lower) == {"warmth", "listening"}
    # Of an earlier session, what was said of it then.
    assert checklist_end(reading, entries[-2], TODAY) == ("", ())


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ((3, 3, 3, 0), "This session, all seven elements were lower than your usual."),
        ((3, 3, 3, 2), STILL_YES),
        (
            (3, 3, 3, 3, 0, alike(1, warmth=3)),
            "This session was still lower than your usual, and closer to it than the one before.",
        ),
        ((3, 3, 3, 3, 0, 3), "Everything that was lower on 29 January is a yes again."),
        ((3,), f"{ARTICLE} So far: 9 yes."),
        ((3, 3), f"{ARTICLE} So far: 9 yes."),
        ((3, 3, 3), ""),
        ((0,), f"This session, none of your 12 answers was a yes. {ARTICLE} So far: 0 yes. {EARLY}"),
        (
            (0,) * 3,
            "This session, none of your 12 answers was a yes. "
            "All seven elements have been below a yes since 1 January.",
        ),
        ((0,) * 4, "All seven elements have been below a yes since 1 January."),
    ],
)
def test_end_of_the_checklist_of_a_course(rows: tuple[int | Mapping[str, Given], ...], text: str) -> None:
    entries = course(*rows)
    assert checklist_end(read_entries(entries), entries[-1], TODAY).sentence == text


def test_end_of_the_checklist_with_tension() -> None:
    entries = tense(course(3, 3, 3, 0))
    assert checklist_end(read_entries(entries), entries[-1], TODAY).sentence == (
        "This session, there was tension, and all seven elements were lower than your usual."
    )


def test_end_of_a_checklist_without_a_number_says_nothing_of_the_session_before() -> None:
    for unscored in ({}, {"warmth": None}):
        entries = course(3, 3, 3, 0, unscored)
        ended = checklist_end(read_entries(entries), entries[-1], TODAY)
        assert ended.lower == ()
        assert "This session" not in ended.sentence


def test_a_missing_answer_is_not_spoken_of_as_lower() -> None:
    usual: dict[str, Given] = {"share": 3, "able": 0}
    entries = weekly([usual, usual, usual, usual, {"share": None, "able": 0}])
    assert "lower" not in checklist_end(read_entries(entries), entries[-1], TODAY).sentence


def test_end_of_the_checklist_of_a_call() -> None:
    """Calls get R0 only, however many sessions there were, and what to ask next."""
    sessions = weekly([alike(3)] * 4)
    call = entry(
        1, {"warmth": 3, "clear": 0, "share": 3, "able": 2, "heard": 3, "language": 2}, kind="consultation"
    )
    text = (
        f"{ARTICLE} So far: 5 yes, 3 still open. "
        "To ask next call: Approach makes sense to me, Amount of direction, Silences feel comfortable."
    )
    assert checklist_end(read_entries([call]), call, TODAY) == (text, ())
    assert checklist_end(read_entries([*sessions, call]), call, TODAY) == (text, ())
    empty = call._replace(answers=())
    assert checklist_end(read_entries([empty]), empty, TODAY) == ("", ())


def test_after_a_gap_it_is_too_early_again() -> None:
    entries = after_break(1)
    ended = checklist_end(read_entries(entries), entries[-1], TODAY)
    assert ended.lower == ()
    assert "than your usual" not in ended.sentence


# All of it


def test_a_call_in_lines() -> None:
    call = entry(1, {q: 3 for q in DEFAULT_IDS[:7]}, kind="consultation", day=date(2026, 5, 28))
    assert call_lines("R.", call, TODAY) == (
        "Consultation call with R on 28 May.",
        f"{ARTICLE} So far: 7 yes, 2 still open.",
        "To ask next call:",
        f"- {ASK_ABOUT['direction']}",
        f"- {ASK_ABOUT['silence']}",
    )
    assert len(call_lines("R.", entry(1, alike(3), kind="consultation"), TODAY)) == 2


def test_lines() -> None:
    assert lines("Zoë", read_entries([]), TODAY) == (
        "With Zoë: 0 sessions, 0 answered.",
        "This fills as you answer. After 3 sessions it says how it feels lately, after 8 whether it changes.",
    )
    told = lines("Zoë", read_entries(weekly([*[{"warmth": 3}] * 3, {}])), TODAY)
    assert told[:2] == ("With Zoë: 4 sessions, 3 answered.", "Warmth was a yes each time.")
    assert [line.split(":")[0] for line in told[2:]] == [
        "Trust",
        "Warmth",
        "Understanding",
        "Shared plan",
        "Words",
        "Listening",
        "Body language",
    ]
    assert lines("Zoë", trust(3), TODAY)[0] == "With Zoë: 1 session, 1 answered."
    # "Not sure" is an answer.
    unsure = lines("Zoë", read_entries(weekly([alike(None)] * 2)), TODAY)
    assert unsure[0] == "With Zoë: 2 sessions, 2 answered."


FORBIDDEN = re.compile(r"rupture|risk|fail|alert|score|overdue|missed|streak|complian|!", re.IGNORECASE)


def everything_said(entries: list[Entry]) -> Iterator[str]:
    reading = read_entries(entries)
    yield headline(reading, TODAY)
    yield from (hint(reading, keys=keys) for keys in (True, False))
    yield from lines("Zoë", reading, TODAY)
    for element in reading.elements:
        beside = verdict(element, reading, TODAY)
        yield from (beside.level, beside.going, count_line(element.level), direction_line(element))
        yield element_sentence(element, reading, TODAY)
    for one_entry in entries:
        yield checklist_end(reading, one_entry, TODAY).sentence
        yield from call_lines("Zoë", one_entry._replace(kind="consultation"), TODAY)


@given(histories())
@examples(60)
def test_some_words_are_never_said(entries: list[Entry]) -> None:
    for text in everything_said(entries):
        assert not FORBIDDEN.search(text)
        assert "  " not in text


def test_some_words_are_not_in_the_explanation() -> None:
    for heading, paragraphs in HOW_IT_IS_WORKED_OUT:
        for text in (heading, *paragraphs):
            assert not re.search("rupture|risk|fail|alert|score|overdue|!", text, re.IGNORECASE)


DIRECTIONS = re.compile(r"than it was|than they were|steady|about the same|direction|become (lower|higher)")
LEVELS = re.compile(r"mostly yes|mixed|often below|have been below|a yes each time|stands out|up and down")
DIPS = re.compile(r"than your usual|is a yes again|are a yes again", re.IGNORECASE)


@given(histories(most=9, gaps=False))
@examples(100)
def test_what_must_not_be_said_yet(entries: list[Entry]) -> None:
    """By the number of rated sessions."""
    reading = read_entries(entries)
    rated = reading.history.rated
    told = " ".join([*lines("Zoë", reading, TODAY), *(checklist_end(reading, e, TODAY).sentence for e in entries)])
    if rated == 0:
        assert "yes" not in told
    if rated < 3:
        assert not LEVELS.search(told)
    if rated < 4:
        assert not DIPS.search(told)
    if rated < 8:
        assert not DIRECTIONS.search(told)
