"""Reading and writing rows of entries, for all repositories of entries; the callers begin the transactions."""

from collections.abc import Iterable, Mapping

from alliance_journal.domain.models import Entry, GivenAnswer, Tension
from alliance_journal.store.core import query, rows
from alliance_journal.store.core.database import Database, Lookup
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.core.query import Row


def read(
    database: Database, where: str, values: tuple[object, ...] = (), *, body: str = "body"
) -> tuple[Entry, ...]:
    """Return the entries for which a condition holds, oldest first, with answers, tags and tension.

    Args:
        database: the journal's database.
        where: an SQL condition on the table of entries.
        values: the parameters of the condition.
        body: an SQL expression for the text; "''" leaves texts unread.
    """
    chosen = f"SELECT id FROM entries WHERE {where}"
    with database.translated_errors():
        answers = rows.given_answers(
            database.connection.execute(
                "SELECT entry_id, question_id, answer, words, answered_at, asked_as "
                "FROM answers_asked JOIN questions ON questions.id = question_id "
                f"WHERE entry_id IN ({chosen}) ORDER BY questions.position, question_id",
                values,
            ).fetchall()
        )
    tags: dict[str, list[str]] = {}
    for row in database.select(f"SELECT * FROM entry_tags WHERE entry_id IN ({chosen}) ORDER BY position", values):
        tags.setdefault(row["entry_id"], []).append(row["tag"])
    tense = {
        row["entry_id"]: rows.tension(row)
        for row in database.select(f"SELECT * FROM tensions WHERE entry_id IN ({chosen})", values)
    }
    columns = (
        f"id, kind, date, time, therapist_id, medium, title, {body} AS body, private, created_at, updated_at, "
        "goal_id, version_of"
    )
    found = database.select(f"SELECT {columns} FROM entries WHERE {where} ORDER BY date, created_at, id", values)
    return tuple(
        rows.entry(row, answers.get(row["id"], ()), tags.get(row["id"], ()), tense.get(row["id"])) for row in found
    )


def declare_change(database: Database, entry_id: str) -> None:
    """Declare, before the first write, that an entry is about to change.

    Raises:
        NotFound: if it does not exist or is in the trash.
    """
    sql = "SELECT 1 FROM entries WHERE id = ? AND deleted_at IS NULL"
    if not database.connection.execute(sql, (entry_id,)).fetchone():
        raise NotFound("note")
    database.changed("entries", entry_id)


def declare_answer_change(database: Database, entry_id: str, question: str) -> GivenAnswer | None:
    """Declare, before the first write, that an answer of an entry is about to change.

    Returns:
        The answer before the change; None if there is none.

    Raises:
        NotFound: if the entry does not exist or is in the trash.
    """
    sql = (
        "SELECT question_id, answer, words, answered_at, coalesce(wordings.text, '') AS asked_as FROM entries "
        "LEFT JOIN answers ON answers.number = entries.number AND question_id = ? "
        "LEFT JOIN wordings ON wordings.id = answers.wording WHERE entries.id = ? AND deleted_at IS NULL"
    )
    row = next(query.select(database.connection, sql, (question, entry_id)), None)
    if row is None:
        raise NotFound("note")
    database.changed("entries", entry_id)
    return rows.given_answer(row) if row["question_id"] else None


def insert(database: Database, entry: Entry) -> None:
    """Insert an entry as it is, with its answers, tags and tension."""
    database.changed("entries", entry.id)
    database.insert("entries", rows.entry_row(entry))
    write_answers(database, [rows.answer_row(entry.id, given) for given in entry.answers])
    _insert_tags(database, entry.id, entry.tags)
    if entry.tension:
        insert_tension(database, entry.id, entry.tension)


def update(database: Database, entry_id: str, change: Mapping[str, object]) -> None:
    """Update columns of an entry."""
    database.update("entries", change, "id = ?", entry_id)


def insert_tension(database: Database, entry_id: str, tension: Tension) -> None:
    """Insert the tension of an entry; the entry it was talked through in must exist."""
    database.changed("entries", entry_id)
    database.insert("tensions", rows.tension_row(entry_id, tension))


def write_answers(database: Database, answers: Iterable[Row]) -> None:
    """Insert answers, replacing those to the same questions; each wording of a question is stored once.

    Args:
        database: the journal's database.
        answers: rows with entry_id, question_id, answer, words, asked_as and answered_at.
    """
    found = list(answers)
    wordings = dict.fromkeys(row["asked_as"] for row in found if row["asked_as"])
    database.upsert("wordings", ["text"], *({"text": text} for text in wordings))
    database.upsert("answers", ["number", "question_id"], *map(_answer_columns, found))


def _answer_columns(row: Row) -> Row:
    columns = {name: value for name, value in row.items() if name not in ("entry_id", "asked_as")}
    return {
        "number": Lookup("SELECT number FROM entries WHERE id = ?", row["entry_id"]),
        **columns,
        "wording": Lookup("SELECT id FROM wordings WHERE text = ?", row["asked_as"]),
    }


def set_tags(database: Database, entry_id: str, tags: tuple[str, ...]) -> None:
    """Replace the tags in the tag field of an entry."""
    database.delete("entry_tags", "entry_id = ?", entry_id)
    _insert_tags(database, entry_id, tags)


def _insert_tags(database: Database, entry_id: str, tags: tuple[str, ...]) -> None:
    numbered = enumerate(dict.fromkeys(tags), start=1)
    database.insert(
        "entry_tags", *({"entry_id": entry_id, "position": position, "tag": tag} for position, tag in numbered)
    )
