"""Merge of the records of one kind (a table): decides which state of each continues, and writes it.

Records are compared by the revision ids that both copies store for them; `combine` has the rules for two changed
states.
"""

from collections.abc import Set
from typing import Final

from alliance_journal.domain.merge_report import Merged
from alliance_journal.store.changes import revisions
from alliance_journal.store.changes.revisions import Revisions
from alliance_journal.store.core.database import Database
from alliance_journal.store.entries.text_versions import remember
from alliance_journal.store.merge import combine, corrupted, record_rows, side_tables
from alliance_journal.store.merge.combine import IN_TRASH, LIVE, Outcome, RecordRows, State

_WRITTEN: Final = """
SELECT updated_at || ' ' || created_at || ' ' || coalesce((
    SELECT group_concat(answered_at || asked_as)
    FROM (SELECT answered_at, asked_as FROM answers_asked WHERE entry_id = entries.id ORDER BY question_id)
), ''), deleted_at FROM entries WHERE id = ?
"""
_Ids = Set[str]
NONE: Final[tuple[_Ids, _Ids]] = (frozenset(), frozenset())
"""No records with a wrong checksum, in either copy."""


class KindMerge:
    """Merge of all records of one kind.

    Attributes:
        database: this journal.
        other: the other copy.
        kind: the kind of record (a table).
        done: the result, updated during the merge.
        changed: the ids of the records with a wrong checksum, in this journal and in the other copy.
        cleared_links: the ids of records that are equal except for links that one copy had to clear.
        kept: the stored revision ids, by record id, in this journal and in the other copy.
        in_common: True if a record is, or was, in both copies.
        in_both: True if both copies have records.
    """

    def __init__(
        self, database: Database, other: Database, kind: str, done: Merged, changed: tuple[_Ids, _Ids]
    ) -> None:
        self.database, self.other, self.kind, self.done, self.changed = database, other, kind, done, changed
        self.cleared_links: list[str] = []
        self.in_common = self.in_both = False
        self.kept = (
            revisions.all_kept(database.connection, kind),
            revisions.all_kept(other.connection, kind),
        )

    def merge(self) -> None:
        """Merge each record that either copy knows, except those that are the same in both."""
        mine_rows, their_rows = (record_rows.hashes(copy, self.kind) for copy in self._copies)
        mine_kept, their_kept = self.kept
        self.in_both = bool(mine_rows and their_rows)
        self.in_common = not {*mine_rows, *mine_kept}.isdisjoint((*their_rows, *their_kept))
        for record_id in dict.fromkeys((*mine_rows, *their_rows, *sorted(mine_kept), *sorted(their_kept))):
            has_same_rows = mine_rows.get(record_id) == their_rows.get(record_id)
            if has_same_rows and mine_kept.get(record_id) == their_kept.get(record_id):
                continue
            mine = self._state(self.database, record_id, mine_kept.get(record_id, {}))
            theirs = self._state(self.other, record_id, their_kept.get(record_id, {}))
            if mine == theirs or not (mine.revisions or theirs.revisions):
                continue
            if record_id in self.changed[1]:
                self._keep_ours(record_id, mine, theirs)
            elif record_id in self.changed[0]:
                self._replace_damaged(record_id, mine, theirs)
            else:
                self._merge_one(record_id, mine, theirs)

    def _state(self, copy: Database, record_id: str, kept: Revisions) -> State:
        found = revisions.digest(copy.connection, self.kind, record_id)
        if self.kind != "entries" or found is None:
            return combine.state_of(found, kept)
        written, deleted = copy.connection.execute(_WRITTEN, (record_id,)).fetchone()
        return combine.state_of(found, kept, in_trash=deleted is not None, written=written)

    def _merge_one(self, record_id: str, mine: State, theirs: State) -> None:
        known = combine.united(mine.revisions, theirs.revisions)
        outcome = combine.compare(mine, theirs)
        if self._has_unsaved_words(record_id, outcome, mine, theirs):
            outcome = "both"
        match outcome:
            case "same" if mine.content_hash and theirs.content_hash:
                self._reconcile(record_id, mine, known)
                if mine.now == theirs.now and mine.whole != theirs.whole:
                    self.cleared_links.append(record_id)
            case "mine" if theirs.content_hash and mine.content_hash:
                if self.kind == "entries":
                    self._remember(self.other, self.database, record_id, theirs.now)
            case "mine" if theirs.content_hash and self._is_needed(record_id):
                known = self._combine(record_id, mine, theirs, known)
            case "theirs" if theirs.content_hash:
                self._take_theirs(record_id, mine, theirs)
            case "theirs" if mine.content_hash and self._is_needed(record_id):
                known = self._combine(record_id, mine, theirs, known)
            case "theirs" if mine.content_hash:
                self._delete(record_id, mine)
            case "both":
                known = self._combine(record_id, mine, theirs, known)
        self._keep(record_id, known)

    def _has_unsaved_words(self, record_id: str, outcome: Outcome, mine: State, theirs: State) -> bool:
        """Return whether an entry was deleted in one copy, and the other one has an unsaved draft of it."""
        if self.kind != "entries" or outcome not in ("mine", "theirs"):
            return False
        deleted, known = (theirs, mine) if outcome == "theirs" else (mine, theirs)
        if not deleted.revisions or deleted.place == LIVE or known.place != LIVE:
            return False
        here, there = reversed(self._copies) if outcome == "mine" else self._copies
        return side_tables.has_draft(here, there, record_id)

    def _keep(self, record_id: str, known: Revisions) -> None:
        if known == self.kept[0].get(record_id, {}):
            return
        found = revisions.digest(self.database.connection, self.kind, record_id)
        if found is None or known != {revisions.first_revision(found.content_hash): ""}:
            revisions.keep(self.database.connection, self.kind, record_id, known, there=found is not None)

    def _reconcile(self, record_id: str, mine: State, known: Revisions) -> None:
        """Reconcile links and instants of a record whose content is equal in both copies."""
        if revisions.latest(known) != mine.now:
            record_rows.write(
                self.database, self.kind, record_id, record_rows.read(self.other, self.kind, record_id)
            )
        if self.kind == "entries":
            if side_tables.answered_again(self.database, self.other, record_id):
                self.database.changed("entries", record_id, revision=False)
            sql = "SELECT created_at, updated_at FROM entries WHERE id = ?"
            here, there = (copy.connection.execute(sql, (record_id,)).fetchone() for copy in self._copies)
            created, updated = min(here[0], there[0]), max(here[1], there[1])
            if (created, updated) != here:
                self.database.update("entries", {"created_at": created, "updated_at": updated}, "id = ?", record_id)
                self.database.changed("entries", record_id, revision=False)

    def _take_theirs(self, record_id: str, mine: State, theirs: State) -> None:
        """Copy the newer state of the other copy."""
        if self.kind == "entries" and mine.content_hash:
            self._remember(self.database, self.other, record_id, mine.now)
        record_rows.write(self.database, self.kind, record_id, record_rows.read(self.other, self.kind, record_id))
        if theirs.place == IN_TRASH:
            self.done.to_trash += mine.place == LIVE
            self.done.in_trash += mine.place != LIVE
        else:
            (self.done.newer if mine.content_hash else self.done.added)[self.kind] += 1

    def _delete(self, record_id: str, mine: State) -> None:
        """Delete an unchanged record that the other copy deleted permanently; an entry goes to the trash."""
        if self.kind == "entries":
            if mine.place == LIVE:
                self.database.update("entries", {"deleted_at": self.database.stamp()}, "id = ?", record_id)
                self.done.to_trash += 1
            return
        record_rows.delete(self.database, self.kind, record_id)
        self.done.removed[self.kind] += 1

    def _combine(self, record_id: str, mine: State, theirs: State, known: Revisions) -> Revisions:
        """Combine two changed states into one, the same in every copy; other words get a second record.

        Returns:
            The revision ids of the result.
        """
        i_win = combine.mine_wins(mine, theirs)
        winner, loser = (mine, theirs) if i_win else (theirs, mine)
        winning = record_rows.read(self.database if i_win else self.other, self.kind, record_id)
        result, second = winning, None
        if loser.content_hash:
            losing = record_rows.read(self.other if i_win else self.database, self.kind, record_id)
            result, second = combine.combine(self.kind, winning, losing)
            if self.kind == "goals":
                self.done.marked_twice += combine.days_rated_twice(winning, losing)
            if self.kind == "entries":
                both = (winning["entries"][0], losing["entries"][0])
                result["entries"][0]["created_at"] = min(row["created_at"] for row in both)
                result["entries"][0]["updated_at"] = max(row["updated_at"] for row in both)
        record_rows.write(self.database, self.kind, record_id, result)
        if second:
            self._insert_second(combine.other_id(record_id, loser.now), second)
        found = revisions.digest(self.database.connection, self.kind, record_id)
        assert found
        if mine.content_hash is None:
            self.done.added[self.kind] += 1
        elif second:
            self.done.both[self.kind] += 1
        elif found.content_hash != mine.content_hash:
            self.done.joined[self.kind] += 1
        if found.content_hash != winner.content_hash or revisions.latest(known) != winner.now:
            now = revisions.joined_revision([mine.now, theirs.now], found.content_hash)
            known = {**known, now: revisions.after(known[revisions.latest(known)])}
        return known

    def _insert_second(self, second_id: str, second: RecordRows) -> bool:
        """Insert a second version as a new record, once: not if it was changed or deleted since.

        Returns:
            True if it was inserted.
        """
        is_new = revisions.digest(self.database.connection, self.kind, second_id) is None and not any(
            second_id in kept for kept in self.kept
        )
        if is_new:
            record_rows.rename(self.kind, second, second_id)
            record_rows.write(self.database, self.kind, second_id, second)
        return is_new

    def _keep_ours(self, record_id: str, mine: State, theirs: State) -> None:
        """Keep this journal's state of an entry that is damaged in the other copy.

        Its revision ids are not stored as known, so that the entry is merged once it is repaired.
        """
        second = corrupted.as_other_version(self.other, record_id, mine, self.kept[1].get(record_id, {}))
        if second and self._insert_second(combine.other_id(record_id, theirs.now), second):
            if theirs.place == IN_TRASH:
                self.done.in_trash += 1
            else:
                self.done.added[self.kind] += 1

    def _replace_damaged(self, record_id: str, mine: State, theirs: State) -> None:
        """Replace an entry that is damaged here by the intact one, and keep the damaged one as another version."""
        kept = self.kept[0].get(record_id, {})
        if corrupted.is_kept(theirs, kept):
            return
        whole = record_rows.read(self.other, self.kind, record_id)
        second = corrupted.second_version(record_rows.read(self.database, self.kind, record_id), whole)
        if second is None:
            return
        record_rows.write(self.database, self.kind, record_id, whole)
        if mine.content_hash != theirs.content_hash:
            self._insert_second(combine.other_id(record_id, mine.now), second)
        self._keep(record_id, corrupted.revisions_after(theirs, kept))
        self.done.mended += 1

    def _is_needed(self, record_id: str) -> bool:
        """Return whether any entry or appointment refers to this therapist, who was deleted in one copy."""
        sql = "SELECT therapist_id FROM entries UNION SELECT therapist_id FROM appointments"
        return self.kind == "therapists" and any(
            copy.connection.execute(f"SELECT 1 WHERE ? IN ({sql})", (record_id,)).fetchone()
            for copy in self._copies
        )

    def _remember(self, older: Database, newer: Database, record_id: str, revision: str) -> None:
        """Store a text that a newer one replaces as an earlier version, whichever copy it is in.

        It is not stored if an earlier merge of two texts made it a separate entry already.
        """
        second = combine.other_id(record_id, revision)
        if any(copy.select("SELECT 1 FROM entries WHERE id = ?", (second,)) for copy in self._copies):
            return
        sql = "SELECT title, body, updated_at FROM entries WHERE id = ?"
        title, body, written = older.connection.execute(sql, (record_id,)).fetchone()
        now = newer.connection.execute(sql, (record_id,)).fetchone()
        if any(text.strip() and text != newer_text for text, newer_text in zip((title, body), now, strict=False)):
            remember(self.database.connection, record_id, title, body, written, now[2])

    @property
    def _copies(self) -> tuple[Database, Database]:
        return self.database, self.other
