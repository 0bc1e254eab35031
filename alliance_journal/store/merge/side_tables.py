"""Merge of data without revision ids (versions, list positions, drafts), and of links without a target."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from alliance_journal.store.core import dangling_links
from alliance_journal.store.core.database import Database
from alliance_journal.store.core.query import Row
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.entries.text_versions import remember
from alliance_journal.store.maintenance import permanent_deletion
from alliance_journal.store.merge import record_rows


def versions(database: Database, other: Database) -> None:
    """Merge the earlier versions of texts, without those that were deleted in either copy."""
    entries = {row["id"] for row in database.select("SELECT id FROM entries")}
    deleted = {(row["id"], row["revision"]) for row in database.select(_DELETED)}
    written = {
        (row["entry_id"], row["revision"]): row["written_at"]
        for row in database.select("SELECT entry_id, revision, written_at FROM versions")
    }
    for row in other.select(_DELETED):
        version = row["id"], row["revision"]
        if row["id"] in entries and (version not in deleted or version in written):
            database.connection.execute(
                "INSERT OR IGNORE INTO revisions (what, id, revision, at, state) "
                "VALUES ('versions', :id, :revision, :at, 'gone')",
                row,
            )
            database.delete("versions", "entry_id = ? AND revision = ?", *version)
            deleted.add(version)
    for row in other.select("SELECT * FROM versions"):
        version = row["entry_id"], row["revision"]
        is_new = version not in written or row["written_at"] > written[version]
        if row["entry_id"] in entries and version not in deleted and is_new:
            remember(
                database.connection, row["entry_id"], row["title"], row["body"], row["written_at"], row["kept_at"]
            )


_DELETED: Final = "SELECT id, revision, at FROM revisions WHERE what = 'versions'"


def places(database: Database, other: Database) -> None:
    """Set each list position to the lesser of the two, so that the lists are the same in both copies.

    Two records can have the same position then; the one with the lesser id comes first.
    """
    for table in record_rows.LISTS:
        sql = f"SELECT id, position FROM {table}"
        here = {row["id"]: row["position"] for row in database.select(sql)}
        lesser = [row for row in other.select(sql) if row["position"] < here.get(row["id"], row["position"])]
        database.connection.executemany(f"UPDATE {table} SET position = :position WHERE id = :id", lesser)


def answered_again(database: Database, other: Database, entry_id: str) -> bool:
    """Set the instant and wording of answers that are equal in both copies to the later ones.

    Returns:
        True if an answer was changed.
    """
    sql = "SELECT * FROM answers_asked WHERE entry_id = ?"
    here = {row["question_id"]: row for row in database.select(sql, (entry_id,))}
    later = [
        here[row["question_id"]] | {"answered_at": row["answered_at"], "asked_as": row["asked_as"]}
        for row in other.select(sql, (entry_id,))
        if row["question_id"] in here and _when(here[row["question_id"]]) < _when(row)
    ]
    entry_rows.write_answers(database, later)
    return bool(later)


def _when(answer: Row) -> tuple[str, str]:
    return answer["answered_at"], answer["asked_as"]


def has_draft(copy: Database, other: Database, entry_id: str) -> bool:
    """Return whether a copy has a draft of an entry with words that neither its text nor the other copy has."""
    present = copy.select("SELECT body FROM entries WHERE id = ?", (entry_id,))
    present += other.select("SELECT body FROM drafts WHERE entry_id = ?", (entry_id,))
    found = copy.select("SELECT body FROM drafts WHERE entry_id = ? AND body <> base", (entry_id,))
    return any(not any(row["body"] in one["body"] for one in present) for row in found)


def drafts(database: Database, other: Database) -> int:
    """Copy the other copy's drafts whose text is not in the entry or a draft here.

    Returns:
        The number of copied drafts.
    """
    taken = 0
    for row in other.select("SELECT * FROM drafts"):
        present = database.select(
            "SELECT body, NULL AS writer FROM entries WHERE id = :id "
            "UNION ALL SELECT body, writer FROM drafts WHERE entry_id = :id",
            {"id": row["entry_id"]},
        )
        is_there = any(row["body"] in one["body"] for one in present)
        if present and not is_there and row["body"] != row["base"]:
            row["writer"] = _writer(row["writer"], row["body"], present)
            database.upsert("drafts", ["entry_id", "writer"], row)
            taken += 1
    return taken


def cards(database: Database, other: Database) -> int:
    """Copy the other copy's unsaved texts of cards, except those that are here already.

    Returns:
        The number of copied texts.
    """
    taken = 0
    for row in other.select("SELECT * FROM unfinished"):
        present = database.select("SELECT words, writer FROM unfinished WHERE card = ?", (row["card"],))
        if not any(row["words"] == one["words"] for one in present):
            row["writer"] = _writer(row["writer"], row["words"], present)
            database.upsert("unfinished", ["card", "writer"], row)
            taken += 1
    return taken


def _writer(writer: str, words: str, present: list[Row]) -> str:
    """Return the owner of copied words: `writer`, or a new name if that run has other words here, to keep both."""
    if all(one["writer"] != writer for one in present):
        return writer
    return f"{writer}/{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def clear_dangling_links(database: Database) -> None:
    """Clear links to records that were permanently deleted."""
    permanent_deletion.clear_topics(
        database, "from_entry IS NOT NULL AND from_entry NOT IN (SELECT id FROM entries)"
    )
    dangling_links.clear(database.connection)


def restore_links(database: Database, other: Database, records: Mapping[str, Sequence[str]]) -> None:
    """Restore links cleared here whose target exists again, because the other copy had changed it.

    Args:
        database: this journal.
        other: the other copy.
        records: ids of records by their kind (a table).
    """
    if not any(records.values()):
        return
    for table, column, target, key in dangling_links.optional(database.connection):
        own, kind = ("entry_id", "entries") if table == "tensions" else ("id", table)
        if target == "therapists":
            continue
        for record_id in records.get(kind, ()):
            for row in other.select(f"SELECT {column} AS link FROM {table} WHERE {own} = ?", (record_id,)):
                database.connection.execute(
                    f"UPDATE {table} SET {column} = :link WHERE {own} = :id AND {column} IS NULL "
                    f"AND :link IN (SELECT {key} FROM {target})",
                    {"link": row["link"], "id": record_id},
                )
