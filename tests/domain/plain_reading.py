"""A second reading, as plain as it gets: floats, dictionaries and loops, written from the design page alone.

It knows nothing of the program and is compared with it. A session is a dictionary with its day and its answers,
a score or None by question; sessions come in order. Comparisons leave a hair's breadth because
floats do not hit 3/4 exactly.
"""

import datetime as dt
from typing import TypedDict

HAIR = 1e-9

QUESTIONS_OF = {
    "trust": ["share", "able"],
    "warmth": ["warmth"],
    "understanding": ["approach", "own_goals"],
    "plan": ["direction", "measure"],
    "words": ["language", "clear"],
    "listening": ["heard", "silence"],
    "body": ["body"],
    "tension": ["disagree"],
}
NEEDS = {
    "trust": 1,
    "warmth": 1,
    "understanding": 1,
    "plan": 1,
    "words": 1,
    "listening": 1,
    "body": 1,
    "tension": 1,
}
EVERY_QUESTION = [question for questions in QUESTIONS_OF.values() for question in questions]
OVERALL_NEEDS = 5


class Session(TypedDict):
    day: dt.date
    answers: dict[str, int | None]


class Level(TypedDict):
    word: str
    low: int | None
    of: int | None
    below_since: dt.date | None


class Drop(TypedDict):
    x: int
    size: float
    after: str
    still_yes: bool


class Placed(TypedDict):
    x: int
    day: dt.date
    scores: dict[str, int]


class Point(TypedDict):
    x: int
    day: dt.date
    score: float
    partial: bool


def placed(sessions: list[Session]) -> list[Placed]:
    """Rated sessions with their place among all."""
    result: list[Placed] = []
    for index in range(len(sessions)):
        scores: dict[str, int] = {}
        for question, answer in sessions[index]["answers"].items():
            if answer is not None:
                scores[question] = answer
        if len(scores) > 0:
            result.append({"x": index + 1, "day": sessions[index]["day"], "scores": scores})
    return result


def stretches(sessions: list[Session]) -> list[list[Placed]]:
    """Cut where two rated sessions are 90 days or more apart."""
    result: list[list[Placed]] = []
    before: dt.date | None = None
    for session in placed(sessions):
        if before is None or (session["day"] - before).days >= 90:
            result.append([])
        result[-1].append(session)
        before = session["day"]
    return result


def valid_points(stretch: list[Placed], questions: list[str], needs: int) -> list[Point]:
    result: list[Point] = []
    for session in stretch:
        total = 0
        count = 0
        for question in questions:
            if question in session["scores"]:
                total += session["scores"][question]
                count += 1
        if count >= needs:
            result.append(
                {
                    "x": session["x"],
                    "day": session["day"],
                    "score": total / count,
                    "partial": count < len(questions),
                }
            )
    return result


def level(points: list[Point]) -> Level:
    """R1."""
    lately = points[max(0, len(points) - 5) :]
    if len(lately) < 3:
        return {"word": "too early", "low": None, "of": None, "below_since": None}
    low = 0
    for point in lately:
        if point["score"] < 2 - HAIR:
            low += 1
    if low * 2 > len(lately):
        word = "often below a yes"
    elif low >= 2:
        word = "mixed"
    else:
        word = "mostly yes"
    since = None
    index = len(points) - 1
    while index >= 0 and points[index]["score"] < 2 - HAIR:
        since = points[index]["day"]
        index -= 1
    return {"word": word, "low": low, "of": len(lately), "below_since": since}


def differences(stretch: list[Placed], at: int, questions: list[str], needs: int) -> list[float]:
    """The d of the design page, newest first, at most five."""
    found: list[float] = []
    index = at - 1
    while index >= 0 and len(found) < 5:
        fall = 0
        shared = 0
        for question in questions:
            if question in stretch[index]["scores"] and question in stretch[at]["scores"]:
                fall += stretch[index]["scores"][question] - stretch[at]["scores"][question]
                shared += 1
        if shared >= needs:
            found.append(fall / shared)
        index -= 1
    return found


def middle(numbers: list[float]) -> float:
    ranked = sorted(numbers)
    half = len(ranked) // 2
    if len(ranked) % 2 == 1:
        return ranked[half]
    return (ranked[half - 1] + ranked[half]) / 2


def drops(stretch: list[Placed], questions: list[str], needs: int, overall: bool) -> list[Drop]:
    """R2 for every session of a stretch, with R3."""
    points = valid_points(stretch, questions, needs)
    result: list[Drop] = []
    for at in range(len(stretch)):
        here = None
        place = -1
        for index in range(len(points)):
            if points[index]["x"] == stretch[at]["x"]:
                here = points[index]
                place = index
        found = differences(stretch, at, questions, needs)
        if here is None or len(found) < 3:
            continue
        size = middle(found)
        if size < (0.75 if overall else 1.5) - HAIR:
            continue
        if min(found) <= HAIR:
            continue
        if not overall and here["score"] >= 2 - HAIR:
            continue
        still_yes = True
        for score in stretch[at]["scores"].values():
            if score < 2:
                still_yes = False
        after = recovery(points, place, here["score"] + size / 2)
        result.append({"x": here["x"], "size": size, "after": after, "still_yes": still_yes})
    return result


def recovery(points: list[Point], place: int, halfway: float) -> str:
    """R3."""
    later = points[place + 1 : place + 4]
    for index in range(len(later)):
        if later[index]["score"] >= halfway - HAIR:
            if index == 0:
                return "came back the next session"
            return "came back after " + str(index + 1) + " sessions"
    if len(later) == 3:
        return "has stayed lower since"
    return "too early to say"
