"""What a merge takes over that has no marks of its own, and links that lead nowhere afterwards."""

import hashlib
from typing import Final

from alliance_journal.store import links, trash
from alliance_journal.store.history import remember
from alliance_journal.store.journal import Journal
from alliance_journal.store.opened import Opened
from alliance_journal.store.rows import Row


def versions(journal: Journal, other: Opened) -> None:
    """The earlier versions of both, but those that were deleted in either."""
    here = "SELECT 1 FROM entries WHERE id = ?"
    for row in other.select("SELECT id, revision, at FROM revisions WHERE what = 'versions'"):
        if journal.connection.execute(here, (row["id"],)).fetchone():
            journal.connection.execute(
                "INSERT OR IGNORE INTO revisions (what, id, revision, at, state) "
                "VALUES ('versions', :id, :revision, :at, 'gone')",
                row,
            )
            journal.connection.execute(
                "DELETE FROM versions WHERE entry_id = ? AND revision = ?", (row["id"], row["revision"])
            )
    for row in other.select("SELECT * FROM versions"):
        if journal.connection.execute(here, (row["entry_id"],)).fetchone():
            remember(
                journal.connection, row["entry_id"], row["title"], row["body"], row["written_at"], row["kept_at"]
            )


def places(journal: Journal, other: Opened) -> None:
    """Give each thing in a list the lesser of its two places, so that the lists end alike in both copies.

    Two things may have the same place then; the one with the lesser id stands first.
    """
    for table in _LISTS:
        journal.connection.executemany(
            f"UPDATE {table} SET position = :position WHERE id = :id AND position > :position",
            other.select(f"SELECT id, position FROM {table}"),
        )


_LISTS: Final = ("therapists", "questions", "goals", "topics", "tasks", "excerpts")


def answered_again(journal: Journal, other: Opened, entry_id: str) -> bool:
    """Answers of an entry that are the same in both were given when they were given last; whether one changed."""
    sql = "SELECT * FROM answers_asked WHERE entry_id = ?"
    here = {row["question_id"]: row for row in journal.select(sql, (entry_id,))}
    later = [
        here[row["question_id"]] | {"answered_at": row["answered_at"], "asked_as": row["asked_as"]}
        for row in other.select(sql, (entry_id,))
        if row["question_id"] in here and _when(here[row["question_id"]]) < _when(row)
    ]
    journal.put_answers(later)
    return bool(later)


def _when(answer: Row) -> tuple[str, str]:
    return answer["answered_at"], answer["asked_as"]


def has_draft(copy: Opened, other: Opened, entry_id: str) -> bool:
    """Whether words are being written in an entry of a copy that are not in its text, nor in the other copy."""
    present = copy.select("SELECT body FROM entries WHERE id = ?", (entry_id,))
    present += other.select("SELECT body FROM drafts WHERE entry_id = ?", (entry_id,))
    found = copy.select("SELECT body FROM drafts WHERE entry_id = ? AND body <> base", (entry_id,))
    return any(not any(row["body"] in one["body"] for one in present) for row in found)


def drafts(journal: Journal, other: Opened) -> int:
    """What was being written there, where it is not in the text or a draft by now; how many texts that are."""
    taken = 0
    for row in other.select("SELECT * FROM drafts"):
        present = journal.select(
            "SELECT body, NULL AS writer FROM entries WHERE id = :id "
            "UNION ALL SELECT body, writer FROM drafts WHERE entry_id = :id",
            {"id": row["entry_id"]},
        )
        is_there = any(row["body"] in one["body"] for one in present)
        if present and not is_there and row["body"] != row["base"]:
            journal.replace_row("drafts", row | {"writer": _writer(row["writer"], row["body"], present)})
            taken += 1
    return taken


def cards(journal: Journal, other: Opened) -> int:
    """What was being typed in cards there; how many cards that are."""
    taken = 0
    for row in other.select("SELECT * FROM unfinished"):
        present = journal.select("SELECT words, writer FROM unfinished WHERE card = ?", (row["card"],))
        if not any(row["words"] == one["words"] for one in present):
            journal.replace_row("unfinished", row | {"writer": _writer(row["writer"], row["words"], present)})
            taken += 1
    return taken


def _writer(writer: str, words: str, present: list[Row]) -> str:
    """Who wrote these words; where the same run has written others here, they stay beside them."""
    if all(one["writer"] != writer for one in present):
        return writer
    return f"{writer}/{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def let_go_of_what_is_nowhere(journal: Journal) -> None:
    """Links to what was deleted for good lead nowhere, and are let go."""
    trash.let_go_of_topics(journal, "from_entry IS NOT NULL AND from_entry NOT IN (SELECT id FROM entries)")
    links.let_go(journal.connection)


def find_again(journal: Journal, other: Opened, what: str, thing_ids: list[str]) -> None:
    """Restore links that were cleared here and lead to a row again, being changed in the other copy."""
    for table, column, target, key in links.optional(journal.connection):
        if what != ("entries" if table == "tensions" else table) or target == "therapists":
            continue
        own = "entry_id" if table == "tensions" else "id"
        for thing_id in thing_ids:
            for row in other.select(f"SELECT {column} AS link FROM {table} WHERE {own} = ?", (thing_id,)):
                journal.connection.execute(
                    f"UPDATE {table} SET {column} = :link WHERE {own} = :id AND {column} IS NULL "
                    f"AND :link IN (SELECT {key} FROM {target})",
                    {"link": row["link"], "id": thing_id},
                )
