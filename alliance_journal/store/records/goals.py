"""Repository of goals with the client's own marks (numbers from 0 to 10)."""

import datetime as dt

from alliance_journal.domain.models import HIGHEST_MARK, OPEN_GOALS, Goal, GoalMark, GoalState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database, new_id
from alliance_journal.store.core.errors import NotFound, NotPossible


class Goals:
    """Repository of goals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Goal, ...]:
        """Return all goals with their marks, in the order they were added."""
        marks: dict[str, list[GoalMark]] = {}
        for row in self._database.select("SELECT * FROM goal_marks ORDER BY goal_id, position"):
            marks.setdefault(row["goal_id"], []).append(rows.goal_mark(row))
        found = self._database.select("SELECT * FROM goals ORDER BY position, id")
        return tuple(rows.goal(row, marks.get(row["id"], ())) for row in found)

    def add(self, text: str, how_we_notice: str = "") -> Goal:
        """Add a goal, in the client's own words.

        Raises:
            NotPossible: if the largest number of open goals (`OPEN_GOALS`) is reached.
        """
        goal = Goal(new_id(), usable(text.strip()), usable(how_we_notice.strip()))
        with self._database.transaction():
            self._limit_open_goals()
            self.insert(goal)
        return goal

    def insert(self, goal: Goal, position: int = 0) -> None:
        """Insert a goal as it is, with its marks, at this position or (0) after the last one."""
        with self._database.transaction():
            self._database.changed("goals", goal.id)
            position = position or self._database.next_position("goals")
            self._database.insert("goals", rows.goal_row(goal, position))
            self._database.insert("goal_marks", *rows.goal_mark_rows(goal))

    def _limit_open_goals(self) -> None:
        (number,) = self._database.connection.execute("SELECT count(*) FROM goals WHERE state = 'open'").fetchone()
        if number >= OPEN_GOALS:
            raise NotPossible(
                f"{number} goals are open already, and more are hard to keep in sight.",
                "Open one to mark it as reached or set it aside first; nothing of it is lost.",
            )

    def change(self, goal: Goal) -> None:
        """Update a goal's words."""
        with self._database.transaction():
            self._change(goal.id, {"text": usable(goal.text), "how_we_notice": usable(goal.how_we_notice)})

    def remove(self, goal_id: str) -> None:
        """Delete a goal for good.

        Raises:
            NotPossible: if it has marks, or an entry or a topic belongs to it.
        """
        with self._database.transaction():
            if self._database.select(
                "SELECT 1 FROM goal_marks WHERE goal_id = :id UNION ALL SELECT 1 FROM entries WHERE goal_id = :id "
                "UNION ALL SELECT 1 FROM topics WHERE goal_id = :id LIMIT 1",
                {"id": goal_id},
            ):
                raise NotPossible(
                    "This goal has marks, or something belongs to it by now.", "Open it to set it aside."
                )
            self._database.changed("goals", goal_id)
            self._database.delete("goals", "id = ?", goal_id)

    def set_state(self, goal_id: str, state: GoalState) -> None:
        """Set the state of a goal: reached, let go (given up), or open again.

        Raises:
            NotPossible: if it is to be opened and the largest number of open goals (`OPEN_GOALS`) is reached.
        """
        with self._database.transaction():
            if state == "open":
                self._limit_open_goals()
            self._change(goal_id, {"state": state})

    def _change(self, goal_id: str, change: query.Row) -> None:
        self._database.changed("goals", goal_id)
        if not self._database.update("goals", change, "id = ?", goal_id):
            raise NotFound("goal")

    def set_mark(self, goal_id: str, day: dt.date, mark: int | None) -> None:
        """Set the client's mark of a goal, 0 to 10, on a day; None deletes the mark of that day.

        Raises:
            NotPossible: if the mark is not in that range.
        """
        if mark is not None and not 0 <= mark <= HIGHEST_MARK:
            raise NotPossible(
                f"A mark is a number from 0 to {HIGHEST_MARK}, and this is {mark}.", "Type one, or leave it empty."
            )
        goal = next((goal for goal in self.list() if goal.id == goal_id), None)
        if goal is None:
            raise NotFound("goal")
        marks = [given for given in goal.marks if given.date != day]
        if mark is not None:
            marks.append(GoalMark(day, mark))
        goal = goal._replace(marks=tuple(sorted(marks, key=lambda given: given.date)))
        with self._database.transaction():
            self._database.changed("goals", goal_id)
            self._database.delete("goal_marks", "goal_id = ?", goal_id)
            self._database.insert("goal_marks", *rows.goal_mark_rows(goal))
