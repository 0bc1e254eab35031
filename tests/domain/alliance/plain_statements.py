"""The statements about one therapist, in the order they are said, with their words."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from alliance_journal.domain.alliance.questions import ELEMENT
from tests.domain.alliance.plain_arithmetic import (
    GOOD_WORDS,
    HIGHER,
    LOW_WORDS,
    LOWER,
    NO_LEVEL,
    AtSession,
    at_session,
    overall_span,
    present_run,
    unsure_window,
    yes_to_most,
)
from tests.domain.alliance.plain_sessions import (
    KNOWN,
    NOT_SURE,
    OVERALL,
    YES,
    Place,
    element_measure,
    is_rated,
    scored,
    value,
)

Statement = dict[str, Any]

NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
R0_WORDS: Final = (
    "The article this checklist comes from says: a yes to most of nine questions is a good sign early on."
)
EARLY_WORDS: Final = (
    "It is early. Feeling comfortable can take a few sessions, and you do not have to wait: "
    "what you notice can be said now."
)
UNSURE_WORDS: Final = "Not being sure is an answer too, and something one can ask about."


@dataclass(frozen=True)
class Facts:
    """Everything the statements rest on."""

    places: list[Place]
    stretch: list[Place]
    """The rated sessions of the present stretch, empty before the first one."""
    before: list[Place]
    """Those of the stretch before, empty where there was no break."""
    elements: list[str]
    found: dict[str, dict[str, Any]]
    """Element to its level, direction, steady and the rest, as in the JSON."""
    overall: dict[str, Any]
    good: list[str]
    good_before: list[str]
    """Elements that were a yes each time at the end of the stretch before, in R9's order."""

    @property
    def levelled(self) -> list[str]:
        """The m elements with a level."""
        return [element for element in self.elements if self.word(element) not in NO_LEVEL]

    @property
    def low(self) -> list[str]:
        return [element for element in self.elements if self.word(element) in LOW_WORDS]

    @cached_property
    def at_last(self) -> AtSession | None:
        return at_session(self.stretch, len(self.stretch) - 1, self.elements) if self.stretch else None

    def word(self, element: str) -> str:
        return str(self.found[element]["level"]["word"])

    def since(self, element: str) -> date | None:
        found: date | None = self.found[element]["level"]["below_since"]
        return found

    def direction(self, element: str) -> str:
        return str(self.found[element]["direction"]["word"])


def day(when: date) -> str:
    """A date in words; the templates never name the year."""
    return f"{when.day} {when:%B}"


def label(element: str) -> str:
    return ELEMENT[element].label


def listed(names: list[str]) -> str:
    """Names with commas and one "and"."""
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " and " + names[-1]


def all_of(count: int) -> str:
    return f"all {NUMBERS[count]} elements"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def statement(kind: str, case: str, text: str, elements: list[str], **more: Any) -> Statement:
    """One statement; `case` says which row of its kind it is."""
    return {"kind": kind, "case": case, "elements": elements, "date": None, "text": text} | more


def last(facts: Facts) -> Statement | None:
    """Return what the last session was like; the first row that holds, from above."""
    at = facts.at_last
    if at is None:
        return None
    here = facts.stretch[-1].session
    case, what, elements, numbers = last_row(facts, at)
    if here.tension and case is None:
        case, elements, numbers = "tension", [], {}
    if case is None:
        return None
    # Reading: taken as written, the later session may be one answered "not sure" only.
    opening = f"Last session, on {day(here.date)},"
    if facts.places[-1].x > facts.stretch[-1].x:
        opening = f"On {day(here.date)}, the last session you answered,"
    if not here.tension:
        text = f"{opening} {what}"
    elif case == "tension":
        # Reading: "your answers were as usual" needs an element that is seen; without one only the tension is said.
        # Where some element "fell" (one alone is never news) the words stay as the template has them.
        text = f"{opening} there was tension" + ("; your answers were as usual." if at.words else ".")
    else:
        text = f"{opening} there was tension, and {'it ' if what.startswith('was ') else ''}{what}"
    return statement("last", case, text, elements, date=here.date, tension=here.tension, **numbers)


def last_row(facts: Facts, at: AtSession) -> tuple[str | None, str, list[str], dict[str, Any]]:
    """The row of *last* that holds: its name, its words, its elements and its numbers."""
    here = facts.stretch[-1].session
    if at.broad:
        return broad_row(facts, at)
    if at.dropped:
        numbers = {"count": len(at.dropped), "of": len(at.answered)}
        if len(at.dropped) <= 2:
            was = "was" if len(at.dropped) == 1 else "were"
            names = listed([label(element) for element in at.dropped])
            return "named", f"{names} {was} lower than your usual.", at.dropped, numbers
        # Reading: "from three on counted" in the words of the broad row, without those that only "fell".
        return "counted", counted_lower(numbers), at.dropped, numbers
    answers = list(scored(here, KNOWN).values())
    yes = len([score for score in answers if score >= YES])
    if at.overall == "drop":
        # Reading: "every answer" takes in "not sure" and "did not come up", which are answers and not a yes.
        every = yes == len(here.given)
        text = "was lower than your usual, taken together."
        return "together", text + (" Every answer is still a yes." if every else ""), [], {"every_yes": every}
    if not at.words and len(answers) >= 5 and 2 * yes <= len(answers):
        # Reading: "your 12 answers" are the scored ones.
        was = "was" if yes <= 1 else "were"
        text = f"{'none' if yes == 0 else yes} of your {len(answers)} answers {was} a yes."
        return "few yes", text, [], {"count": yes, "of": len(answers)}
    return None, "", [], {}


def counted_lower(numbers: dict[str, int]) -> str:
    # Reading: "the elements you answered" are those with a valid value at L, seen or not.
    return f"{numbers['count']} of the {numbers['of']} elements you answered were lower than your usual."


def broad_row(facts: Facts, at: AtSession) -> tuple[str | None, str, list[str], dict[str, Any]]:
    """The first of the three rows for a broad session that holds."""
    # Reading: from above, so a second session with all elements lower is "all" also when O rose.
    numbers = {"count": len(at.lower), "of": len(at.answered)}
    if len(at.lower) == len(at.answered):
        return "all", f"{all_of(len(at.lower))} were lower than your usual.", at.lower, numbers
    if len(facts.stretch) >= 2:
        before = at_session(facts.stretch, len(facts.stretch) - 2, facts.elements)
        now = value(facts.stretch[-1].session, OVERALL)
        then = value(facts.stretch[-2].session, OVERALL)
        if before.broad and now is not None and then is not None and now - then >= Fraction(1, 2):
            text = "was still lower than your usual, and closer to it than the one before."
            return "closer", text, at.lower, numbers
    return "counted", counted_lower(numbers), at.lower, numbers


def broad_event(facts: Facts) -> int | None:
    """Index of the broad session that *after* tells, or None."""
    end = len(facts.stretch) - 1
    broad = [at_session(facts.stretch, index, facts.elements).broad for index in range(end)]
    recent = [index for index in range(max(0, end - 5), end) if broad[index]]
    if not recent:
        return None
    # Reading: the course "3 3 3 2 3 3 3 0 1 3 3" tells 19 February, although 26 February (1, usual 3) is broad too
    # and is "the latest such". So broad rated sessions in an unbroken row are one event, dated by its first, which
    # may lie more than 5 sessions back; its elements are the lower ones of that first session.
    first = recent[-1]
    while first > 0 and broad[first - 1]:
        first -= 1
    return first


def after(facts: Facts) -> Statement | None:
    """Return what has come back after a broad session."""
    at = facts.at_last
    if at is None or at.broad:
        return None
    first = broad_event(facts)
    if first is None:
        return None
    lower = at_session(facts.stretch, first, facts.elements).lower
    here = facts.stretch[-1].session
    again = []
    for element in lower:
        now = value(here, element_measure(element))
        if now is not None and now >= YES:
            again.append(element)
    if not again:
        return None
    when = facts.stretch[first].session.date
    numbers = {"count": len(again), "of": len(lower), "date": when}
    if len(again) == len(lower):
        text = f"Everything that was lower on {day(when)} is a yes again."
        return statement("after", "all", text, again, **numbers)
    verb = "is" if len(again) == 1 else "are"
    text = f"Of the {len(lower)} elements that were lower on {day(when)}, {len(again)} {verb} a yes again."
    return statement("after", "counted", text, again, **numbers)


def unsure(facts: Facts) -> Statement | None:
    """R10 of at least half of all elements."""
    elements = [element for element in facts.elements if facts.word(element) == "mostly not sure"]
    if 2 * len(elements) < len(facts.elements):
        return None
    # Reading: the counts are those of all answers in R10's window, not only those to the elements concerned.
    window = unsure_window(facts.places)
    words = [word for session in window for word in session.given.values()]
    count = words.count(NOT_SURE)
    counted = f"{count} of {len(words)} answers in your last {len(window)} sessions"
    text = f"You were not sure most of the time ({counted}). {UNSURE_WORDS}"
    return statement("unsure", "unsure", text, elements, count=count, of=len(words), sessions=len(window))


def low(facts: Facts, spoken: Statement | None) -> Statement | None:
    """Return what is low, or else lower than it was; the first row that holds, from above."""
    names = facts.low
    m = len(facts.levelled)
    # Reading: the numbers said are m, so "All five elements" where two have no level yet.
    if m >= 3 and len(names) == m:
        return all_low(facts)
    if len(names) >= 3:
        text = f"{len(names)} of {m} elements are often below a yes: {listed([label(e) for e in names])}."
        return statement("low", "counted", text, names, count=len(names), of=m)
    if names:
        return one_or_two_low(facts, [element for element in names if not is_named(element, spoken)])
    return lower_than_it_was(facts, spoken)


def all_low(facts: Facts) -> Statement:
    """The three rows for all m elements."""
    names = facts.low
    everything = capital(all_of(len(names)))
    dates = {facts.since(element) for element in names}
    # Reading: the course "3 1 3 1 3 1 3 1" has one shared `below_since` (19 February, a run of one session, and
    # the element is low), and yet is told as "often below a yes". So this row also needs a run of two sessions.
    runs = [len(present_run(facts.stretch, element_measure(element))) for element in names]
    (when, *others) = dates
    if when is not None and not others and min(runs) >= 2:
        text = f"{everything} have been below a yes since {day(when)}."
        return statement("low", "all since", text, names, count=len(names), date=when)
    if all(facts.word(element) == "below a yes each time" for element in names):
        # Reading: where the elements have been answered differently often, the smallest number holds for all.
        times = min(facts.found[element]["level"]["of"] for element in names)
        text = f"{everything} were below a yes each of the last {times} times you answered."
        return statement("low", "all each time", text, names, count=len(names), sessions=times)
    return statement("low", "all", f"{everything} are often below a yes.", names, count=len(names))


def is_named(element: str, spoken: Statement | None) -> bool:
    """Return whether the sentence on the last session names an element."""
    # Reading: named by its name. A counted sentence ("all seven", "5 of the 6") names none.
    return spoken is not None and spoken["case"] == "named" and element in spoken["elements"]


def one_or_two_low(facts: Facts, names: list[str]) -> Statement | None:
    """The row for one or two low elements, each with its date and its direction."""
    if not names:
        return None
    sinces = {element: facts.since(element) for element in names}
    parts: list[str] = []
    for element in names:
        since = sinces[element]
        if since is None:
            part = f"{label(element)} is often below a yes lately"
        elif parts and sinces[names[0]] is not None:
            part = f"{label(element)} since {day(since)}"
        else:
            part = f"{label(element)} has been below a yes since {day(since)}"
        # Reading: the direction is said here also of an element that "fell" at L or is counted in *last*; the rule
        # "not also called lower than it was" is of the lines beside the bars.
        if facts.direction(element) in (LOWER, HIGHER):
            part += f", and is {facts.direction(element)}"
        parts.append(part)
    # Reading: one date only where all elements of the sentence share it.
    shared = set(sinces.values())
    when = shared.pop() if len(shared) == 1 else None
    directions = {element: facts.direction(element) for element in names}
    text = ", and ".join(parts) + "."
    return statement("low", "named", text, names, date=when, since=sinces, directions=directions)


def lower_than_it_was(facts: Facts, spoken: Statement | None) -> Statement | None:
    """The row for elements that are lower than they were while none is low."""
    # Reading: only elements with a level. One that "fell" at L, or is only counted in *last*, stays in.
    names = [e for e in facts.levelled if facts.direction(e) == LOWER and not is_named(e, spoken)]
    if not names:
        return None
    spans = [facts.found[element]["direction"]["window"] for element in names]
    numbers = {"count": len(names), "of": len(facts.levelled), "spans": spans}
    if len(names) > 2:
        text = f"{len(names)} of {len(facts.levelled)} elements are lower than they were."
        return statement("low", "lower counted", text, names, **numbers)
    if len(names) == 2 and spans[0] != spans[1]:
        text = (
            f"{label(names[0])} is lower than it was, over the last {spans[0]} sessions, "
            f"and {label(names[1])}, over the last {spans[1]}."
        )
    else:
        verb = "is lower than it was" if len(names) == 1 else "are lower than they were"
        text = f"{listed([label(e) for e in names])} {verb}, over the last {spans[0]} sessions."
    return statement("low", "lower", text, names, **numbers)


def overall(facts: Facts) -> Statement | None:
    """The direction of all answers taken together."""
    word = facts.overall["direction"]["word"]
    if word not in (LOWER, HIGHER):
        return None
    span = overall_span(facts.stretch)
    how = "lower" if word == LOWER else "higher"
    text = f"Taken together, your answers have become {how} over the last {span} sessions."
    return statement("overall", how, text, [], span=span, direction=word)


def mixed(facts: Facts) -> Statement | None:
    """Many elements up and down."""
    names = [element for element in facts.elements if facts.word(element) == "mixed"]
    m = len(facts.levelled)
    if len(names) < 3 or 2 * len(names) < m:
        return None
    # Reading: the number of sessions is the largest n of R1 among the mixed elements.
    sessions = max(facts.found[element]["level"]["of"] for element in names)
    text = (
        f"It has been up and down: {len(names)} of {m} elements were below a yes "
        f"in some of the last {sessions} sessions."
    )
    return statement("mixed", "mixed", text, names, count=len(names), of=m, sessions=sessions)


def yes_and_early(answers: dict[str, str]) -> list[Statement]:
    """R0 of a call or of an early session, and the sentence on patience after "not yes to most"."""
    r0 = yes_to_most(answers)
    text = f"{R0_WORDS} So far: {r0['yes']} yes, {r0['open']} still open."
    found = [statement("yes", r0["word"], text, [], count=r0["yes"], open=r0["open"])]
    if r0["word"] == "not yes to most":
        found.append(statement("early", "early", EARLY_WORDS, []))
    return found


def break_(facts: Facts) -> Statement | None:
    """The first two rated sessions after a break."""
    if not facts.before or len(facts.stretch) >= 3:
        return None
    weeks = (facts.stretch[0].session.date - facts.before[-1].session.date).days // 7
    count = len(facts.stretch)
    sessions = "One session" if count == 1 else "Two sessions"
    text = f"{sessions} since a break of {weeks} weeks. From the third on, you can read here how it feels lately."
    # Reading: "most answers at L" are more than half of the scored ones. The elements told are those whose level
    # at the end of the stretch before was "yes each time", in R9's order: all of them when that is every element
    # that had a level, else the first two.
    answers = list(scored(facts.stretch[-1].session, KNOWN).values())
    names: list[str] = []
    if 2 * len([score for score in answers if score >= YES]) > len(answers):
        names = facts.good_before
    if names:
        everything = len(names) >= 3 and set(names) == set(facts.elements)
        named = names if everything else names[:2]
        who = all_of(len(names)) if everything else listed([label(e) for e in named])
        text += f" Before the break, {who} {'was' if len(named) == 1 else 'were'} a yes each time."
        return statement("break", "with before", text, named, count=count, weeks=weeks)
    return statement("break", "plain", text, [], count=count, weeks=weeks)


def good(facts: Facts, spoken: Statement | None) -> Statement | None:
    """Return what may be called good."""
    names = facts.good
    at = facts.at_last
    if spoken is not None and at is not None:
        names = [element for element in names if element in at.answered]
    if not names:
        return None
    # Reading: all m elements (at least 3) are told as "all"; else the sentence names the first two of R9's order,
    # as "Trust and Warmth were still a yes" does in the course where six elements are good.
    everything = len(names) >= 3 and len(names) == len(facts.levelled)
    each = [facts.word(element) == GOOD_WORDS[0] for element in names]
    if spoken is not None:
        # Reading: every *last* counts here, that of tension alone too. "still a yes" tells no level.
        named = names if everything else names[:2]
        who = capital(all_of(len(names))) if everything else listed([label(e) for e in named])
        verb = "was" if len(named) == 1 else "were"
        return statement("good", "still", f"{who} {verb} still a yes.", named, all=everything)
    if everything and all(each):
        text = f"{capital(all_of(len(names)))} were a yes each time lately."
        return statement("good", "all", text, names, all=True)
    named = names[:2]
    words = ["a yes each time" if is_each else "mostly a yes" for is_each in each[:2]]
    if len(set(words)) == 2:
        text = f"{label(named[0])} was a yes each time, {label(named[1])} mostly."
        return statement("good", "two levels", text, named, all=False)
    verb = "was" if len(named) == 1 else "were"
    text = f"{listed([label(e) for e in named])} {verb} {words[0]}."
    return statement("good", "each time" if each[0] else "mostly", text, named, all=False)


def statements(facts: Facts) -> list[Statement]:
    """Every statement that is said, in order, at most three sentences of the table."""
    spoken = last(facts)
    first: list[Statement | None] = [spoken, after(facts), unsure(facts)]
    rated = [place.session for place in facts.places if is_rated(place.session)]
    early: list[Statement] = yes_and_early(rated[-1].answers) if 1 <= len(rated) <= 2 else []
    rest = [low(facts, spoken), overall(facts), mixed(facts), *early, break_(facts)]
    fine = good(facts, spoken)
    good_first = first == [None, None, None] and 2 * len(facts.low) < len(facts.levelled)
    ordered = [fine, *rest] if good_first else [*first, *rest, fine]
    said = [one for one in ordered if one is not None]
    if not said and facts.levelled:
        # Reading: "mostly not sure" is no level here, so it takes one element of the m. R6's `lowest` may well
        # name an element at the same time.
        return [statement("none", "none", "No element stands out lately.", [])]
    kept: list[Statement] = []
    for one in said:
        # Reading: a statement of two sentences (*break*, R0's) counts as one; "yes" and "early" together as one.
        follows_yes = one["kind"] == "early" and len(kept) > 0 and kept[-1]["kind"] == "yes"
        counted = len([other for other in kept if other["kind"] != "early"])
        if follows_yes or counted < 3:
            kept.append(one)
    return kept
