"""Merge of another copy of the journal into this one, without losing a word typed in either.

Each record is merged separately (`combine`), by the revision ids that both copies store for it (`revisions`).
Everything happens in one transaction; the other copy is only read.
"""

from collections.abc import Iterator, Set
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.domain.merge_report import Merged
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.changes import revisions
from alliance_journal.store.changes.revisions import Revisions
from alliance_journal.store.core.database import Database
from alliance_journal.store.entries.text_versions import remember
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily
from alliance_journal.store.merge import combine, corrupted, other_copy, record_rows, side_tables
from alliance_journal.store.merge.combine import IN_TRASH, LIVE, Outcome, State, Thing


class TakenOver(NamedTuple):
    """Result of a merge with another file.

    Attributes:
        done: the changes that were made, or with a dry run would be made.
        backup: the backup that was made before; None if nothing was changed.
        trouble: an error with the copy of the backup in the second folder, as a sentence; empty if there was none.
    """

    done: Merged
    backup: Path | None = None
    trouble: str = ""


def take_over(journal: Journal, path: Path, passphrase: Passphrase | None, *, dry_run: bool = False) -> TakenOver:
    """Merge another file into the journal, after a backup.

    Args:
        journal: the open journal.
        path: the other file, which is only read.
        passphrase: the passphrase of the other file; None for a plain one.
        dry_run: only report what would be changed.

    Raises:
        NeedsPassphrase, WrongPassphrase: if the other file is encrypted.
        JournalError: if the merge fails; nothing was changed then.
    """
    assert journal.path
    with other_copy.opened(journal.path, path, passphrase) as other:
        would_be = merge(journal, other, dry_run=True)
        if dry_run:
            return TakenOver(would_be)
        # Without changed records, at most revision ids, list positions and earlier versions are merged.
        before = daily.Done() if would_be.is_nothing else daily.back_up(journal, "before-merge")
        return TakenOver(merge(journal, other), before.backup, before.trouble)


def merge(journal: Journal, other: Database, *, dry_run: bool = False) -> Merged:
    """Merge the other copy into the journal, in one transaction; with `dry_run` it is rolled back at the end.

    Returns:
        The changes that were made, or with `dry_run` would be made.

    Raises:
        JournalError: if the merge fails; nothing was changed then.
    """
    database = database_of(journal)
    with database.transaction(dry_run=dry_run):
        # A row may refer to one that is inserted later, so foreign keys are checked at the end.
        database.connection.execute("PRAGMA defer_foreign_keys = ON")
        done = Merged()
        changed = (corrupted.found_in(database), corrupted.found_in(other))
        done.damaged = len(changed[1])
        kinds: list[_Kind] = []
        for what in revisions.KINDS:
            kinds.append(_Kind(database, other, what, done, changed if what == "entries" else _NONE))
            kinds[-1].merge()
        side_tables.places(database, other)
        side_tables.versions(database, other)
        done.unsaved = side_tables.drafts(database, other) + side_tables.cards(database, other)
        side_tables.clear_dangling_links(database)
        for kind in kinds:
            side_tables.restore_links(database, other, kind.what, kind.points_elsewhere)
    return done


_WRITTEN: Final = """
SELECT updated_at || ' ' || created_at || ' ' || coalesce((
    SELECT group_concat(answered_at || asked_as)
    FROM (SELECT answered_at, asked_as FROM answers_asked WHERE entry_id = entries.id ORDER BY question_id)
), ''), deleted_at FROM entries WHERE id = ?
"""
_Ids = Set[str]
_NONE: Final[tuple[_Ids, _Ids]] = (frozenset(), frozenset())


class _Kind:
    """Merge of all records of one kind.

    Attributes:
        journal: this journal.
        other: the other copy.
        what: the kind of record (a table).
        done: the result, updated during the merge.
        changed: the ids of the records with a wrong checksum, in this journal and in the other copy.
        points_elsewhere: the ids of records that are equal except for links that one copy had to clear.
        kept: the stored revision ids, by record id, in this journal and in the other copy.
    """

    def __init__(
        self, journal: Database, other: Database, what: str, done: Merged, changed: tuple[_Ids, _Ids]
    ) -> None:
        self.journal, self.other, self.what, self.done, self.changed = journal, other, what, done, changed
        self.points_elsewhere: list[str] = []
        self.kept = (
            revisions.all_kept(journal.connection, what),
            revisions.all_kept(other.connection, what),
        )

    def merge(self) -> None:
        """Merge each record that either copy knows."""
        ids = dict.fromkeys(
            (*self._ids(self.journal), *self._ids(self.other), *sorted(self.kept[0]), *sorted(self.kept[1]))
        )
        for thing_id in ids:
            mine = self._state(self.journal, thing_id, self.kept[0].get(thing_id, {}))
            theirs = self._state(self.other, thing_id, self.kept[1].get(thing_id, {}))
            if mine == theirs or not (mine.marks or theirs.marks):
                continue
            if thing_id in self.changed[1]:
                self._leave_out(thing_id, mine, theirs)
            elif thing_id in self.changed[0]:
                self._mend(thing_id, mine, theirs)
            else:
                self._one(thing_id, mine, theirs)

    def _ids(self, copy: Database) -> Iterator[str]:
        sql = {
            "appointments": "SELECT DISTINCT coalesce(therapist_id, '') AS id FROM appointments ORDER BY 1",
            "own_numbers": "SELECT DISTINCT '' AS id FROM own_numbers",
            "page_choices": "SELECT choice AS id FROM page_choices ORDER BY choice",
            "entries": "SELECT id FROM entries ORDER BY date, created_at, id",
        }.get(self.what, f"SELECT id FROM {self.what} ORDER BY position, rowid")
        return (row["id"] for row in copy.select(sql))

    def _state(self, copy: Database, thing_id: str, kept: Revisions) -> State:
        found = revisions.digest(copy.connection, self.what, thing_id)
        if self.what != "entries" or found is None:
            return combine.state_of(found, kept)
        written, deleted = copy.connection.execute(_WRITTEN, (thing_id,)).fetchone()
        return combine.state_of(found, kept, in_trash=deleted is not None, written=written)

    def _one(self, thing_id: str, mine: State, theirs: State) -> None:
        marks = combine.united(mine.marks, theirs.marks)
        outcome = combine.compare(mine, theirs)
        if self._has_unsaved_words(thing_id, outcome, mine, theirs):
            outcome = "both"
        match outcome:
            case "same" if mine.said and theirs.said:
                self._agree(thing_id, mine, marks)
                if mine.now == theirs.now and mine.whole != theirs.whole:
                    self.points_elsewhere.append(thing_id)
            case "mine" if theirs.said and mine.said:
                if self.what == "entries":
                    self._remember(self.other, self.journal, thing_id, theirs.now)
            case "mine" if theirs.said and self._is_needed(thing_id):
                marks = self._join(thing_id, mine, theirs, marks)
            case "theirs" if theirs.said:
                self._take(thing_id, mine, theirs)
            case "theirs" if mine.said and self._is_needed(thing_id):
                marks = self._join(thing_id, mine, theirs, marks)
            case "theirs" if mine.said:
                self._delete(thing_id, mine)
            case "both":
                marks = self._join(thing_id, mine, theirs, marks)
        self._keep(thing_id, marks)

    def _has_unsaved_words(self, thing_id: str, outcome: Outcome, mine: State, theirs: State) -> bool:
        """Return whether an entry was deleted in one copy, and the other one has an unsaved draft of it."""
        if self.what != "entries" or outcome not in ("mine", "theirs"):
            return False
        deleted, known = (theirs, mine) if outcome == "theirs" else (mine, theirs)
        if not deleted.marks or deleted.place == LIVE or known.place != LIVE:
            return False
        here, there = reversed(self._copies) if outcome == "mine" else self._copies
        return side_tables.has_draft(here, there, thing_id)

    def _keep(self, thing_id: str, marks: Revisions) -> None:
        if marks == self.kept[0].get(thing_id, {}):
            return
        found = revisions.digest(self.journal.connection, self.what, thing_id)
        if found is None or marks != {revisions.first_revision(found.said): ""}:
            revisions.keep(self.journal.connection, self.what, thing_id, marks, there=found is not None)

    def _agree(self, thing_id: str, mine: State, marks: Revisions) -> None:
        """Reconcile links and instants of a record whose content is equal in both copies."""
        if revisions.latest(marks) != mine.now:
            record_rows.write(self.journal, self.what, thing_id, record_rows.read(self.other, self.what, thing_id))
        if self.what == "entries":
            if side_tables.answered_again(self.journal, self.other, thing_id):
                self.journal.changed("entries", thing_id, revision=False)
            sql = "SELECT created_at, updated_at FROM entries WHERE id = ?"
            here, there = (copy.connection.execute(sql, (thing_id,)).fetchone() for copy in self._copies)
            created, updated = min(here[0], there[0]), max(here[1], there[1])
            if (created, updated) != here:
                self.journal.update("entries", {"created_at": created, "updated_at": updated}, "id = ?", thing_id)
                self.journal.changed("entries", thing_id, revision=False)

    def _take(self, thing_id: str, mine: State, theirs: State) -> None:
        """Copy the newer state of the other copy."""
        if self.what == "entries" and mine.said:
            self._remember(self.journal, self.other, thing_id, mine.now)
        record_rows.write(self.journal, self.what, thing_id, record_rows.read(self.other, self.what, thing_id))
        if theirs.place == IN_TRASH:
            self.done.to_trash += mine.place == LIVE
            self.done.in_trash += mine.place != LIVE
        else:
            (self.done.newer if mine.said else self.done.added)[self.what] += 1

    def _delete(self, thing_id: str, mine: State) -> None:
        """Delete an unchanged record that the other copy deleted permanently; an entry goes to the trash."""
        if self.what == "entries":
            if mine.place == LIVE:
                self.journal.update("entries", {"deleted_at": self.journal.stamp()}, "id = ?", thing_id)
                self.done.to_trash += 1
            return
        record_rows.delete(self.journal, self.what, thing_id)
        self.done.removed[self.what] += 1

    def _join(self, thing_id: str, mine: State, theirs: State, marks: Revisions) -> Revisions:
        """Combine two changed states into one, the same in every copy; other words get a second record.

        Returns:
            The revision ids of the result.
        """
        i_win = combine.mine_wins(mine, theirs)
        winner, loser = (mine, theirs) if i_win else (theirs, mine)
        winning = record_rows.read(self.journal if i_win else self.other, self.what, thing_id)
        result, second = winning, None
        if loser.said:
            losing = record_rows.read(self.other if i_win else self.journal, self.what, thing_id)
            result, second = combine.combine(self.what, winning, losing)
            if self.what == "goals":
                self.done.marked_twice += combine.days_marked_twice(winning, losing)
            if self.what == "entries":
                both = (winning["entries"][0], losing["entries"][0])
                result["entries"][0]["created_at"] = min(row["created_at"] for row in both)
                result["entries"][0]["updated_at"] = max(row["updated_at"] for row in both)
        record_rows.write(self.journal, self.what, thing_id, result)
        if second:
            self._put_beside(combine.other_id(thing_id, loser.now), second)
        found = revisions.digest(self.journal.connection, self.what, thing_id)
        assert found
        if mine.said is None:
            self.done.added[self.what] += 1
        elif second:
            self.done.both[self.what] += 1
        elif found.said != mine.said:
            self.done.joined[self.what] += 1
        if found.said != winner.said or revisions.latest(marks) != winner.now:
            now = revisions.joined_revision([mine.now, theirs.now], found.said)
            marks = {**marks, now: revisions.after(marks[revisions.latest(marks)])}
        return marks

    def _put_beside(self, second_id: str, second: Thing) -> bool:
        """Insert a second version as a new record, once: not if it was changed or deleted since.

        Returns:
            True if it was inserted.
        """
        is_new = revisions.digest(self.journal.connection, self.what, second_id) is None and not any(
            second_id in kept for kept in self.kept
        )
        if is_new:
            record_rows.rename(self.what, second, second_id)
            record_rows.write(self.journal, self.what, second_id, second)
        return is_new

    def _leave_out(self, thing_id: str, mine: State, theirs: State) -> None:
        """Keep this journal's state of an entry that is damaged in the other copy.

        Its revision ids are not stored as known, so that the entry is merged once it is repaired.
        """
        second = corrupted.beside(self.other, thing_id, mine, self.kept[1].get(thing_id, {}))
        if second and self._put_beside(combine.other_id(thing_id, theirs.now), second):
            if theirs.place == IN_TRASH:
                self.done.in_trash += 1
            else:
                self.done.added[self.what] += 1

    def _mend(self, thing_id: str, mine: State, theirs: State) -> None:
        """Replace an entry that is damaged here by the intact one, and keep the damaged one as another version."""
        kept = self.kept[0].get(thing_id, {})
        if corrupted.stays(theirs, kept):
            return
        whole = record_rows.read(self.other, self.what, thing_id)
        second = corrupted.second(record_rows.read(self.journal, self.what, thing_id), whole)
        if second is None:
            return
        record_rows.write(self.journal, self.what, thing_id, whole)
        if mine.said != theirs.said:
            self._put_beside(combine.other_id(thing_id, mine.now), second)
        self._keep(thing_id, corrupted.marks_after(theirs, kept))
        self.done.mended += 1

    def _is_needed(self, thing_id: str) -> bool:
        """Return whether any entry or appointment refers to this therapist, who was deleted in one copy."""
        sql = "SELECT therapist_id FROM entries UNION SELECT therapist_id FROM appointments"
        return self.what == "therapists" and any(
            copy.connection.execute(f"SELECT 1 WHERE ? IN ({sql})", (thing_id,)).fetchone() for copy in self._copies
        )

    def _remember(self, older: Database, newer: Database, thing_id: str, mark: str) -> None:
        """Store a text that a newer one replaces as an earlier version, whichever copy it is in.

        It is not stored if an earlier merge of two texts made it a separate entry already.
        """
        second = combine.other_id(thing_id, mark)
        if any(copy.select("SELECT 1 FROM entries WHERE id = ?", (second,)) for copy in self._copies):
            return
        sql = "SELECT title, body, updated_at FROM entries WHERE id = ?"
        title, body, written = older.connection.execute(sql, (thing_id,)).fetchone()
        now = newer.connection.execute(sql, (thing_id,)).fetchone()
        if any(text.strip() and text != newer_text for text, newer_text in zip((title, body), now, strict=False)):
            remember(self.journal.connection, thing_id, title, body, written, now[2])

    @property
    def _copies(self) -> tuple[Database, Database]:
        return self.journal, self.other
