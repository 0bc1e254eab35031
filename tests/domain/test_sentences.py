"""The words the reading is said in."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.alliance.trend_text import (
    Headline,
    Verdict,
    after_checklist,
    call_lines,
    count_line,
    drop_sentence,
    element_sentence,
    headline,
    lines,
    since_line,
    verdict,
    yes_sentence,
)
from alliance_journal.domain.alliance.trends import Level, Reading, read, yes_to_most
from alliance_journal.domain.journal import Entry
from tests.domain.histories import histories
from tests.domain.making import DEFAULT_IDS, TODAY, Given, entry, of_trust, one, two, weekly

FALLING = (3, 3, 2.5, 3, 2.5, 2.5, 2, 2.5, 2, 1.5, 2, 1.5)
HINT = "It can be worth a sentence next time."


def trust(*scores: float) -> Reading:
    return read(weekly(of_trust(score) for score in scores))


def row(default: int, **others: int) -> dict[str, Given]:
    """All twelve questions answered alike but for the ones named."""
    return {**dict.fromkeys(DEFAULT_IDS, default), **others}


# Verdict: the two lines beside the bars


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((), Verdict(" ", "too early to say", "none", " ", "")),
        ((3, 3), Verdict(" ", "too early to say", "none", " ", "")),
        ((3, 1, 3), Verdict("●", "mostly yes", "good", " ", "too early for a direction")),
        ((3, 3, 1, 2.5, 1), Verdict("◑", "mixed", "middle", " ", "too early for a direction")),
        ((3, 3, 2, 1.5, 1.5, 1, 2), Verdict("○", "often below a yes", "low", " ", "too early for a direction")),
        ((3, 1, 1, 1), Verdict("○", "below a yes since 12 Mar", "low", " ", "too early for a direction")),
        (FALLING, Verdict("◑", "mixed", "middle", "↘", "lower than it was")),
        (FALLING[::-1], Verdict("●", "mostly yes", "good", "↗", "higher than it was")),
        ((2,) * 8, Verdict("●", "mostly yes", "good", "→", "steady")),
        (
            (3, 2, 2.5, 3, 2, 2.5, 1.5, 2.5, 2, 3, 2.5, 2.5),
            Verdict("●", "mostly yes", "good", " ", "no clear direction"),
        ),
    ],
)
def test_verdict(scores: tuple[float, ...], said: Verdict) -> None:
    assert verdict(trust(*scores).of("trust"), TODAY) == said


def test_verdict_names_the_year_where_it_is_another() -> None:
    assert verdict(trust(1, 1, 1).of("trust"), date(2027, 1, 1)).level == "below a yes since 5 Mar 2026"


def test_counts_and_since() -> None:
    assert count_line(Level("often below a yes", 3, 5)) == "below a yes in 3 of the last 5"
    assert count_line(Level("mostly yes", 0, 4)) == "not below a yes in any of the last 4"
    assert count_line(Level("too early")) == ""
    assert since_line(Level("mixed", 2, 5, date(2026, 4, 9)), TODAY) == "since 9 April"
    assert since_line(Level("mixed", 2, 5, date(2025, 4, 9)), TODAY) == "since 9 April 2025"
    assert since_line(Level("mixed", 2, 5), TODAY) == "lately"


# A sentence an element


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((), "Trust: too early to say, no answers yet."),
        ((3,), "Trust: too early to say, answered once so far."),
        ((3, 1), "Trust: too early to say, answered 2 times so far."),
        ((3, 1, 3), "Trust: mostly yes, below a yes in 1 of the last 3; too early for a direction."),
        (
            (1, 3, 1, 1),
            "Trust: often below a yes, below a yes in 3 of the last 4, below a yes since 19 March; "
            "too early for a direction.",
        ),
        ((3,) * 8, "Trust: mostly yes, not below a yes in any of the last 5; steady."),
        (
            FALLING,
            "Trust: mixed, below a yes in 2 of the last 5, below a yes since 21 May; lower than it was.",
        ),
        (
            (3, 3, 3, 1),
            "Trust: mostly yes, below a yes in 1 of the last 4, below a yes since 26 March; too early for a "
            "direction. On 26 March it was lower than your usual; it is too early to say what came after.",
        ),
        (
            (3, 3, 3, 1, 3),
            "Trust: mostly yes, below a yes in 1 of the last 5; too early for a direction. "
            "On 26 March it was lower than your usual; it came back the next session.",
        ),
        (
            (3, 3, 3, 1, 1.5, 1.5, 1.5),
            "Trust: often below a yes, below a yes in 4 of the last 5, below a yes since 26 March; too early for a "
            "direction. On 26 March it was lower than your usual; it has stayed lower since.",
        ),
    ],
)
def test_element_sentence(scores: tuple[float, ...], said: str) -> None:
    assert element_sentence(trust(*scores).of("trust"), TODAY) == said


# R0


def test_yes_sentence() -> None:
    day = date(2026, 5, 28)

    def said(given_answers: dict[str, Given]) -> str:
        return yes_sentence(yes_to_most(entry(1, given_answers, day=day)), TODAY)

    assert said(row(3)) == "On 28 May: yes to most, 9 of the nine first questions are a yes."
    assert said(row(0, share=3)) == "On 28 May: not yes to most this time, 1 of the nine first questions is a yes."
    eight_answered: dict[str, Given] = {
        q: 2 if q in ("share", "heard", "able", "warmth") else 0 for q in DEFAULT_IDS[:8]
    }
    assert said(eight_answered) == "On 28 May: not decided, 4 of the nine first questions are a yes and 1 is open."
    assert said({}) == "On 28 May: not decided, 0 of the nine first questions are a yes and 9 are open."


def test_a_call_ends_with_the_questions_to_ask() -> None:
    call = entry(1, {q: 3 for q in DEFAULT_IDS[:7]}, kind="consultation", day=date(2026, 5, 28))
    assert call_lines("Zoë", call, TODAY) == (
        "Consultation call with Zoë.",
        "On 28 May: yes to most, 7 of the nine first questions are a yes.",
        "To ask next call:",
        f"- {QUESTION['direction'].text}",
        f"- {QUESTION['silence'].text}",
    )


# Headline


def test_headline_before_there_is_anything_to_say() -> None:
    nothing = headline(read([]), TODAY)
    assert nothing.text == "This fills as you answer."
    assert nothing.lower == ""
    two_sessions = headline(read(weekly([row(3), row(2)])), TODAY)
    assert two_sessions.text == "On 12 March: yes to most, 9 of the nine first questions are a yes."
    assert "3 sessions" in two_sessions.hint


def test_headline_says_what_is_good_first() -> None:
    fall = [row(3, direction=min(3, round(2 * s) // 2), measure=round(2 * s) - round(2 * s) // 2) for s in FALLING]
    said = headline(read(weekly(fall)), TODAY)
    assert said == Headline("Trust is mostly yes.", "Shared plan is lower than it was.", HINT)
    assert said.text == "Trust is mostly yes. Shared plan is lower than it was."


def test_headline_names_what_is_higher() -> None:
    rise = [row(3, warmth=score) for score in (0, 0, 1, 1, 1, 2, 2, 2, 3, 3)]
    assert headline(read(weekly(rise)), TODAY) == Headline("Trust is mostly yes, and Warmth is higher than it was.")


def test_headline_with_a_low_level_and_no_direction() -> None:
    entries = weekly([row(3, body=1)] * 4)
    said = headline(read(entries), TODAY)
    assert said == Headline("Trust is mostly yes.", "Body language is often below a yes lately.", HINT)


def test_headline_chooses_the_element_that_stands_out() -> None:
    """Trust comes first in the fixed order, but Warmth is the lowest of the two."""
    entries = weekly([row(3, share=1, able=2, warmth=0)] * 4)
    assert headline(read(entries), TODAY).lower == "Warmth is often below a yes lately."


SLIDE = (3, 3, 3, 3, 2.5, 2.5, 2.5, 2, 2, 2, 2, 2)


def test_what_is_lower_is_not_called_good_even_while_it_is_a_yes() -> None:
    reading = trust(*SLIDE)
    assert reading.of("trust").level.word == "mostly yes"
    assert headline(reading, TODAY) == Headline("", "Trust is lower than it was.", HINT)


def test_headline_prefers_what_is_lower_and_below_a_yes() -> None:
    """Trust slides within the yeses, Shared plan below them; Warmth is lowest, but not lower than it was."""
    falls = (3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1)
    entries = weekly(
        {**of_trust(slide), "direction": fall, "warmth": 0} for slide, fall in zip(SLIDE, falls, strict=True)
    )
    reading = read(entries)
    assert reading.lowest == "warmth"
    assert headline(reading, TODAY).lower == "Shared plan is lower than it was."


def test_headline_where_nothing_stands_out() -> None:
    mixed = [row(score) for score in (3, 1, 3, 1, 3)]
    assert headline(read(weekly(mixed)), TODAY) == Headline("No element stands out.")


def test_headline_never_denies_the_lowest_element() -> None:
    """All are mixed, but Shared plan's median is a full point below the others'."""
    mixed = [row(score, direction=min(2, score), measure=min(2, score)) for score in (3, 1, 3, 1, 3)]
    reading = read(weekly(mixed))
    assert reading.lowest == "plan"
    assert headline(reading, TODAY) == Headline("", "Shared plan is lowest lately.", HINT)


# After the last answer


def test_after_the_checklist_a_dip_is_named() -> None:
    entries = weekly([row(3)] * 4 + [row(3, warmth=1, heard=1, silence=2)])
    reading = read(entries)
    assert after_checklist(reading, entries[-1], TODAY) == (
        "Lower than your usual: Warmth, Listening. A dip is often a good thing to talk about.",
        ("warmth", "listening"),
    )
    assert after_checklist(reading, entries[-2], TODAY) == ("", ())


def test_after_the_checklist_all_still_a_yes() -> None:
    entries = weekly([row(3)] * 4 + [row(2)])
    assert after_checklist(read(entries), entries[-1], TODAY) == (
        "A little lower than your usual overall, and every answer is still a yes.",
        (),
    )


def test_after_the_checklist_overall_lower() -> None:
    entries = weekly([row(2)] * 4 + [row(1)])
    assert after_checklist(read(entries), entries[-1], TODAY) == (
        "Overall lower than your usual. A dip is often a good thing to talk about.",
        (),
    )


def test_after_the_first_checklists_yes_to_most() -> None:
    entries = weekly([row(3)] * 3)
    assert after_checklist(read(entries[:1]), entries[0], TODAY)[0].startswith("On 5 March: yes to most")
    assert after_checklist(read(entries[:2]), entries[1], TODAY)[0].startswith("On 12 March: yes to most")
    assert after_checklist(read(entries), entries[2], TODAY) == ("", ())


def test_after_a_checklist_without_a_scored_answer_nothing_is_said() -> None:
    for unscored in ({}, {"warmth": None}):
        session = entry(1, unscored)
        assert after_checklist(read([session]), session, TODAY) == ("", ())


def test_after_the_checklist_of_a_call_yes_to_most() -> None:
    """Calls get R0 only, however many sessions there were."""
    sessions = weekly([row(3)] * 4)
    call = entry(1, row(1), kind="consultation", day=date(2026, 5, 28))
    said = "On 28 May: not yes to most this time, 0 of the nine first questions are a yes."
    assert after_checklist(read([call]), call, TODAY) == (said, ())
    assert after_checklist(read([*sessions, call]), call, TODAY) == (said, ())


def test_a_missing_answer_is_not_spoken_of_as_a_dip() -> None:
    entries = weekly(two("30 30 31 30 –0"))
    assert after_checklist(read(entries), entries[-1], TODAY) == ("", ())


# All of it


def test_lines() -> None:
    assert lines("Zoë", read([]), TODAY)[0] == "With Zoë: 0 sessions, 0 with answers."
    said = lines("Zoë", read(weekly([*one("3 3 3"), {}])), TODAY)
    assert said[0] == "With Zoë: 4 sessions, 3 with answers."
    assert said[1] == "Warmth is mostly yes."
    assert said[2] == "On 19 March: not decided, 1 of the nine first questions is a yes and 8 are open."
    assert [line.split(":")[0] for line in said[3:]] == [
        "Trust",
        "Warmth",
        "Understanding",
        "Shared plan",
        "Words",
        "Listening",
        "Body language",
    ]
    assert lines("Zoë", read(weekly(one("3"))), TODAY)[0] == "With Zoë: 1 session, 1 with answers."


FORBIDDEN = re.compile(r"rupture|risk|fail|alert|score|overdue|missed|streak|complian|!", re.IGNORECASE)
LOWERS = re.compile(r"lower than|below a yes|lowest", re.IGNORECASE)


def everything_said(entries: list[Entry]) -> Iterator[str]:
    reading = read(entries, with_tension=True)
    top = headline(reading, TODAY)
    yield from (top.good, top.lower, top.hint)
    yield from lines("Zoë", reading, TODAY)
    for element in reading.elements:
        said = verdict(element, TODAY)
        yield from (said.level, said.going, count_line(element.level), since_line(element.level, TODAY))
        yield element_sentence(element, TODAY)
    for one_entry in entries:
        yield after_checklist(reading, one_entry, TODAY)[0]
        yield from call_lines("Zoë", one_entry._replace(kind="consultation"), TODAY)


@given(histories())
@settings(max_examples=80, deadline=None)
def test_some_words_are_never_said(entries: list[Entry]) -> None:
    for said in everything_said(entries):
        assert not FORBIDDEN.search(said)


@given(histories(gaps=False))
@settings(max_examples=120, deadline=None)
def test_at_most_one_lower_statement_and_after_what_is_good(entries: list[Entry]) -> None:
    reading = read(entries)
    top = headline(reading, TODAY)
    assert not LOWERS.search(top.good)
    assert len(LOWERS.findall(top.text)) == bool(top.lower)
    assert top.text.endswith(top.lower)
    for one_entry in entries:
        sentence, named = after_checklist(reading, one_entry, TODAY)
        assert len(LOWERS.findall(sentence)) <= 1
        assert set(named) <= {e.element.id for e in reading.elements}


DIRECTIONS = re.compile(r"than it was|steady|no clear direction|same every time")
LEVELS = re.compile(r"mostly yes|mixed|often below|below a yes|lowest|stands out")
DIPS = re.compile(r"than your usual", re.IGNORECASE)


@given(histories(most=9, gaps=False))
@settings(max_examples=120, deadline=None)
def test_what_must_not_be_said_yet(entries: list[Entry]) -> None:
    """The table of reading.md, by the number of rated sessions."""
    reading = read(entries, with_tension=True)
    rated = reading.past.rated_sessions
    said = " ".join([*lines("Zoë", reading, TODAY), *(after_checklist(reading, e, TODAY)[0] for e in entries)])
    if rated == 0:
        assert "yes" not in said
    if rated < 3:
        assert not LEVELS.search(said)
    if rated < 4:
        assert not DIPS.search(said)
    if rated < 8:
        assert not DIRECTIONS.search(said)


def test_after_a_gap_it_is_too_early_again() -> None:
    old = weekly([row(3)] * 12)
    new = entry(13, row(1), day=old[-1].date + timedelta(days=120))
    reading = read([*old, new])
    assert after_checklist(reading, new, TODAY)[1] == ()
    assert headline(reading, TODAY).lower == ""
    assert not LEVELS.search(" ".join(lines("Zoë", reading, TODAY)))


def test_after_the_checklist_of_a_call_what_to_ask_next() -> None:
    call = entry(
        1, {"warmth": 3, "clear": 0, "share": 3, "able": 2, "heard": 3, "language": 2}, kind="consultation"
    )
    said, dipped = after_checklist(read([call]), call, TODAY)
    assert said.endswith(
        "To ask next call: Approach makes sense to me, Amount of direction, Silences feel comfortable."
    )
    assert dipped == ()


def test_a_drop_made_up_for_later_is_not_said_to_stay() -> None:
    scores = (3, 3, 3, 3, 0, 0, 0, 0, 3, 3, 3, 3, 3)
    warmth = read(weekly({"warmth": score} for score in scores)).of("warmth")
    assert warmth.drop is not None
    assert warmth.drop.after == "has stayed lower since"
    assert drop_sentence(warmth, TODAY).endswith("it stayed lower for the next 3 sessions, and came back later.")
    still = read(weekly({"warmth": score} for score in scores[:8])).of("warmth")
    assert drop_sentence(still, TODAY).endswith("it has stayed lower since.")


def test_yes_to_most_is_said_once_also_after_a_break() -> None:
    old = weekly([row(3)] * 4)
    late = entry(40, row(3), day=old[-1].date + timedelta(days=120))
    said = lines("Zoë", read([*old, late]), TODAY)
    assert sum("yes to most" in line for line in said) == 1
    assert "After 3 sessions since the break this says how it feels lately." in said
