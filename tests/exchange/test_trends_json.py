"""Trends as JSON, version 2: all keys, null where a rule gives no value, and the statements."""

import datetime as dt
import json
from typing import Any

import pytest

from alliance_journal.domain.alliance.questions import ELEMENTS
from alliance_journal.domain.alliance.rules.yes_to_most import yes_to_most
from alliance_journal.domain.alliance.wording.element_text import verdict
from alliance_journal.domain.alliance.wording.trend_text import headline, lines, sentences
from alliance_journal.domain.models import Entry, Therapist
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange.trends_json import TherapistTrends, as_json
from tests.domain.making import DEFAULT_IDS, Given, alike, course, entry, read_entries, weekly

TODAY = dt.date(2026, 5, 30)
ZOE = Therapist("z", "Zoë")
DIRECTION = {"word", "window", "s", "z", "p", "slope", "change"}


def document(entries: list[Entry], *, calls: tuple[Entry, ...] = ()) -> dict[str, Any]:
    found = as_json([TherapistTrends(ZOE, read_entries(entries), calls)], TODAY)
    # What other programs get is what was meant: plain JSON values, and no number that is not one.
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def of_zoe(entries: list[Entry]) -> dict[str, Any]:
    (only,) = document(entries)["therapists"]
    assert isinstance(only, dict)
    return only


def element_of(therapist: dict[str, Any], id_: str) -> dict[str, Any]:
    found = next(element for element in therapist["elements"] if element["id"] == id_)
    assert isinstance(found, dict)
    return found


def the_sample() -> list[TherapistTrends]:
    whole = sample(TODAY)
    return [
        TherapistTrends(
            therapist,
            read_entries(e for e in whole.entries if e.therapist_id == therapist.id),
            tuple(e for e in whole.entries if e.therapist_id == therapist.id and e.kind == "consultation"),
        )
        for therapist in whole.therapists
    ]


def test_shape() -> None:
    found = as_json(the_sample(), TODAY)
    assert list(found) == ["format", "version", "therapists", "consultations"]
    assert (found["format"], found["version"]) == ("alliance-journal/trends", 2)
    zoe = found["therapists"][0]
    assert list(zoe) == [
        "id", "name", "sessions", "answered_sessions", "rated_sessions", "yes_to_most", "last", "low", "good",
        "overall", "elements", "lowest", "statements", "headline",
    ]  # fmt: skip
    assert zoe["yes_to_most"] is None
    assert set(zoe["last"]) == {"date", "seen", "dropped", "fell", "broad"}
    assert set(zoe["overall"]) == {"direction", "drop", "steady", "last"}
    for statement in zoe["statements"]:
        assert set(statement) == {"kind", "elements", "date", "text"}
    assert set(zoe["overall"]["direction"]) == DIRECTION
    assert [element["id"] for element in zoe["elements"]] == [e.id for e in ELEMENTS if e.id != "tension"]
    assert [element["label"] for element in zoe["elements"]] == [e.label for e in ELEMENTS if e.id != "tension"]
    for element in zoe["elements"]:
        assert set(element) == {
            "id", "label", "points", "level", "last", "usual", "direction", "drop", "steady",
        }  # fmt: skip
        assert set(element["level"]) == {"word", "low", "of", "below_since"}
        assert set(element["direction"]) == DIRECTION
        assert element["drop"] is None or set(element["drop"]) == {"date", "size", "after"}
        assert element["steady"] in (None, "steady", "about the same")
        assert element["last"] in (None, "drop", "fell", "as usual")
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
        reading = one.reading
        texts = [statement["text"] for statement in said["statements"]]
        assert texts == list(sentences(reading, TODAY))
        assert said["headline"] == " ".join(texts) == headline(reading, TODAY)
        assert not texts or said["headline"] in lines(one.therapist.name, reading, TODAY)
        assert said["sessions"] == reading.sessions
        for element, found in zip(said["elements"], reading.elements, strict=True):
            assert element["level"]["word"] == found.level.word
            assert (element["last"], element["steady"]) == (found.last, found.steady)
            beside = verdict(found, reading, TODAY)
            assert beside.going in ("", element["direction"]["word"], element["steady"])


def test_the_sample() -> None:
    zoe = as_json(the_sample(), TODAY)["therapists"][0]
    assert (zoe["low"], zoe["good"]) == (["plan", "listening"], ["warmth", "trust", "understanding", "words"])
    assert [(one["kind"], one["elements"]) for one in zoe["statements"]] == [
        ("good", ["warmth", "trust"]),
        ("low", ["plan", "listening"]),
    ]
    assert zoe["last"]["date"] == "2026-05-28"
    assert (zoe["last"]["dropped"], zoe["last"]["fell"], zoe["last"]["broad"]) == ([], ["listening"], False)


def test_one_element_that_was_lower_last_session() -> None:
    """The example of the manual."""
    zoe = of_zoe(course(3, 3, 3, 3, alike(3, direction=0, measure=0)))
    assert zoe["last"] == {
        "date": "2026-01-29",
        "seen": [e.id for e in ELEMENTS if e.id != "tension"],
        "dropped": ["plan"],
        "fell": ["plan"],
        "broad": False,
    }
    plan = element_of(zoe, "plan")
    assert (plan["last"], plan["usual"]) == ("drop", 3.0)
    assert plan["drop"] == {"date": "2026-01-29", "size": 3.0, "after": "too early to say"}
    assert (element_of(zoe, "trust")["last"], element_of(zoe, "trust")["usual"]) == ("as usual", 3.0)
    assert zoe["good"][:2] == ["trust", "warmth"]
    assert zoe["statements"][0] == {
        "kind": "last",
        "elements": ["plan"],
        "date": "2026-01-29",
        "text": "Last session, on 29 January, Shared plan was lower than your usual.",
    }
    assert zoe["headline"].startswith(zoe["statements"][0]["text"])
    assert zoe["overall"]["last"] == "as usual"


def test_a_session_that_was_lower_as_a_whole() -> None:
    zoe = of_zoe(course(3, 3, 3, 3, 0))
    assert zoe["last"]["broad"] is True
    assert zoe["last"]["dropped"] == zoe["last"]["fell"] == zoe["last"]["seen"]
    assert (zoe["good"], zoe["overall"]["last"]) == ([], "drop")
    assert zoe["overall"]["drop"] == {"date": "2026-01-29", "size": 3.0, "after": "too early to say"}


def test_fell_lists_drops_too() -> None:
    zoe = of_zoe(course(*[alike(3, clear=2)] * 3, alike(3, clear=1, warmth=0)))
    assert zoe["last"]["dropped"] == ["warmth"]
    assert zoe["last"]["fell"] == ["warmth"]
    zoe = of_zoe(course(*[alike(2)] * 3, alike(2, warmth=1)))
    assert (zoe["last"]["dropped"], zoe["last"]["fell"]) == ([], ["warmth"])
    assert element_of(zoe, "warmth")["last"] == "fell"


def test_yes_to_most_only_early() -> None:
    assert of_zoe(course(3))["yes_to_most"] == {"word": "yes to most", "yes": 9, "open": 0, "date": "2026-01-01"}
    assert of_zoe(course(3, 0))["yes_to_most"]["word"] == "not yes to most"
    assert of_zoe(course(3, {"warmth": 3}))["yes_to_most"]["word"] == "open"
    assert of_zoe(course(3, 3, 3))["yes_to_most"] is None


def test_not_sure_is_an_answer() -> None:
    zoe = of_zoe(weekly([alike(None)] * 4 + [{}]))
    assert (zoe["sessions"], zoe["answered_sessions"], zoe["rated_sessions"]) == (5, 4, 0)
    assert zoe["last"] is None
    assert element_of(zoe, "trust")["level"] == {
        "word": "mostly not sure",
        "low": None,
        "of": None,
        "below_since": None,
    }
    assert [one["kind"] for one in zoe["statements"]] == ["unsure"]


def test_the_window_of_a_long_direction() -> None:
    zoe = of_zoe(course(*[3] * 10, *[2] * 20, *[1] * 10))
    for direction in (zoe["overall"]["direction"], element_of(zoe, "trust")["direction"]):
        assert (direction["word"], direction["window"]) == ("lower than it was", 40)
        assert direction["change"] < -1
    assert zoe["overall"]["steady"] is None
    assert element_of(of_zoe(course(*[2] * 8)), "trust")["steady"] == "steady"
    assert element_of(of_zoe(course(*[1] * 8)), "trust")["steady"] == "about the same"
    assert of_zoe(course(*[1] * 8))["overall"]["steady"] == "steady"


def test_no_therapist_and_no_session() -> None:
    assert as_json([], TODAY) == {
        "format": "alliance-journal/trends",
        "version": 2,
        "therapists": [],
        "consultations": [],
    }
    alone = document([])["therapists"][0]
    assert (alone["id"], alone["name"]) == ("z", "Zoë")
    assert (alone["sessions"], alone["answered_sessions"], alone["rated_sessions"]) == (0, 0, 0)
    assert (alone["low"], alone["good"], alone["statements"], alone["headline"]) == ([], [], [], "")
    assert alone["last"] is None
    assert (alone["overall"]["last"], alone["overall"]["steady"]) == (None, None)
    assert alone["yes_to_most"] is None
    assert alone["lowest"] is None
    assert alone["overall"]["drop"] is None
    for element in alone["elements"]:
        assert element["points"] == []
        assert element["level"] == {"word": "too early", "low": None, "of": None, "below_since": None}
        assert element["direction"] == {
            "word": "too early",
            "window": 0,
            "s": None,
            "z": None,
            "p": None,
            "slope": None,
            "change": None,
        }
        assert (element["drop"], element["last"], element["usual"], element["steady"]) == (None,) * 4


@pytest.mark.parametrize("sessions", range(1, 13))
def test_null_below_each_minimum(sessions: int) -> None:
    found = document(weekly([{"warmth": score} for score in (3, 3, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0)[:sessions]]))
    warmth = next(e for e in found["therapists"][0]["elements"] if e["id"] == "warmth")
    level, direction = warmth["level"], warmth["direction"]
    assert (level["of"] is None) == (level["low"] is None) == (sessions < 3)
    assert level["of"] in (None, min(5, sessions))
    assert direction["window"] == sessions
    assert all((direction[name] is None) == (sessions < 8) for name in ("s", "z", "p", "slope", "change"))
    assert direction["word"] == ("too early" if sessions < 8 else "lower than it was")
    assert [point["x"] for point in warmth["points"]] == list(range(1, sessions + 1))
    assert level["below_since"] == (None if sessions < 8 else "2026-04-16")


def test_same_every_time_has_no_z() -> None:
    found = document(weekly([{"warmth": 2}] * 9))
    direction = next(e for e in found["therapists"][0]["elements"] if e["id"] == "warmth")["direction"]
    assert direction == {
        "word": "same every time",
        "window": 9,
        "s": 0,
        "z": None,
        "p": None,
        "slope": 0.0,
        "change": 0.0,
    }


def test_invalid_scores_are_left_out_and_partial_ones_marked() -> None:
    given_rows: list[dict[str, Given]] = [
        {"share": 3, "able": 2},
        {"warmth": 1},
        {"share": 3, "able": None},
        {"share": None},
    ]
    found = document(weekly(given_rows))
    trust = found["therapists"][0]["elements"][0]
    assert trust["points"] == [
        {"x": 1, "date": "2026-03-05", "score": 2.5, "partial": False},
        {"x": 3, "date": "2026-03-19", "score": 3.0, "partial": True},
    ]
    zoe = found["therapists"][0]
    assert (zoe["sessions"], zoe["answered_sessions"], zoe["rated_sessions"]) == (4, 4, 3)


def test_a_drop() -> None:
    found = document(weekly([{"warmth": score} for score in (3, 3, 3, 3, 0)]))
    warmth = next(e for e in found["therapists"][0]["elements"] if e["id"] == "warmth")
    assert warmth["drop"] == {"date": "2026-04-02", "size": 3.0, "after": "too early to say"}


def test_room_to_disagree_is_listed_once_answered() -> None:
    assert len(of_zoe(weekly([{"warmth": 1}]))["elements"]) == 7
    elements = of_zoe(weekly([{"disagree": 1}]))["elements"]
    assert len(elements) == 8
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
