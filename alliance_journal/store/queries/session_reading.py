"""Sessions of a therapist with their answers, for the rules and for the page of answers behind an element."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.session_history import Session, SessionHistory, history_of
from alliance_journal.domain.alliance.trends.trends_model import MarkedTension
from alliance_journal.domain.models import GivenAnswer
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.column_values import answer_of, day_of
from alliance_journal.store.entries.session_numbers import SESSIONS, session_numbers
from alliance_journal.store.entries.sessions import NEWEST_FIRST
from alliance_journal.store.journal import Journal, database_of

SHOWN_AT_ONCE: Final = 50
"""Sessions in one page of answers."""


class Key(NamedTuple):
    """Position for keyset pagination: the key of the last session read, or empty before the first page."""

    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, read: Sequence[query.Row]) -> "Key | None":
        """Return the key of the last of these rows; None if there are no rows."""
        if not read:
            return None
        day, created_at, id_ = (read[-1][name] for name in ("date", "created_at", "id"))
        return cls((day, day, created_at, id_))

    @property
    def condition(self) -> str:
        """SQL condition for the sessions after this key; the separate condition on the day uses the index."""
        return "AND date <= ? AND (date, created_at, id) < (?, ?, ?)" if self.values else ""


def history_with(journal: Journal, therapist_id: str | None) -> SessionHistory:
    """Return all sessions with a therapist (None: those without one), read by one query."""
    found = database_of(journal).select(_HISTORY, (therapist_id,))
    # Decoded by one call: a call for each of thousands of sessions takes several times as long.
    given: list[dict[str, str]] = json.loads(f"[{','.join(row['given'] for row in found)}]")
    return history_of(
        Session(
            row["id"],
            day_of(row["date"]),
            {question: answer_of(word) for question, word in answers.items()},
        )
        for row, answers in zip(found, given, strict=True)
    )


def tensions_with(journal: Journal, therapist_id: str | None) -> tuple[MarkedTension, ...]:
    """Return the tensions marked at these sessions, oldest first, each with where it was talked through."""
    select = database_of(journal).select
    marked = select(_TENSIONS, (therapist_id,))
    through = select(_TALKED_THROUGH, (therapist_id, therapist_id)) if marked else []
    session = {row["id"]: row for row in (*through, *marked)}
    places = session_numbers(select, session.values())
    return tuple(
        MarkedTension(
            row["id"],
            places[row["id"]],
            day_of(row["date"]),
            row["words"],
            *_place(session.get(row["talked_through_in"]), places),
            row["outcome"],
        )
        for row in marked
        # An entry that was removed between the two queries is left out.
        if row["id"] in places
    )


class Answered(NamedTuple):
    """Answers of one session to some questions, in the order in which they are asked."""

    day: dt.date
    answers: tuple[GivenAnswer, ...]


class AnswersBehind:
    """Answers to some questions in the sessions with a therapist, newest first, read page by page."""

    def __init__(self, journal: Journal, therapist_id: str | None, questions: Sequence[str]) -> None:
        self._select, self._whose, self._questions = database_of(journal).select, therapist_id, tuple(questions)
        self._after = Key()

    def further(self) -> list[Answered]:
        """Return the next page of sessions with an answer; empty if there are no more."""
        placeholders = ", ".join("?" for _ in self._questions)
        sessions = self._select(
            f"SELECT id, date, created_at {SESSIONS} {self._after.condition} AND EXISTS ("
            f"SELECT 1 FROM answers WHERE answers.number = entries.number AND question_id IN ({placeholders})) "
            f"{NEWEST_FIRST} LIMIT {SHOWN_AT_ONCE}",
            (self._whose, *self._after.values, *self._questions),
        )
        given: dict[str, dict[str, GivenAnswer]] = {row["id"]: {} for row in sessions}
        those = ", ".join("?" for _ in sessions)
        for row in self._select(
            f"SELECT * FROM answers_asked WHERE entry_id IN ({those}) AND question_id IN ({placeholders})",
            (*given, *self._questions),
        ):
            given[row["entry_id"]][row["question_id"]] = rows.given_answer(row)
        self._after = Key.of(sessions) or self._after
        return [
            Answered(
                day_of(row["date"]),
                tuple(given[row["id"]][question] for question in self._questions if question in given[row["id"]]),
            )
            for row in sessions
        ]


def _place(row: query.Row | None, places: Mapping[str, int]) -> tuple[int | None, dt.date | None]:
    if row is None or row["id"] not in places:
        return None, None
    return places[row["id"]], day_of(row["date"])


_HISTORY: Final = f"""
SELECT id, date,
       (SELECT json_group_object(question_id, answer) FROM answers WHERE answers.number = entries.number) AS given
{SESSIONS} ORDER BY date, created_at, id
"""
# CROSS JOIN fixes the order of the join: from the few tensions to their sessions, not the other way round.
_MARKED: Final = """
FROM tensions CROSS JOIN entries AS tense ON tense.id = tensions.entry_id
WHERE tense.therapist_id IS ? AND tense.kind = 'session' AND tense.deleted_at IS NULL
"""
_TENSIONS: Final = f"""
SELECT tense.id, tense.date, tense.therapist_id, tensions.words, tensions.talked_through_in, tensions.outcome
{_MARKED} ORDER BY tense.date, tense.created_at, tense.id
"""
_TALKED_THROUGH: Final = f"""
SELECT id, date, therapist_id {SESSIONS} AND id IN (SELECT talked_through_in {_MARKED})
"""
