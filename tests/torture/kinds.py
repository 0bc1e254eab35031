"""Kinds of work to interrupt: the set-up of each, and the checks after its sudden end."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal import paths
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.models import Entry
from alliance_journal.store.backup import backups
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.sqlite_driver import HAS_ENCRYPTION
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.schema import migrations
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import mode
from tests.store.fixtures import make_m001
from tests.torture import child
from tests.torture.child import ONE, OTHER, Key, Written
from tests.torture.killing import Progress, is_whole, opens_with

needs_encryption: Final = pytest.mark.skipif(not HAS_ENCRYPTION, reason="sqlcipher3 has no wheel for this computer")


@dataclass(slots=True)
class Place:
    """The journal that is worked on, and which files beside it were looked at already."""

    path: Path
    key: Key
    seen: set[Path] = field(default_factory=set)

    @contextlib.contextmanager
    def opened(self) -> Iterator[Journal]:
        with contextlib.closing(Journal.open(self.path, passphrase=self.key)) as journal:
            yield journal

    def unseen(self, found: list[Path]) -> list[Path]:
        new = [path for path in found if path not in self.seen]
        self.seen.update(new)
        return new


# What there is before


def some_entries(place: Place, _work: int) -> None:
    with place.opened() as journal:
        import_into(journal, child.arriving(0))


def a_long_file(place: Place, _work: int) -> None:
    with place.opened() as journal:
        journal.entries.add("between", child.DAY, body=child.BULK)


def two_backups(place: Place, _work: int) -> None:
    """One with the first document, one with both; the journal itself holds both."""
    with place.opened() as journal:
        for number in (0, 1):
            import_into(journal, child.arriving(number))
            backups.make(database_of(journal))


def old_files(place: Place, work: int) -> None:
    """So many journals of the first version, encrypted where the place is."""
    template = place.path.with_name("template.db")
    shutil.copyfile(make_m001.FILE, template)
    template.chmod(0o600)
    if place.key:
        _encrypt(template, place.key)
    for one in range(work):
        path = child.old_file(place.path.parent, one)
        path.parent.mkdir(mode=0o700)
        shutil.copyfile(template, path)
        path.chmod(0o600)


def _encrypt(path: Path, key: Key) -> None:
    """Without bringing it up to date, which is what our own way would do."""
    assert key
    to = path.with_suffix(".sealed")
    to.touch(0o600)
    with contextlib.closing(opening.connect(path)) as connection:
        connection.execute("ATTACH ? AS target KEY ?", (str(to), key.reveal()))
        connection.execute("SELECT sqlcipher_export('target')").fetchall()
        connection.execute("DETACH target")
    to.replace(path)


# What must be there afterwards


def is_saved(place: Place, progress: Progress) -> int:
    is_whole(place.path, place.key)
    with place.opened() as journal:
        drafts = {draft.entry_id: draft.body for draft in journal.drafts.list()}
        entries = sorted(journal.entries.list(), key=lambda entry: child.number_in(entry.body))
        found = []
        for entry in entries:
            given = entry.answers_by_question.get(QUESTIONS[0].id)
            found.append(Written(entry.body, drafts.get(entry.id), given.answer if given else None))
    (number,) = (number for number in progress.possible if child.saved(number) == found)
    return number


def is_opened_by(passphrase_after: Callable[[int], Key]) -> Callable[[Place, Progress], int]:
    def check(place: Place, progress: Progress) -> int:
        place.key = opens_with(place.path, [passphrase_after(number) for number in progress.possible])
        is_whole(place.path, place.key)
        holds(place.path, place.key, 1)
        return next(number for number in progress.possible if passphrase_after(number) == place.key)

    return check


def is_old_or_new(place: Place, progress: Progress) -> int:
    for number in range(progress.done + progress.begun):
        path = child.old_file(place.path.parent, number)
        if not place.unseen([path]):
            continue
        is_whole(path, place.key)
        with contextlib.closing(opening.connect(path, place.key)) as connection:
            steps = migrations.applied(connection, path)
            assert connection.execute("SELECT count(*) FROM entries").fetchone() == (len(make_m001.ENTRIES),)
        assert steps, "it is still the journal that it was"
        assert steps == migrations.KNOWN[: len(steps)], "each step is done or not"
        assert number == progress.done or steps == migrations.KNOWN
        with contextlib.closing(Journal.open(path, passphrase=place.key)) as journal:
            assert [entry.body for entry in journal.entries.list()] == old_texts()
            assert [draft.entry_id for draft in journal.drafts.list()] == ["s2"]
            assert journal.trash.count() == 1
        is_whole(path, place.key)
        found = backups.listed(path)
        assert found
        for backup in found:
            is_whole(backup.path, place.key)
    return progress.done + progress.begun


def old_texts() -> list[str]:
    there = [(row[2], place, row[7]) for place, row in enumerate(make_m001.ENTRIES) if not row[-1]]
    return [str(text) for _, _, text in sorted(there)]


def is_backed_up(place: Place, progress: Progress) -> int:
    is_whole(place.path, place.key)
    with place.opened() as journal:
        there = sorted((entry.body for entry in journal.entries.list()), key=child.number_in)
    number = len(there)
    assert number in progress.possible
    assert there == [child.text(one) for one in range(number)]
    new = [backup.path for backup in backups.listed(place.path) if backup.path not in place.seen]
    assert len(new) >= progress.done - progress.start
    return number


def is_restored(place: Place, progress: Progress) -> int:
    is_whole(place.path, place.key)
    for aside in place.unseen(paths.put_aside(place.path)):
        assert aside.suffix == ".db", "nothing was half written, so SQLite left nothing beside it"
        is_whole(aside, place.key)
    for number in progress.possible:
        with contextlib.suppress(AssertionError):
            holds(place.path, place.key, 1 if number % 2 else 2)
            return number
    raise AssertionError("it is neither what was there nor what was put there")


def is_taken_in(place: Place, progress: Progress) -> int:
    is_whole(place.path, place.key)
    for number in progress.possible:
        with contextlib.suppress(AssertionError):
            holds(place.path, place.key, number)
            return number
    raise AssertionError("a part of an import is there")


def is_cleaned(place: Place, progress: Progress) -> int:
    """Assert that one entry stays, and that the other one is whole (live or in the trash) or completely deleted."""
    is_whole(place.path, place.key)
    with place.opened() as journal:
        found = {
            entry.id: _said(entry) for entry in entry_rows.read(database_of(journal), "body <> ?", (child.BULK,))
        }
        marked = _marks_in(journal)
        to_clean = journal.file_settings.needs_cleaning()
    stays, goes = child.passing(progress.done).entries
    expected = [child.passing(number).entries[0] for number in range(progress.done)]
    if progress.begun:
        expected += [entry for entry in (stays, goes) if entry.id in found]
    assert found == {entry.id: _said(entry) for entry in expected}, "what stays is lost, or what goes is not gone"
    assert goes.id not in found or stays.id in found, "they came together"
    assert marked == found.keys() | ({*goes.tags} if goes.id in found else set()), "a part of what is gone is there"
    assert progress.begun or not to_clean
    # What was told to be gone is gone from every page of the file, too, also when the next cleaning was cut off.
    data = place.path.read_bytes()
    assert not [number for number in range(progress.done) if child.text(2 * number + 1)[:20].encode() in data]
    return progress.done + (stays.id in found and goes.id not in found and not to_clean)


def _said(entry: Entry) -> object:
    return entry.body, entry.tags, entry.tension, {(given.question, given.words) for given in entry.answers}


def _marks_in(journal: Journal) -> set[str]:
    """The ids, tags and own words of what comes and goes, in any table; but for the marks that it is gone."""
    tables = database_of(journal).select(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%'"
    )
    found = {
        str(value)
        for table in tables
        for row in database_of(journal).connection.execute(f"SELECT * FROM {table['name']}")
        if table["name"] != "revisions" or "gone" not in row
        for value in row
    }
    return {mark for value in found for mark in re.findall(r"passing\d+(?:-\w+)?", value)}


def holds(path: Path, key: Key, number: int) -> None:
    """So many documents are there, each one whole, and nothing else."""
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        found = whole(journal)
    documents = [child.arriving(one) for one in range(number)]
    bodies = {entry.id: (entry.body, entry.tags, entry.tension) for entry in found.entries}
    assert bodies == {
        entry.id: (entry.body, entry.tags, entry.tension) for document in documents for entry in document.entries
    }
    assert {len(entry.answers) for entry in found.entries} <= {5}
    assert {topic.id for topic in found.topics} == {topic.id for document in documents for topic in document.topics}
    assert len(found.therapists) == number


def is_added(place: Place, progress: Progress) -> int:
    is_whole(place.path, place.key)
    with place.opened() as journal:
        there = sorted((entry.body for entry in journal.entries.list()), key=child.number_in)
    assert len(there) in progress.possible
    assert there == [child.text(number) for number in range(len(there))]
    return len(there)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what it begins with, what is looked at, and how much of it goes before a kill.

    Attributes:
        within: how many of ten kills wait until the work says that it is where they are to come.
    """

    before: Callable[[Place, int], None]
    check: Callable[[Place, Progress], int]
    most: int = 0
    within: int = 0


def nothing(_place: Place, _work: int) -> None:
    """A new journal is enough."""


KINDS: Final = {
    "save": Kind(nothing, is_saved, most=40),
    "add": Kind(nothing, is_added, most=12),
    "import": Kind(nothing, is_taken_in, most=3),
    "backup": Kind(nothing, is_backed_up, most=5),
    "restore": Kind(two_backups, is_restored, most=4),
    "migrate": Kind(old_files, is_old_or_new, most=3),
    "rekey": Kind(some_entries, is_opened_by(child.turned), most=1),
    "seal": Kind(some_entries, is_opened_by(child.sealed), most=1),
    "vacuum": Kind(a_long_file, is_cleaned, most=2, within=8),
}


def nothing_unverified(place: Place, before: Key) -> None:
    """Whatever stands under the name of a backup is whole; and whatever was left is for nobody else to read."""
    for backup in place.unseen([backup.path for backup in backups.listed(place.path)]):
        is_whole(backup, *dict.fromkeys((place.key, before, ONE, OTHER)))
    for path in place.path.parent.rglob("*"):
        assert path.is_dir() or mode(path) == 0o600


def begin(folder: Path, name: str, *, encrypted: bool, work: int) -> Place:
    """A journal for so much work of a kind; the folder's name says to the working process what opens it."""
    folder = folder / ("sealed" if encrypted else "plain")
    folder.mkdir(mode=0o700)
    place = Place(folder / "journal.db", ONE if encrypted else None)
    Journal.begin(place.path, passphrase=place.key).close()
    KINDS[name].before(place, work)
    return place


def cases(rows: Iterable[tuple[object, ...]]) -> list[Any]:
    """Rows of (kind, …, encrypted) as cases of a test; without sqlcipher3 some are skipped, with the reason."""
    return [pytest.param(*row, marks=needs_encryption if row[-1] or row[0] == "seal" else ()) for row in rows]
