"""Numbers of sessions (first, second, ... with its therapist), computed only for the sessions on a page."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from alliance_journal.store.core import query

SESSIONS: Final = "FROM entries WHERE therapist_id IS ? AND kind = 'session' AND deleted_at IS NULL"
"""SQL that selects the sessions with one therapist, or without one; the conditions match the partial index."""


def session_numbers(select: Callable[..., list[query.Row]], sessions: Iterable[query.Row]) -> dict[str, int]:
    """Return the number of each of these sessions, by its id.

    Sessions are counted from 1 with each therapist, by day, then by creation, then by id. There are two queries
    for each therapist: one counts the sessions between the days along an index, one reads the sessions of these
    days.

    Args:
        select: runs a query on the journal.
        sessions: rows with `therapist_id` and `date`.
    """
    days: dict[str | None, set[str]] = {}
    for session in sessions:
        days.setdefault(session["therapist_id"], set()).add(session["date"])
    numbers: dict[str, int] = {}
    for therapist_id, wanted in days.items():
        before = _before(select, therapist_id, sorted(wanted))
        for row in _on(select, therapist_id, sorted(wanted)):
            before[row["date"]] += 1
            numbers[row["id"]] = before[row["date"]]
    return numbers


def _before(select: Callable[..., list[query.Row]], therapist_id: str | None, days: list[str]) -> dict[str, int]:
    """Return the number of sessions before each of these days."""
    spans = list(pairwise(("", *days)))
    values = ", ".join("(?, ?)" for _ in spans)
    found = select(
        f"SELECT column2 AS day, (SELECT count(*) {SESSIONS} AND date >= column1 AND date < column2) AS n "
        f"FROM (VALUES {values})",
        (therapist_id, *(day for span in spans for day in span)),
    )
    counts = {row["day"]: row["n"] for row in found}
    sofar, before = 0, {}
    for day in days:
        sofar += counts[day]
        before[day] = sofar
    return before


def _on(select: Callable[..., list[query.Row]], therapist_id: str | None, days: list[str]) -> list[query.Row]:
    placeholders = ", ".join("?" for _ in days)
    return select(
        f"SELECT id, date {SESSIONS} AND date IN ({placeholders}) ORDER BY date, created_at, id",
        (therapist_id, *days),
    )
