"""The reading as JSON: the shape of formats.md, null where a rule does not reach, the sentences' own words."""

import datetime as dt
import json
from typing import Any

import pytest

from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.alliance.trend_text import element_sentence, headline, lines
from alliance_journal.domain.alliance.trends import read, yes_to_most
from alliance_journal.domain.journal import Entry, Therapist
from alliance_journal.domain.sample import sample
from alliance_journal.exchange.trends import TherapistTrends, as_json
from tests.domain.making import DEFAULT_IDS, entry, weekly

TODAY = dt.date(2026, 5, 30)
ZOE = Therapist("z", "Zoë")
DIRECTION = {"word", "n", "s", "z", "p", "slope", "change"}


def document(entries: list[Entry], *, with_tension: bool = False, calls: tuple[Entry, ...] = ()) -> dict[str, Any]:
    found = as_json([TherapistTrends(ZOE, read(entries, with_tension=with_tension), calls)], TODAY)
    # What other programs get is what was meant: plain JSON values, and no number that is not one.
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def the_sample() -> list[TherapistTrends]:
    whole = sample(TODAY)
    return [
        TherapistTrends(
            therapist,
            read(e for e in whole.entries if e.therapist_id == therapist.id),
            tuple(e for e in whole.entries if e.therapist_id == therapist.id and e.kind == "consultation"),
        )
        for therapist in whole.therapists
    ]


def test_shape() -> None:
    found = as_json(the_sample(), TODAY)
    assert list(found) == ["format", "version", "therapists", "consultations"]
    assert (found["format"], found["version"]) == ("alliance-journal/trends", 1)
    zoe = found["therapists"][0]
    assert list(zoe) == [
        "id", "name", "sessions", "rated_sessions", "yes_to_most", "overall", "elements", "lowest", "headline",
    ]  # fmt: skip
    assert set(zoe["yes_to_most"]) == {"word", "yes", "open", "date"}
    assert set(zoe["overall"]) == {"direction", "drop", "steady"}
    assert set(zoe["overall"]["direction"]) == DIRECTION
    assert [element["id"] for element in zoe["elements"]] == [e.id for e in ELEMENTS if e.id != "tension"]
    assert [element["label"] for element in zoe["elements"]] == [e.label for e in ELEMENTS if e.id != "tension"]
    for element in zoe["elements"]:
        assert set(element) == {"id", "label", "points", "level", "direction", "drop", "steady"}
        assert set(element["level"]) == {"word", "low", "of", "below_since"}
        assert set(element["direction"]) == DIRECTION
        assert element["drop"] is None or set(element["drop"]) == {"date", "size", "after"}
        assert isinstance(element["steady"], bool)
        for point in element["points"]:
            assert set(point) == {"x", "date", "score", "partial"}
            assert 0 <= point["score"] <= 3
            dt.date.fromisoformat(point["date"])
    assert found["consultations"] == [
        {
            "therapist": one.therapist.name,
            "date": call.date.isoformat(),
            "yes_to_most": {
                "word": yes_to_most(call).word,
                "yes": yes_to_most(call).yes,
                "open": yes_to_most(call).open,
                "date": call.date.isoformat(),
            },
        }
        for one in the_sample()
        for call in one.calls
    ]
    assert len(found["consultations"]) == 2


def test_same_words_as_the_sentences() -> None:
    for one, said in zip(the_sample(), as_json(the_sample(), TODAY)["therapists"], strict=True):
        assert said["headline"] == headline(one.reading, TODAY).text
        assert said["headline"] in lines(one.therapist.name, one.reading, TODAY)
        assert said["sessions"] == one.reading.sessions
        for element, reading in zip(said["elements"], one.reading.elements, strict=True):
            sentence = element_sentence(reading, TODAY)
            level = element["level"]
            assert element["label"] in sentence
            assert level["word"] in sentence
            if level["of"]:
                assert f"{level['low']} of the last {level['of']}" in sentence or level["low"] == 0
            if element["drop"]:
                assert element["drop"]["after"] in sentence
            if element["steady"]:
                assert "steady" in sentence


def test_nobody_and_nothing() -> None:
    assert as_json([], TODAY) == {
        "format": "alliance-journal/trends",
        "version": 1,
        "therapists": [],
        "consultations": [],
    }
    alone = document([])["therapists"][0]
    assert (alone["id"], alone["name"], alone["sessions"], alone["rated_sessions"]) == ("z", "Zoë", 0, 0)
    assert alone["yes_to_most"] is None
    assert alone["lowest"] is None
    assert alone["overall"]["drop"] is None
    for element in alone["elements"]:
        assert element["points"] == []
        assert element["level"] == {"word": "too early", "low": None, "of": None, "below_since": None}
        assert element["direction"] == {
            "word": "too early",
            "n": 0,
            "s": None,
            "z": None,
            "p": None,
            "slope": None,
            "change": None,
        }
        assert element["drop"] is None


@pytest.mark.parametrize("sessions", range(1, 13))
def test_null_below_each_minimum(sessions: int) -> None:
    found = document(weekly([{"warmth": score} for score in (3, 3, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0)[:sessions]]))
    warmth = next(e for e in found["therapists"][0]["elements"] if e["id"] == "warmth")
    level, direction = warmth["level"], warmth["direction"]
    assert (level["of"] is None) == (level["low"] is None) == (sessions < 3)
    assert level["of"] in (None, min(5, sessions))
    assert direction["n"] == sessions
    assert all((direction[name] is None) == (sessions < 8) for name in ("s", "z", "p", "slope", "change"))
    assert direction["word"] == ("too early" if sessions < 8 else "lower than it was")
    assert [point["x"] for point in warmth["points"]] == list(range(1, sessions + 1))
    assert level["below_since"] == (None if sessions < 7 else "2026-04-16")


def test_same_every_time_has_no_z() -> None:
    found = document(weekly([{"warmth": 2}] * 9))
    direction = next(e for e in found["therapists"][0]["elements"] if e["id"] == "warmth")["direction"]
    assert direction == {
        "word": "same every time",
        "n": 9,
        "s": 0,
        "z": None,
        "p": None,
        "slope": 0.0,
        "change": 0.0,
    }


def test_invalid_scores_are_left_out_and_partial_ones_said() -> None:
    found = document(weekly([{"share": 3, "able": 2}, {"warmth": 1}, {"share": 3, "able": None}, {"share": None}]))
    trust = found["therapists"][0]["elements"][0]
    assert trust["points"] == [
        {"x": 1, "date": "2026-03-05", "score": 2.5, "partial": False},
        {"x": 3, "date": "2026-03-19", "score": 3.0, "partial": True},
    ]
    assert (found["therapists"][0]["sessions"], found["therapists"][0]["rated_sessions"]) == (4, 3)


def test_a_drop() -> None:
    found = document(weekly([{"warmth": score} for score in (3, 3, 3, 3, 0)]))
    warmth = next(e for e in found["therapists"][0]["elements"] if e["id"] == "warmth")
    assert warmth["drop"] == {"date": "2026-04-02", "size": 3.0, "after": "too early to say"}


def test_room_to_disagree_only_when_it_is_on() -> None:
    entries = weekly([{"disagree": 1}])
    assert len(document(entries)["therapists"][0]["elements"]) == 7
    elements = document(entries, with_tension=True)["therapists"][0]["elements"]
    assert elements[-1]["id"] == "tension"
    assert elements[-1]["points"][0]["score"] == 1.0


def test_calls_are_read_one_by_one() -> None:
    call = entry(1, dict.fromkeys(DEFAULT_IDS[:9], 2), kind="consultation")
    found = document([], calls=(call,))
    assert found["consultations"][0]["yes_to_most"] == {
        "word": "yes to most",
        "yes": 9,
        "open": 0,
        "date": "2026-03-05",
    }
