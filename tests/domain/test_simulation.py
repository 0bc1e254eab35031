"""The error rates of reading.md, section 6, simulated again (pytest -m slow -s shows the rates).

The design page gives the rates ("say about"), but not the model they came from. This is ours:

- Four hundred clients answer the twelve default questions once a week. A client has a usual level, about 2.4
  (between mostly and fully) with a standard deviation of 0.4, and every question has its own usual around that,
  with 0.4.
- An answer is the question's usual plus the day's mood, shared by all answers of a session, plus a wobble of its
  own, rounded to the nearest of the four answers. One answer in ten is missing.
- MOODY: mood 0.6, wobble 0.35: good and bad days, and within a day much the same view of everything. This is the
  model that is held against the page. It was chosen among a handful because it reproduces the page's three rates
  of quiet clients; it does not prove them.
- SCATTERED: no mood, wobble 0.5: every answer on its own. Under it the page's rates do NOT all hold: R2 fires far
  less often than the page says and the naive alarm far more. The promises that matter to a client (few false
  statements, and many fewer than the naive alarm) hold under both, and that is what is tested under both.

"Fires" is counted over sessions in which the rule could fire. The naive alarm is an element that is a point or more
below the session before, in any row. A decline is a fall by 1.5 from the first session to the last, in a straight
line, and it is seen when R4 says "lower than it was". The page does not say how far its decline falls, nor in how
many elements. Two readings of it come near the page's 51, 65 and 73 %: MOODY with a fall in all answers, seen in
any element, and SCATTERED with a fall in one element of two questions. MOODY with a fall in one element only is
seen clearly less often (about 23, 36 and 43 %), and in an element of one question less often still.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS, Question
from alliance_journal.domain.alliance.trends import LOWER, Reading, read
from alliance_journal.domain.journal import Entry
from tests.domain.making import Given, weekly

pytestmark = pytest.mark.slow

CLIENTS = 400
SESSIONS = 12
FALL = 1.5


@dataclass(frozen=True)
class Model:
    mood: float
    wobble: float
    usual: float = 2.4
    between_clients: float = 0.4
    between_questions: float = 0.4
    missing: float = 0.1


MOODY = Model(mood=0.6, wobble=0.35)
SCATTERED = Model(mood=0, wobble=0.5)


@dataclass(frozen=True)
class Rates:
    """Percentages."""

    drop: float
    lower: float
    naive: float


def client(
    rng: random.Random, model: Model, sessions: int, fall: float = 0, element: str | None = None
) -> list[Entry]:
    """One client's sessions; with a fall, in all answers or in one element's only."""
    usual = rng.gauss(model.usual, model.between_clients)
    usuals = {q: usual + rng.gauss(0, model.between_questions) for q in DEFAULT_QUESTIONS}
    return weekly(answers(rng, model, usuals, fall * place / (sessions - 1), element) for place in range(sessions))


def answers(
    rng: random.Random, model: Model, usuals: dict[Question, float], fallen: float, element: str | None
) -> dict[str, Given]:
    mood = rng.gauss(0, model.mood)
    given: dict[str, Given] = {}
    for question, usual in usuals.items():
        level = usual - (fallen if element in (None, question.element) else 0)
        answer = min(3, max(0, round(level + mood + rng.gauss(0, model.wobble))))
        if rng.random() >= model.missing:
            given[question.id] = answer
    return given


def lower_elements(reading: Reading) -> set[str]:
    return {e.element.id for e in reading.elements if e.direction.word == LOWER}


def naive_alarms(reading: Reading) -> set[int]:
    """The sessions that are a point or more below the one before, in any element."""
    return {
        later.x
        for element in reading.elements
        for earlier, later in zip(element.points, element.points[1:], strict=False)
        if later.x == earlier.x + 1 and earlier.value - later.value >= 1
    }


@cache
def quiet(model: Model) -> Rates:
    """What is said to clients to whom nothing happens."""
    rng = random.Random(6)
    drops = lower = naive = 0
    for _ in range(CLIENTS):
        reading = read(client(rng, model, SESSIONS))
        drops += len({drop.session for element in reading.elements for drop in element.drops})
        lower += bool(lower_elements(reading))
        naive += len(naive_alarms(reading))
    could_drop, could_alarm = CLIENTS * (SESSIONS - 3), CLIENTS * (SESSIONS - 1)
    rates = Rates(100 * drops / could_drop, 100 * lower / CLIENTS, 100 * naive / could_alarm)
    print(f"\n{model}: R2 {rates.drop:.1f} %, R4 lower {rates.lower:.1f} %, naive {rates.naive:.1f} %")
    return rates


@cache
def seen(model: Model, element: str | None = None) -> Sequence[float]:
    """How often a steady decline is seen, in percent, after 8, 10 and 12 sessions."""
    found = []
    for sessions in (8, 10, 12):
        rng = random.Random(8)
        lowers = [lower_elements(read(client(rng, model, sessions, FALL, element))) for _ in range(CLIENTS)]
        hits = sum(bool(lower) if element is None else element in lower for lower in lowers)
        found.append(100 * hits / CLIENTS)
    print(f"\n{model}, a fall of {FALL} in {element or 'all answers'}: " + " / ".join(f"{f:.0f} %" for f in found))
    return found


def test_quiet_clients_as_the_design_page_says() -> None:
    rates = quiet(MOODY)
    assert 9 - 2 <= rates.drop <= 14 + 2
    assert 4 - 2 <= rates.lower <= 10 + 2
    assert 40 - 5 <= rates.naive <= 44 + 5


@pytest.mark.parametrize("model", [MOODY, SCATTERED], ids=["moody", "scattered"])
def test_quiet_clients_are_left_in_peace(model: Model) -> None:
    rates = quiet(model)
    assert rates.drop <= 14 + 2
    assert rates.lower <= 10 + 2
    assert rates.drop < rates.naive / 3


def test_scattered_answers_differ_from_the_design_page() -> None:
    """On record, so that nobody takes the page's rates for more than "about"."""
    rates = quiet(SCATTERED)
    assert rates.drop < 9 - 2
    assert rates.naive > 44 + 5


@pytest.mark.parametrize(
    ("model", "element"), [(MOODY, None), (SCATTERED, "trust")], ids=["moody, everything", "scattered, one element"]
)
def test_a_steady_decline_about_as_the_design_page_says(model: Model, element: str | None) -> None:
    for found, said in zip(seen(model, element), (51, 65, 73), strict=True):
        assert abs(found - said) <= 10


@pytest.mark.parametrize("model", [MOODY, SCATTERED], ids=["moody", "scattered"])
@pytest.mark.parametrize("element", [None, "trust", "warmth"], ids=["everything", "two questions", "one question"])
def test_more_sessions_see_more(model: Model, element: str | None) -> None:
    eight, ten, twelve = seen(model, element)
    assert eight < ten < twelve or eight > 90


def test_a_decline_in_one_element_only_is_seen_less_often() -> None:
    """ "This can miss slow changes", as the page "How this is worked out" says."""
    for element in ("trust", "warmth"):
        assert all(one < every for one, every in zip(seen(MOODY, element), seen(MOODY), strict=True))
        assert seen(MOODY, element)[0] < 50
