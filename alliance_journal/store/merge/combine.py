"""Merge rules for one record that two copies of a journal have: the newer state, and combining two changes.

All rules are symmetric, so that merging A into B and merging B into A give the same result.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from alliance_journal.store.changes import revisions
from alliance_journal.store.changes.revisions import Digest, Revisions
from alliance_journal.store.core.query import Row

RecordRows = dict[str, list[Row]]
"""Rows of one record, by table: its own row, and those that belong to it."""
Outcome = Literal["same", "mine", "theirs", "both"]

LIVE, IN_TRASH, GONE = range(3)
"""States of a record: an existing one wins over one in the trash, and that over a permanently deleted one."""

_SPACE: Final = uuid.UUID("6a3f7a52-0c1e-5b0e-9a54-2f6b1f0e7d11")


class State(NamedTuple):
    """State of a record in one copy.

    Attributes:
        content_hash: the hash of its content; None if it does not exist.
        revisions: all revision ids of it that this copy knows; empty if the copy never had it.
        place: `LIVE`, `IN_TRASH` or `GONE`.
        written: the instants of the last change, creation and answers, which order states without a stored
            revision id.
        whole: the hash of its content and links.
    """

    content_hash: str | None
    revisions: Revisions
    place: int
    written: str = ""
    whole: str = ""

    @property
    def now(self) -> str:
        """Revision id of the present state."""
        return revisions.latest(self.revisions)


def state_of(found: Digest | None, kept: Revisions, *, in_trash: bool = False, written: str = "") -> State:
    """Return the state of a record.

    Args:
        found: the hashes of its content; None if it does not exist.
        kept: its stored revision ids.
        in_trash: whether it is in the trash.
        written: the value of `State.written`.
    """
    if found is None:
        # A record that another program deleted has no revision id of a deletion, and may be restored.
        is_gone = bool(kept) and revisions.latest(kept).endswith(revisions.GONE)
        return State(None, kept if is_gone else {}, GONE)
    content_hash = found.content_hash
    known = dict(kept) or {revisions.first_revision(content_hash): ""}
    now = revisions.latest(known)
    is_only_trashed = in_trash and now.endswith(revisions.GONE)
    if not (revisions.fits(now, content_hash) or is_only_trashed):
        # Another program changed it after its last revision id.
        known[revisions.joined_revision([now], content_hash)] = revisions.after(known[now])
    return State(content_hash, known, IN_TRASH if in_trash else LIVE, written, found.whole)


def compare(mine: State, theirs: State) -> Outcome:
    """Compare two states by the revision ids that each copy knows.

    Returns:
        "mine" or "theirs" for the state that is based on the other one, "same" for equal content, "both" if each
        copy has a change that the other does not know.
    """
    if not theirs.revisions:
        return "mine"
    if not mine.revisions:
        return "theirs"
    is_trashed_here = mine.now == theirs.now and mine.now.endswith(revisions.GONE)
    if mine.content_hash == theirs.content_hash or is_trashed_here:
        return "same"
    i_am_known, they_are_known = mine.now in theirs.revisions, theirs.now in mine.revisions
    if i_am_known != they_are_known:
        return "theirs" if i_am_known else "mine"
    return "both"


def mine_wins(mine: State, theirs: State) -> bool:
    """Return whether the state here is the one to continue with, if both were changed."""

    def rank(state: State) -> tuple[int, str, str, str]:
        return -state.place, state.revisions[state.now], state.written, state.now

    return rank(mine) > rank(theirs)


def united(mine: Revisions, theirs: Revisions) -> Revisions:
    """Return the revision ids of both, each with the later of its instants."""
    return {revision: max(mine.get(revision, ""), theirs.get(revision, "")) for revision in (*mine, *theirs)}


def other_id(record_id: str, revision: str) -> str:
    """Return the id of the new record for the second of two versions, the same in every copy."""
    return str(uuid.uuid5(_SPACE, f"{record_id} {revision}"))


# Combining two changed states


def combine(kind: str, winner: RecordRows, loser: RecordRows) -> tuple[RecordRows, RecordRows | None]:
    """Combine two changed states.

    Args:
        kind: the kind of record (a table).
        winner: the rows of the state to continue with.
        loser: the rows of the other state.

    Returns:
        The combined rows, and those of a second record for words of the loser that do not fit in; None if all do.
    """
    result = {table: [dict(row) for row in rows] for table, rows in winner.items()}
    match kind:
        case "therapists":
            _note_what_differs(result[kind][0], loser[kind][0])
        case "goals":
            return result, _goal(result, loser)
        case "entries":
            return result, _entry(result, loser)
        case "topics":
            mine, theirs = result[kind][0], loser[kind][0]
            mine["included"] = mine["included"] and theirs["included"]
            return result, _second(kind, ["text"], mine, theirs)
        case "excerpts":
            mine, theirs = result[kind][0], loser[kind][0]
            mine["for_me"] = mine["for_me"] or theirs["for_me"]
            return result, _second(kind, ["text"], mine, theirs)
        case "tasks":
            return result, _second(kind, ["text", "why", "note"], result[kind][0], loser[kind][0])
        case "appointments":
            _dates(result[kind], loser[kind])
        case "own_numbers":
            there = {row["text"] for row in result[kind]}
            result[kind] += [row for row in loser[kind] if row["text"] not in there]
        case "page_choices":
            _choice(result[kind][0], loser[kind][0])
    return result, None


def _filled(fields: Iterable[str], mine: Row, theirs: Row) -> bool:
    """Fill empty fields with the other's words; return whether any field has different words in both."""
    clash = False
    for field in fields:
        if not str(mine[field]).strip():
            mine[field] = theirs[field]
        clash |= bool(str(theirs[field]).strip()) and theirs[field] != mine[field]
    return clash


def _second(kind: str, fields: Sequence[str], mine: Row, theirs: Row) -> RecordRows | None:
    before = dict(mine)
    if not _filled(fields, mine, theirs):
        return None
    mine.update(before)
    return {kind: [dict(theirs)]}


_SHORT_FIELDS: Final = ("name", "setting", "fee", "first_free")


def _note_what_differs(mine: Row, theirs: Row) -> None:
    """Keep a therapist's fields, and append different values of the other copy to the notes."""
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
    """Leave out an item that either copy left out: a merge puts nothing on a page."""
    if None in (mine["included"], theirs["included"]):
        mine["included"] = theirs["included"] if mine["included"] is None else mine["included"]
    else:
        mine["included"] = mine["included"] and theirs["included"]
    if mine["position"] is None:
        mine["position"] = theirs["position"]


def days_rated_twice(one: RecordRows, another: RecordRows) -> int:
    """Return the number of days on which two states of a goal have different ratings."""
    ratings = {row["date"]: row["mark"] for row in one["goal_marks"]}
    return sum(ratings.get(row["date"], row["mark"]) != row["mark"] for row in another["goal_marks"])


def _goal(result: RecordRows, loser: RecordRows) -> RecordRows | None:
    ratings = {row["date"]: row for row in (*loser["goal_marks"], *result["goal_marks"])}
    result["goal_marks"] = [dict(ratings[day], position=at) for at, day in enumerate(sorted(ratings), start=1)]
    second = _second("goals", ["text", "how_we_notice"], result["goals"][0], loser["goals"][0])
    return second and {**second, "goal_marks": []}


def _dates(mine: list[Row], theirs: list[Row]) -> None:
    """Add the other copy's dates, but keep only one recurring appointment."""
    there = {row["at"] for row in mine}
    has_recurring = any(row["repeats"] for row in mine)
    mine += [row for row in theirs if row["at"] not in there and not (row["repeats"] and has_recurring)]


def _entry(result: RecordRows, loser: RecordRows) -> RecordRows | None:
    """Combine the answers, tension and tags of one copy with the text of the other.

    If both have different words in the same field, the loser is kept completely, as another version: a note or a
    letter, which no statistic counts. An entry that is private (raw) in either copy stays private.
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
    """Fill an empty comment, outcome or talking-through session with the other's; return whether words differ."""
    mine["talked_through_in"] = mine["talked_through_in"] or theirs["talked_through_in"]
    return _filled(["words", "outcome"], mine, theirs)


def another_version(record: RecordRows) -> RecordRows:
    """Return an entry as another version of itself: a note or a letter, which no statistic counts."""
    second = {table: [dict(row) for row in rows] for table, rows in record.items()}
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
