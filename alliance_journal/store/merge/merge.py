"""Taking over what another copy of the journal has and this one lacks, so that no word typed in either is lost.

Each thing is looked at alone (`joining`), by the marks both copies keep of it (`revisions`). Everything is one
transaction; the other copy is only read.
"""

from collections.abc import Iterator, Set
from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.domain.merge_report import Merged
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.changes import revisions
from alliance_journal.store.changes.revisions import Marks
from alliance_journal.store.core.database import Opened
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily
from alliance_journal.store.merge import combine, corrupted, other_copy, record_rows, side_tables
from alliance_journal.store.merge.combine import IN_TRASH, LIVE, Outcome, State, Thing
from alliance_journal.store.records.versions import remember


class TakenOver(NamedTuple):
    """What came of a merge with another file.

    Attributes:
        done: what it did, or would do.
        backup: the copy that was made before; None where nothing was changed.
        trouble: what went wrong with a second copy of that, as a sentence; empty where nothing did.
    """

    done: Merged
    backup: Path | None = None
    trouble: str = ""


def take_over(journal: Journal, path: Path, passphrase: Passphrase | None, *, dry_run: bool = False) -> TakenOver:
    """Take over what another file has, after a backup; with `dry_run` only say what would be taken over.

    Raises:
        NeedsPassphrase, WrongPassphrase: when the other file is encrypted.
        JournalError: when it cannot be done; nothing was changed then.
    """
    assert journal.path
    with other_copy.opened(journal.path, path, passphrase) as other:
        would_be = merge(journal, other, keep=False)
        if dry_run:
            return TakenOver(would_be)
        # Where nothing comes along, at the most marks, places in lists and earlier versions are put together.
        before = daily.Done() if would_be.is_nothing else daily.back_up(journal, "before-merge")
        return TakenOver(merge(journal, other), before.backup, before.trouble)


def merge(journal: Journal, other: Opened, *, keep: bool = True) -> Merged:
    """Take over what the other copy has, in one transaction; with `keep=False` only say what would be taken over.

    Raises:
        JournalError: when it cannot be done; nothing was changed then.
    """
    with journal.writing(keep=keep):
        # What points at something that comes later is looked at in the end.
        journal.connection.execute("PRAGMA defer_foreign_keys = ON")
        done = Merged()
        changed = (corrupted.found_in(journal), corrupted.found_in(other))
        done.damaged = len(changed[1])
        kinds: list[_Kind] = []
        for what in revisions.KINDS:
            kinds.append(_Kind(journal, other, what, done, changed if what == "entries" else _NONE))
            kinds[-1].merge()
        side_tables.places(journal, other)
        side_tables.versions(journal, other)
        done.unsaved = side_tables.drafts(journal, other) + side_tables.cards(journal, other)
        side_tables.let_go_of_what_is_nowhere(journal)
        for kind in kinds:
            side_tables.find_again(journal, other, kind.what, kind.points_elsewhere)
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
    """All things of one kind in both copies.

    Attributes:
        changed: the ids of those that are not what was saved, here and there.
        points_elsewhere: those that are the same in both, but for links one copy had to let go of.
    """

    def __init__(
        self, journal: Journal, other: Opened, what: str, done: Merged, changed: tuple[_Ids, _Ids]
    ) -> None:
        self.journal, self.other, self.what, self.done, self.changed = journal, other, what, done, changed
        self.points_elsewhere: list[str] = []
        self.kept = (
            revisions.all_kept(journal.connection, what),
            revisions.all_kept(other.connection, what),
        )

    def merge(self) -> None:
        """Look at each thing that either copy knows."""
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

    def _ids(self, copy: Opened) -> Iterator[str]:
        sql = {
            "appointments": "SELECT DISTINCT coalesce(therapist_id, '') AS id FROM appointments ORDER BY 1",
            "own_numbers": "SELECT DISTINCT '' AS id FROM own_numbers",
            "page_choices": "SELECT choice AS id FROM page_choices ORDER BY choice",
            "entries": "SELECT id FROM entries ORDER BY date, created_at, id",
        }.get(self.what, f"SELECT id FROM {self.what} ORDER BY position, rowid")
        return (row["id"] for row in copy.select(sql))

    def _state(self, copy: Opened, thing_id: str, kept: Marks) -> State:
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
        """Whether an entry was deleted in one copy, and words are still being written in it in the other."""
        if self.what != "entries" or outcome not in ("mine", "theirs"):
            return False
        deleted, known = (theirs, mine) if outcome == "theirs" else (mine, theirs)
        if not deleted.marks or deleted.place == LIVE or known.place != LIVE:
            return False
        here, there = reversed(self._copies) if outcome == "mine" else self._copies
        return side_tables.has_draft(here, there, thing_id)

    def _keep(self, thing_id: str, marks: Marks) -> None:
        if marks == self.kept[0].get(thing_id, {}):
            return
        found = revisions.digest(self.journal.connection, self.what, thing_id)
        if found is None or marks != {revisions.first_mark(found.said): ""}:
            revisions.keep(self.journal.connection, self.what, thing_id, marks, there=found is not None)

    def _agree(self, thing_id: str, mine: State, marks: Marks) -> None:
        """Both say the same: what lies around it, as links and instants, becomes the same as well."""
        if revisions.latest(marks) != mine.now:
            record_rows.write(self.journal, self.what, thing_id, record_rows.read(self.other, self.what, thing_id))
        if self.what == "entries":
            if side_tables.answered_again(self.journal, self.other, thing_id):
                self.journal.touch_digest(thing_id)
            sql = "SELECT created_at, updated_at FROM entries WHERE id = ?"
            here, there = (copy.connection.execute(sql, (thing_id,)).fetchone() for copy in self._copies)
            created, updated = min(here[0], there[0]), max(here[1], there[1])
            if (created, updated) != here:
                self.journal.update_entry(thing_id, {"created_at": created, "updated_at": updated})
                self.journal.touch_digest(thing_id)

    def _take(self, thing_id: str, mine: State, theirs: State) -> None:
        """The other copy's state is newer."""
        if self.what == "entries" and mine.said:
            self._remember(self.journal, self.other, thing_id, mine.now)
        record_rows.write(self.journal, self.what, thing_id, record_rows.read(self.other, self.what, thing_id))
        if theirs.place == IN_TRASH:
            self.done.to_trash += mine.place == LIVE
            self.done.in_trash += mine.place != LIVE
        else:
            (self.done.newer if mine.said else self.done.added)[self.what] += 1

    def _delete(self, thing_id: str, mine: State) -> None:
        """It was deleted for good in the other copy, and nobody changed it since: an entry goes to the trash."""
        if self.what == "entries":
            if mine.place == LIVE:
                self.journal.update_entry(thing_id, {"deleted_at": self.journal.stamp()})
                self.done.to_trash += 1
            return
        record_rows.delete(self.journal, self.what, thing_id)
        self.done.removed[self.what] += 1

    def _join(self, thing_id: str, mine: State, theirs: State, marks: Marks) -> Marks:
        """Both were changed: one state to go on with, the same on both sides, and what of the other is kept."""
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
            now = revisions.joined_mark([mine.now, theirs.now], found.said)
            marks = {**marks, now: revisions.after(marks[revisions.latest(marks)])}
        return marks

    def _put_beside(self, second_id: str, second: Thing) -> bool:
        """Keep a second version as a thing of its own, once: not where it was changed or deleted since."""
        is_new = revisions.digest(self.journal.connection, self.what, second_id) is None and not any(
            second_id in kept for kept in self.kept
        )
        if is_new:
            record_rows.rename(self.what, second, second_id)
            record_rows.write(self.journal, self.what, second_id, second)
        return is_new

    def _leave_out(self, thing_id: str, mine: State, theirs: State) -> None:
        """An entry that is not what was saved there. Its marks are not taken for seen: once mended, it comes."""
        second = corrupted.beside(self.other, thing_id, mine, self.kept[1].get(thing_id, {}))
        if second and self._put_beside(combine.other_id(thing_id, theirs.now), second):
            if theirs.place == IN_TRASH:
                self.done.in_trash += 1
            else:
                self.done.added[self.what] += 1

    def _mend(self, thing_id: str, mine: State, theirs: State) -> None:
        """An entry that is not what was saved here gives way to a whole one, and is kept beside it."""
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
        """Whether something in either copy belongs to a therapist who was deleted in one of them."""
        sql = "SELECT therapist_id FROM entries UNION SELECT therapist_id FROM appointments"
        return self.what == "therapists" and any(
            copy.connection.execute(f"SELECT 1 WHERE ? IN ({sql})", (thing_id,)).fetchone() for copy in self._copies
        )

    def _remember(self, older: Opened, newer: Opened, thing_id: str, mark: str) -> None:
        """Keep the text a newer one takes the place of as an earlier version, whichever copy it is in.

        Not where it is an entry of its own already: two texts met in another merge.
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
    def _copies(self) -> tuple[Opened, Opened]:
        return self.journal, self.other
