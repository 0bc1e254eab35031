"""Homework, and goals with the client's own marks (numbers from 0 to 10)."""

import datetime as dt

from alliance_journal.domain.models import HIGHEST_MARK, OPEN_GOALS, Goal, GoalMark, GoalState, Task, TaskState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import rows
from alliance_journal.store.core.database import Opened, new_id
from alliance_journal.store.core.errors import NotFound, NotPossible


class Work(Opened):
    """Repository of homework and goals."""

    def tasks(self) -> tuple[Task, ...]:
        """Return all homework, in the order it was agreed."""
        return tuple(map(rows.task, self.select("SELECT * FROM tasks ORDER BY position, id")))

    def tasks_for(self, therapist_id: str | None) -> tuple[Task, ...]:
        """Return the homework that may go to this therapist: agreed in their sessions, or with no therapist."""
        found = self.select(
            "SELECT tasks.* FROM tasks LEFT JOIN entries ON entries.id = agreed_in "
            "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ? "
            "ORDER BY tasks.position, tasks.id",
            (therapist_id,),
        )
        return tuple(map(rows.task, found))

    def add_task(self, text: str, why: str = "", agreed_in: str | None = None, *, by_next: bool = True) -> Task:
        """Add homework.

        Args:
            text: the homework.
            why: its purpose.
            agreed_in: id of the session in which it was agreed.
            by_next: whether it is to be done by the next session.
        """
        task = Task(new_id(), usable(text.strip()), usable(why.strip()), agreed_in, by_next=by_next)
        with self.writing():
            self.tables.table("tasks").insert(rows.task_row(task, self.next_place("tasks")))
        return task

    def change_task(self, task: Task) -> None:
        """Update the text, purpose, session, note and due time of homework.

        Raises:
            NotFound: if it does not exist any more.
        """
        with self.writing():
            self.touch(task.id, "tasks")
            changed = self.connection.execute(
                "UPDATE tasks SET text = ?, why = ?, agreed_in = ?, note = ?, by_next = ? WHERE id = ?",
                (usable(task.text), usable(task.why), task.agreed_in, usable(task.note), task.by_next, task.id),
            )
            if not changed.rowcount:
                raise NotFound("homework")

    def set_task_state(self, task_id: str, state: TaskState, note: str = "") -> None:
        """Set the state of homework, with an optional note; it can be set to open again."""
        with self.writing():
            self.touch(task_id, "tasks")
            changed = self.connection.execute(
                "UPDATE tasks SET state = ?, note = ? WHERE id = ?", (state, usable(note), task_id)
            )
            if not changed.rowcount:
                raise NotFound("homework")

    # Goals

    def goals(self) -> tuple[Goal, ...]:
        """Return all goals with their marks, in the order they were added."""
        marks: dict[str, list[GoalMark]] = {}
        for row in self.select("SELECT * FROM goal_marks ORDER BY goal_id, position"):
            marks.setdefault(row["goal_id"], []).append(rows.goal_mark(row))
        found = self.select("SELECT * FROM goals ORDER BY position, id")
        return tuple(rows.goal(row, marks.get(row["id"], ())) for row in found)

    def add_goal(self, text: str, how_we_notice: str = "") -> Goal:
        """Add a goal, in the client's own words.

        Raises:
            NotPossible: if the largest number of open goals (`OPEN_GOALS`) is reached.
        """
        goal = Goal(new_id(), usable(text.strip()), usable(how_we_notice.strip()))
        with self.writing():
            self._must_have_room()
            self.tables.table("goals").insert(rows.goal_row(goal, self.next_place("goals")))
        return goal

    def _must_have_room(self) -> None:
        (number,) = self.connection.execute("SELECT count(*) FROM goals WHERE state = 'open'").fetchone()
        if number >= OPEN_GOALS:
            raise NotPossible(
                f"{number} goals are open already, and more are hard to keep in sight.",
                "Mark one as reached or let it go first; nothing of it is lost.",
            )

    def change_goal(self, goal: Goal) -> None:
        """Update a goal's words."""
        with self.writing():
            self.touch(goal.id, "goals")
            changed = self.connection.execute(
                "UPDATE goals SET text = ?, how_we_notice = ? WHERE id = ?",
                (usable(goal.text), usable(goal.how_we_notice), goal.id),
            )
            if not changed.rowcount:
                raise NotFound("goal")

    def set_goal_state(self, goal_id: str, state: GoalState) -> None:
        """Set the state of a goal: reached, let go (given up), or open again.

        Raises:
            NotPossible: if it is to be opened and the largest number of open goals (`OPEN_GOALS`) is reached.
        """
        with self.writing():
            if state == "open":
                self._must_have_room()
            self.touch(goal_id, "goals")
            changed = self.connection.execute("UPDATE goals SET state = ? WHERE id = ?", (state, goal_id))
            if not changed.rowcount:
                raise NotFound("goal")

    def mark_goal(self, goal_id: str, day: dt.date, mark: int | None) -> None:
        """Set the client's mark of a goal, 0 to 10, on a day; None deletes the mark of that day.

        Raises:
            NotPossible: if the mark is not in that range.
        """
        if mark is not None and not 0 <= mark <= HIGHEST_MARK:
            raise NotPossible(
                f"A mark is a number from 0 to {HIGHEST_MARK}, and this is {mark}.", "Type one, or leave it empty."
            )
        goal = next((goal for goal in self.goals() if goal.id == goal_id), None)
        if goal is None:
            raise NotFound("goal")
        marks = [given for given in goal.marks if given.date != day]
        if mark is not None:
            marks.append(GoalMark(day, mark))
        goal = goal._replace(marks=tuple(sorted(marks, key=lambda given: given.date)))
        with self.writing():
            self.touch(goal_id, "goals")
            self.connection.execute("DELETE FROM goal_marks WHERE goal_id = ?", (goal_id,))
            self.tables.table("goal_marks").insert_all(rows.goal_mark_rows(goal))
