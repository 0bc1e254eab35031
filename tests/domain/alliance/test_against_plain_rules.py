"""The rules and the page, compared with a second implementation on made-up courses of many shapes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.session_history import Session, history_of
from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension, Reading
from alliance_journal.domain.brief.candidates import Material, offers
from alliance_journal.domain.brief.offer import Choices
from alliance_journal.domain.models import Therapist
from alliance_journal.exchange.trends_json import TherapistTrends, as_json
from tests.domain.alliance import plain_page, plain_rules
from tests.domain.alliance.courses import generated
from tests.domain.alliance.plain_sessions import PlainSession
from tests.domain.alliance.plain_statements import Facts

TODAY = date(2026, 12, 1)
SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))]
COURSES = 260
"""Courses of each seed: 520 in every run, more than 2,000 with the slow tests."""
COMPARED = ("kind", "elements", "date")


def reading_of(sessions: Sequence[PlainSession]) -> Reading:
    ordered = sorted(sessions, key=lambda one: (one.date, one.created, one.id))
    history = history_of(
        Session(one.id, one.date, {q: Answer(word) for q, word in one.answers.items() if word}) for one in ordered
    )
    tensions = [MarkedTension(one.id, x, one.date) for x, one in enumerate(ordered, start=1) if one.tension]
    return read(history, tensions)


def shown(reading: Reading) -> dict[str, Any]:
    """The part of the JSON document that is about the sessions; of each statement its facts."""
    found: dict[str, Any] = as_json([TherapistTrends(Therapist("", ""), reading, ())], TODAY)["therapists"][0]
    found["statements"] = [{key: one[key] for key in COMPARED} for one in found["statements"]]
    return {key: value for key, value in found.items() if key not in ("id", "name", "headline")}


def plain(facts: Facts, reading: Reading) -> dict[str, Any]:
    found = plain_rules.read_from(facts)
    found["statements"] = [{key: one[key] for key in COMPARED} for one in found["statements"]]
    if found["yes_to_most"]:
        found["yes_to_most"]["date"] = reading.history.latest.day.isoformat()  # type: ignore[union-attr]
    return {key: value for key, value in found.items() if key != "headline"}


def close(value: object) -> object:
    """Numbers with a hair's breadth, anything else as it is."""
    if isinstance(value, float):
        return pytest.approx(value, abs=1e-9)
    if isinstance(value, Mapping):
        return {key: close(one) for key, one in value.items()}
    return [close(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_say_what_plain_rules_say(seed: int) -> None:
    for shape, sessions in generated(COURSES, seed):
        reading = reading_of(sessions)
        facts = plain_rules.facts_of(list(sessions))
        assert shown(reading) == close(plain(facts, reading)), shape
        expected = plain_page.page_from(facts)
        offered = offers(Material(reading), Choices(), TODAY)
        good = [offer for offer in offered if offer.group == "good"]
        below = [offer for offer in offered if offer.group == "below"]
        elements = [offer.key.removeprefix("below:") for offer in below if offer.strip]
        assert [offer.key.removeprefix("good:") for offer in good] == expected["feels_good"], shape
        assert [offer.key.removeprefix("good:") for offer in good if offer.included] == expected["ticked_good"]
        assert elements == expected["could_be_better"], shape
