"""Random histories of copies of one journal: what people do on two or three computers, and merges in between."""

import datetime as dt
import random
import re
from collections.abc import Callable
from typing import Any, Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.dates.parse import When
from alliance_journal.domain.merge_report import Merged
from alliance_journal.domain.models import Appointment, Document, Entry, GivenAnswer, Goal, Task, Therapist, Topic
from alliance_journal.domain.versions_and_trash import Trashed
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.database import Database
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import permanent_deletion
from alliance_journal.store.merge.merge_journals import merge
from alliance_journal.store.transfer.import_document import import_into
from tests.conftest import BEGINNING, Clock
from tests.store.staging import DAY
from tests.whole import without_task

WORD: Final = re.compile(r"word\d+")
LINKED: Final = {"talked_through_in", "from_entry", "agreed_in", "version_of"}
TABLES: Final = {
    "therapists": "id, name, status, note, setting, fee, first_free, to_ask",
    "questions": "id, text, asked",
    "goals": "id, text, how_we_notice, state",
    "goal_marks": "goal_id, date, mark",
    "entries": "id, kind, date, therapist_id, title, body, private, created_at, updated_at, version_of, goal_id, "
    "deleted_at IS NULL",
    "entry_tags": "entry_id, tag",
    "answers_asked": "entry_id, question_id, answer, words",
    "tensions": "entry_id, words, talked_through_in, outcome",
    "topics": "id, text, from_entry, state, included, goal_id",
    "tasks": "id, text, why, agreed_in, state, note, by_next",
    "excerpts": "id, text, state, for_me, from_entry",
    "appointments": "at, therapist_id, repeats",
    "own_numbers": "text",
    "page_choices": "choice, included, position",
    "versions": "entry_id, revision, written_at, title, body",
    "revisions": "what, id, revision, at",
}
"""What copies are to agree on: not what each file numbers by itself."""


def state(journal: Journal) -> dict[str, list[Any]]:
    """Return the content that two copies must agree on: all but trash that the other copy deleted for good."""
    gone = {
        row["id"]
        for row in database_of(journal).select(
            "SELECT id FROM revisions WHERE what = 'entries' AND revision LIKE '%-gone'"
        )
        if not database_of(journal).select(
            "SELECT 1 FROM entries WHERE id = ? AND deleted_at IS NULL", (row["id"],)
        )
    }
    found: dict[str, list[Any]] = {}
    for table, columns in TABLES.items():
        key = "entry_id" if "entry_id" in columns else "id"
        rows = []
        for row in database_of(journal).select(f"SELECT {columns} FROM {table}"):
            if row.get(key) in gone and (table in ("entries", "versions") or key == "entry_id"):
                continue
            if table == "revisions" and row["what"] == "versions":
                continue
            rows.append(tuple(None if name in LINKED and value in gone else value for name, value in row.items()))
        found[table] = sorted(rows, key=repr)
    return found


def words(journal: Journal) -> set[tuple[str, str, str]]:
    """Every word that was typed and is anywhere in a journal, with the table and the thing that it is in."""
    tables = [
        *(table for table in TABLES if table != "revisions"),
        "drafts",
        "unfinished",
    ]
    return {
        (word, table, str(row.get("entry_id") or row.get("id") or row.get("card")))
        for table in tables
        for row in database_of(journal).select(f"SELECT * FROM {table}")
        for value in row.values()
        if isinstance(value, str)
        for word in WORD.findall(value)
    }


class Copies:
    """A few copies of one journal in memory, each with a clock of its own that goes wrong a little.

    Attributes:
        taken_away: words that somebody took away on purpose, in any copy, and from what: overwritten, dropped,
            deleted for good.
        given_up: those of them that were nowhere else in that copy: a merge may have put them elsewhere before.
    """

    def __init__(self, number: int, chance: random.Random) -> None:
        self.random = chance
        begun = Journal.in_memory(Clock())
        begun.entries.add("session", DAY, title=self.word(), body=self.word())
        begun.therapists.add(self.word())
        begun.topics.add(self.word())
        self.journals = [self._copy_of(begun, at) for at in range(number)]
        begun.close()
        self.taken_away: set[tuple[str, str, str]] = set()
        self.given_up: set[str] = set()

    _typed = 0

    def word(self) -> str:
        """A word nobody typed before."""
        self._typed += 1
        return f"word{self._typed}"

    def _copy_of(self, journal: Journal, at: int) -> Journal:
        connection = opening.connect_memory()
        database_of(journal).connection.backup(connection)
        skew = dt.timedelta(minutes=self.random.choice([-90, 0, 0, 7]) * at)
        return Journal(Database(connection, None, Clock(BEGINNING + skew)))

    def close(self) -> None:
        for journal in self.journals:
            journal.close()

    # What happens

    def step(self) -> None:
        """Something happens in one of the copies, or one is merged into another."""
        if self.random.random() < 0.12:
            mine, theirs = self.random.sample(self.journals, 2)
            self.merge(mine, theirs)
            return
        journal = self.random.choice(self.journals)
        before = words(journal)
        self.random.choice(STEPS)(self, journal)
        after = words(journal)
        self.taken_away |= before - after
        self.given_up |= {word for word, *_ in before} - {word for word, *_ in after}

    def merge(self, mine: Journal, theirs: Journal) -> Merged:
        """Merge, and look that no word is lost that nobody took away."""
        before, other = words(mine) | words(theirs), state(theirs)
        would = merge(mine, database_of(theirs), dry_run=True)
        done = merge(mine, database_of(theirs))
        assert done == would
        there = {word for word, *_ in words(mine)} | self.given_up
        assert {one for one in before if one[0] not in there} <= self.taken_away
        assert state(theirs) == other
        assert database_of(mine).connection.execute("PRAGMA foreign_key_check").fetchone() is None
        changes = mine.file_settings.changes()
        assert merge(mine, database_of(theirs)).is_nothing
        assert mine.file_settings.changes() == changes
        return done

    def settle(self) -> None:
        """Merge until everybody knows everything, in any order."""
        pairs = [(a, b) for a in self.journals for b in self.journals if a is not b]
        for _ in range(len(self.journals) + 2):
            self.random.shuffle(pairs)
            if not sum(not self.merge(mine, theirs).is_nothing for mine, theirs in pairs):
                return
        raise AssertionError("It never settles.")

    def one_has_in_its_trash_what_is_gone(self) -> bool:
        """Return whether an entry is in the trash of one copy, and was deleted for good in another."""
        gone = "SELECT id FROM revisions WHERE what = 'entries' AND revision LIKE '%-gone'"
        ids = {row["id"] for journal in self.journals for row in database_of(journal).select(gone)}
        return any(one.id in ids for journal in self.journals for one in permanent_deletion.listed(journal))

    def one(self, things: Any) -> Any:
        """One of them; None where there is none."""
        found = list(things)
        return self.random.choice(found) if found else None


Step = Callable[[Copies, Journal], object]


def _with(find: Callable[[Journal], Any], do: Callable[[Copies, Journal, Any], object]) -> Step:
    def step(copies: Copies, journal: Journal) -> None:
        if (thing := copies.one(find(journal))) is not None:
            do(copies, journal, thing)

    return step


def _entries(journal: Journal) -> tuple[Entry, ...]:
    return journal.entries.list()


def _add(copies: Copies, journal: Journal) -> None:
    therapist = copies.one(journal.therapists.list())
    journal.entries.add(
        copies.random.choice(["session", "between", "letter"]),
        DAY,
        therapist_id=therapist.id if therapist and copies.random.random() < 0.5 else None,
        title=copies.random.choice(["", copies.word()]),
        body=copies.word(),
    )


def _edit(copies: Copies, journal: Journal, entry: Entry) -> None:
    body = copies.random.choice([f"{entry.body}\n{copies.word()}", copies.word(), ""])
    journal.entries.save_text(entry.id, body, entry.body)


def _answer(copies: Copies, journal: Journal, entry: Entry) -> None:
    question = copies.random.choice(QUESTIONS[:3]).id
    journal.answers.set(entry.id, question, copies.random.choice(list(Answer)))
    if copies.random.random() < 0.5:
        journal.answers.set_comment(entry.id, question, copies.word())


def _next_day(copies: Copies, journal: Journal) -> None:
    for other in copies.journals:
        clock = database_of(other)._clock
        assert isinstance(clock, Clock)
        clock.now += dt.timedelta(days=1)


def _tense(copies: Copies, journal: Journal, entry: Entry) -> None:
    journal.tensions.set(entry.id, copies.word())
    journal.tensions.set_talked_through(entry.id, copies.one(journal.entries.list()).id)
    if copies.random.random() < 0.5:
        journal.tensions.set_outcome(entry.id, copies.word())


def _delete_for_good(copies: Copies, journal: Journal, entry: Trashed) -> None:
    with journal.transaction():
        permanent_deletion._delete(journal, entry.id)


def _bring_back(copies: Copies, journal: Journal, entry: Entry) -> None:
    if version := copies.one(journal.versions.list(entry.id)):
        copies.random.choice([journal.versions.restore, journal.versions.delete])(version)


def _goal(copies: Copies, journal: Journal) -> None:
    if sum(goal.state == "open" for goal in journal.goals.list()) < 3:
        journal.goals.add(copies.word(), copies.word())


def _meet(copies: Copies, journal: Journal, therapist: Therapist) -> None:
    day = DAY + dt.timedelta(days=copies.random.randrange(90))
    journal.appointments.set_next(Appointment(day, None, therapist.id), DAY)


def _import(copies: Copies, journal: Journal) -> None:
    import_into(
        journal,
        Document(
            therapists=(Therapist("imported", "Imported"),),
            entries=(
                Entry(
                    "imported",
                    "session",
                    DAY,
                    therapist_id="imported",
                    body="from a document",
                    answers=(GivenAnswer("share", Answer.NO),),
                ),
            ),
            topics=(Topic("imported", "from a document", "imported"),),
            tasks=(Task("imported", "from a document", agreed_in="imported"),),
            goals=(Goal("imported", "from a document", state="reached"),),
        ),
    )


STEPS: Final[tuple[Step, ...]] = (
    _add,
    _next_day,
    _import,
    _goal,
    *(_with(_entries, _edit),) * 3,
    *(_with(_entries, _answer),) * 2,
    _with(_entries, lambda c, j, e: j.entries.change_details(e._replace(title=c.word()))),
    _with(_entries, lambda c, j, e: j.entries.change_details(e._replace(tags=(*e.tags, c.word())))),
    _with(_entries, lambda c, j, e: j.entries.change_details(e._replace(private=not e.private, tags=e.tags[:1]))),
    _with(_entries, lambda c, j, e: j.answers.clear(e.id, "share")),
    _with(_entries, _tense),
    _with(_entries, lambda c, j, e: j.trash.put(e.id)),
    _with(_entries, lambda c, j, e: j.drafts.save(e.id, c.word(), e.body)),
    _with(_entries, lambda c, j, e: j.topics.add(c.word(), e.id)),
    _with(_entries, lambda c, j, e: j.homework.add(c.word(), c.word(), e.id)),
    _with(_entries, lambda c, j, e: j.excerpts.add(c.word(), e.id)),
    _with(_entries, _bring_back),
    _with(permanent_deletion.listed, lambda c, j, e: j.trash.restore(e.id)),
    _with(permanent_deletion.listed, _delete_for_good),
    _with(lambda j: j.topics.list(), lambda c, j, t: j.topics.change_text(t.id, c.word())),
    _with(
        lambda j: j.topics.list(), lambda c, j, t: j.topics.set_state(t.id, c.random.choice(["open", "brought"]))
    ),
    _with(lambda j: j.topics.list(), lambda c, j, t: j.topics.set_included(t.id, not t.included)),
    _with(lambda j: j.excerpts.list(), lambda c, j, e: j.excerpts.change(e.id, c.word(), for_me=not e.for_me)),
    _with(lambda j: j.homework.list(), lambda c, j, t: j.homework.set_state(t.id, "tried", c.word())),
    _with(lambda j: j.homework.list(), lambda c, j, t: j.homework.change(t._replace(why=c.word()))),
    _with(lambda j: j.homework.list(), lambda c, j, t: without_task(j, t)),
    _with(lambda j: j.goals.list(), lambda c, j, g: j.goals.change(g._replace(text=c.word()))),
    _with(
        lambda j: j.goals.list(),
        lambda c, j, g: j.goals.set_mark(g.id, DAY + dt.timedelta(c.random.randrange(4)), 5),
    ),
    _with(lambda j: j.goals.list(), lambda c, j, g: j.goals.set_state(g.id, "let go")),
    lambda c, j: j.therapists.add(c.word()),
    _with(
        lambda j: j.therapists.list(), lambda c, j, t: j.therapists.change(t._replace(name=c.word(), fee=c.word()))
    ),
    _with(
        lambda j: j.therapists.list(), lambda c, j, t: j.therapists.change(t._replace(note=f"{t.note}\n{c.word()}"))
    ),
    _with(lambda j: j.therapists.list(), lambda c, j, t: j.therapists.remove(t.id)),
    _with(lambda j: j.therapists.list(), _meet),
    _with(lambda j: j.appointments.list(), lambda c, j, a: j.appointments.skip(a)),
    _with(
        lambda j: j.appointments.list(), lambda c, j, a: j.appointments.move(a, When(a.date + dt.timedelta(days=1)))
    ),
    lambda c, j: j.own_numbers.set([*j.own_numbers.list()[-1:], c.word()]),
    _with(
        lambda j: j.topics.list(),
        lambda c, j, t: j.brief_choices.set_included(f"topic:{t.id}", c.random.random() < 0.5),
    ),
    lambda c, j: j.brief_choices.set_order(c.random.sample(["good:trust", "good:warmth", "below:plan"], 2)),
    lambda c, j: j.questions.set_asked("disagree", not j.questions.asked()["disagree"]),
)
"""What may happen."""
