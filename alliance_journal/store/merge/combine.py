"""What becomes of one thing that two copies of a journal have: which state is newer, and what is kept of both.

Everything here gives the same answer from both sides, so that merging A into B and B into A ends alike.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from alliance_journal.store.changes import revisions
from alliance_journal.store.changes.revisions import Digest, Marks
from alliance_journal.store.core.rows import Row

Thing = dict[str, list[Row]]
"""The rows of one thing, by table: its own row, and those that belong to it."""
Outcome = Literal["same", "mine", "theirs", "both"]

LIVE, IN_TRASH, GONE = range(3)
"""What is there wins over what is in the trash, and that over what was deleted for good."""

_SPACE: Final = uuid.UUID("6a3f7a52-0c1e-5b0e-9a54-2f6b1f0e7d11")


class State(NamedTuple):
    """One copy's state of a thing.

    Attributes:
        said: the digest of what it says; None where it is not there.
        marks: every mark this copy knows of it; none where it never had it.
        place: there, in the trash, or gone.
        written: when it was written last, and first, and answered, for states that have no mark of their own.
        whole: the digest of what it says and where it points.
    """

    said: str | None
    marks: Marks
    place: int
    written: str = ""
    whole: str = ""

    @property
    def now(self) -> str:
        """The mark of the present state."""
        return revisions.latest(self.marks)


def state_of(found: Digest | None, kept: Marks, *, in_trash: bool = False, written: str = "") -> State:
    """A thing's state, of what it says and the marks kept of it."""
    if found is None:
        # What went away by another program's hand was not deleted on purpose here, and may come back.
        is_gone = bool(kept) and revisions.latest(kept).endswith(revisions.GONE)
        return State(None, kept if is_gone else {}, GONE)
    said = found.said
    marks = dict(kept) or {revisions.first_mark(said): ""}
    now = revisions.latest(marks)
    is_left_here = in_trash and now.endswith(revisions.GONE)
    if not (revisions.fits(now, said) or is_left_here):
        # Something else changed it after its last mark.
        marks[revisions.joined_mark([now], said)] = revisions.after(marks[now])
    return State(said, marks, IN_TRASH if in_trash else LIVE, written, found.whole)


def compare(mine: State, theirs: State) -> Outcome:
    """Whether one copy has seen what the other has."""
    if not theirs.marks:
        return "mine"
    if not mine.marks:
        return "theirs"
    left_here = mine.now == theirs.now and mine.now.endswith(revisions.GONE)
    if mine.said == theirs.said or left_here:
        return "same"
    i_am_known, they_are_known = mine.now in theirs.marks, theirs.now in mine.marks
    if i_am_known != they_are_known:
        return "theirs" if i_am_known else "mine"
    return "both"


def mine_wins(mine: State, theirs: State) -> bool:
    """Whose state is the one to go on with where both were changed."""

    def rank(state: State) -> tuple[int, str, str, str]:
        return -state.place, state.marks[state.now], state.written, state.now

    return rank(mine) > rank(theirs)


def united(mine: Marks, theirs: Marks) -> Marks:
    """All marks of both."""
    return {mark: max(mine.get(mark, ""), theirs.get(mark, "")) for mark in (*mine, *theirs)}


def other_id(thing_id: str, mark: str) -> str:
    """The id of the second of two versions."""
    return str(uuid.uuid5(_SPACE, f"{thing_id} {mark}"))


# What is kept of both


def combine(what: str, winner: Thing, loser: Thing) -> tuple[Thing, Thing | None]:
    """Two changed states as one, and a second thing for what of the loser's words does not go into it."""
    result = {table: [dict(row) for row in rows] for table, rows in winner.items()}
    match what:
        case "therapists":
            _note_what_differs(result[what][0], loser[what][0])
        case "goals":
            return result, _goal(result, loser)
        case "entries":
            return result, _entry(result, loser)
        case "topics":
            mine, theirs = result[what][0], loser[what][0]
            mine["included"] = mine["included"] and theirs["included"]
            return result, _second(what, ["text"], mine, theirs)
        case "excerpts":
            mine, theirs = result[what][0], loser[what][0]
            mine["for_me"] = mine["for_me"] or theirs["for_me"]
            return result, _second(what, ["text"], mine, theirs)
        case "tasks":
            return result, _second(what, ["text", "why", "note"], result[what][0], loser[what][0])
        case "appointments":
            _dates(result[what], loser[what])
        case "own_numbers":
            there = {row["text"] for row in result[what]}
            result[what] += [row for row in loser[what] if row["text"] not in there]
        case "page_choices":
            _choice(result[what][0], loser[what][0])
    return result, None


def _filled(fields: Iterable[str], mine: Row, theirs: Row) -> bool:
    """Put the other's words where there are none; whether there were others in the way."""
    clash = False
    for field in fields:
        if not str(mine[field]).strip():
            mine[field] = theirs[field]
        clash |= bool(str(theirs[field]).strip()) and theirs[field] != mine[field]
    return clash


def _second(what: str, fields: Sequence[str], mine: Row, theirs: Row) -> Thing | None:
    before = dict(mine)
    if not _filled(fields, mine, theirs):
        return None
    mine.update(before)
    return {what: [dict(theirs)]}


_SHORT_FIELDS: Final = ("name", "setting", "fee", "first_free")


def _note_what_differs(mine: Row, theirs: Row) -> None:
    """A therapist's fields stay as they are, and what the other copy has in them goes below, in the notes."""
    mine["note"] = _lines_of_both(mine["note"], theirs["note"])
    mine["to_ask"] = _lines_of_both(mine["to_ask"], theirs["to_ask"])
    for field in _SHORT_FIELDS:
        if _filled([field], mine, theirs):
            mine["note"] = _lines_of_both(mine["note"], theirs[field])


def _lines_of_both(mine: str, theirs: str) -> str:
    if theirs in mine:
        return mine
    there = set(mine.split("\n"))
    new = "\n".join(line for line in theirs.split("\n") if line not in there)
    return f"{mine}\n{new}" if mine and new else mine or new


def _choice(mine: Row, theirs: Row) -> None:
    """What was left out on one side is left out: nothing gets on a page by a merge."""
    if None in (mine["included"], theirs["included"]):
        mine["included"] = theirs["included"] if mine["included"] is None else mine["included"]
    else:
        mine["included"] = mine["included"] and theirs["included"]
    if mine["position"] is None:
        mine["position"] = theirs["position"]


def days_marked_twice(one: Thing, another: Thing) -> int:
    """On how many days two states of a goal have another mark."""
    marks = {row["date"]: row["mark"] for row in one["goal_marks"]}
    return sum(marks.get(row["date"], row["mark"]) != row["mark"] for row in another["goal_marks"])


def _goal(result: Thing, loser: Thing) -> Thing | None:
    marks = {row["date"]: row for row in (*loser["goal_marks"], *result["goal_marks"])}
    result["goal_marks"] = [dict(marks[day], position=at) for at, day in enumerate(sorted(marks), start=1)]
    second = _second("goals", ["text", "how_we_notice"], result["goals"][0], loser["goals"][0])
    return second and {**second, "goal_marks": []}


def _dates(mine: list[Row], theirs: list[Row]) -> None:
    """The dates of both, but one rhythm."""
    there = {row["at"] for row in mine}
    has_rhythm = any(row["repeats"] for row in mine)
    mine += [row for row in theirs if row["at"] not in there and not (row["repeats"] and has_rhythm)]


def _entry(result: Thing, loser: Thing) -> Thing | None:
    """What was answered, marked or tagged on one side goes to the text written on the other.

    Where both have words in the same place, what the loser says is kept whole, as another version: a note or a
    letter, so that it is counted in nothing. What was marked as raw on either side is raw.
    """
    before = {table: [dict(row) for row in rows] for table, rows in result.items()}
    mine, theirs = result["entries"][0], loser["entries"][0]
    mine["private"] = mine["private"] or theirs["private"]
    clash = _filled(["title", "body"], mine, theirs)
    clash |= _answers(result["answers"], loser["answers"])
    if result["tensions"] and loser["tensions"]:
        clash |= _tension(result["tensions"][0], loser["tensions"][0])
    else:
        result["tensions"] = result["tensions"] or [dict(row) for row in loser["tensions"]]
    tags = dict.fromkeys(row["tag"] for row in (*result["entry_tags"], *loser["entry_tags"]))
    result["entry_tags"] = [
        {"entry_id": mine["id"], "position": at, "tag": tag} for at, tag in enumerate(tags, start=1)
    ]
    if not clash:
        return None
    result.update(before)
    result["entries"][0]["private"] = mine["private"]
    second = another_version(loser)
    second["entries"][0]["private"] = mine["private"]
    return second


def _tension(mine: Row, theirs: Row) -> bool:
    """Put the other's words, and where it was talked through, where there are none; return whether words clash."""
    mine["talked_through_in"] = mine["talked_through_in"] or theirs["talked_through_in"]
    return _filled(["words", "outcome"], mine, theirs)


def another_version(thing: Thing) -> Thing:
    """An entry as another version of itself: a note or a letter, so that it is counted in nothing."""
    second = {table: [dict(row) for row in rows] for table, rows in thing.items()}
    entry = second["entries"][0]
    entry.update(kind="letter" if entry["kind"] == "letter" else "between", version_of=entry["id"])
    return second


def _answers(mine: list[Row], theirs: list[Row]) -> bool:
    there = {row["question_id"]: row for row in mine}
    clash = False
    for row in theirs:
        if row["question_id"] not in there:
            mine.append(dict(row))
        else:
            present = there[row["question_id"]]
            clash |= present["answer"] != row["answer"] or _filled(["words"], present, row)
    return clash
