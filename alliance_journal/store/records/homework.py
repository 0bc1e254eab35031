"""Repository of homework."""

from alliance_journal.domain.models import Task, TaskState
from alliance_journal.domain.text import usable
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database, new_id
from alliance_journal.store.core.errors import NotFound


class Homework:
    """Repository of homework."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Task, ...]:
        """Return all homework, in the order it was agreed."""
        return tuple(map(rows.task, self._database.select("SELECT * FROM tasks ORDER BY position, id")))

    def list_for(self, therapist_id: str | None) -> tuple[Task, ...]:
        """Return the homework that may go to this therapist: agreed in their sessions, or with no therapist."""
        found = self._database.select(
            "SELECT tasks.* FROM tasks LEFT JOIN entries ON entries.id = agreed_in "
            "WHERE entries.therapist_id IS NULL OR entries.therapist_id IS ? "
            "ORDER BY tasks.position, tasks.id",
            (therapist_id,),
        )
        return tuple(map(rows.task, found))

    def add(self, text: str, why: str = "", agreed_in: str | None = None, *, by_next: bool = True) -> Task:
        """Add homework.

        Args:
            text: the homework.
            why: its purpose.
            agreed_in: id of the session in which it was agreed.
            by_next: whether it is to be done by the next session.
        """
        task = Task(new_id(), usable(text.strip()), usable(why.strip()), agreed_in, by_next=by_next)
        self.insert(task)
        return task

    def insert(self, task: Task, position: int = 0) -> None:
        """Insert homework as it is, at this position or (0) after the last one."""
        with self._database.transaction():
            self._database.changed("tasks", task.id)
            position = position or self._database.next_position("tasks")
            self._database.insert("tasks", rows.task_row(task, position))

    def change(self, task: Task) -> None:
        """Update the text, purpose, session, note and due time of homework.

        Raises:
            NotFound: if it does not exist any more.
        """
        self._change(
            task.id,
            {
                "text": usable(task.text),
                "why": usable(task.why),
                "agreed_in": task.agreed_in,
                "note": usable(task.note),
                "by_next": task.by_next,
            },
        )

    def remove(self, task_id: str) -> None:
        """Delete homework for good."""
        with self._database.transaction():
            self._database.changed("tasks", task_id)
            self._database.delete("tasks", "id = ?", task_id)

    def set_state(self, task_id: str, state: TaskState, note: str = "") -> None:
        """Set the state of homework, with an optional note; it can be set to open again."""
        self._change(task_id, {"state": state, "note": usable(note)})

    def _change(self, task_id: str, change: query.Row) -> None:
        with self._database.transaction():
            self._database.changed("tasks", task_id)
            if not self._database.update("tasks", change, "id = ?", task_id):
                raise NotFound("homework")
