"""Invented journals of any size, the same each time: sessions with answers, tags and topics, and notes between.

They are made with SQL through the store's own schema, quicker than its verbs would. Every tenth text has the word
"quokka", every tenth another one that begins alike.
"""

import datetime as dt
import functools
import hashlib
import os
import random
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.domain.models import Entry, GivenAnswer, Therapist
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.core import query, rows
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.search import fts_index
from alliance_journal.store.transfer import import_document

PASSPHRASE: Final = Passphrase("seven quiet otters read maps")
LAST_DAY: Final = dt.date(2026, 5, 28)
WORDS_EACH: Final = 200
FOUND, ALIKE = "quokka", "quoit"
EVERY: Final = 10
OPEN_TOPICS_AMONG: Final = 40
"""How many of the newest entries have topics that were not brought yet."""
KEPT_SECONDS: Final = 3 * 86_400
"""How long after its last use a file is kept."""
_SYLLABLES: Final = (
    "ba",
    "den",
    "fi",
    "gol",
    "hu",
    "kem",
    "la",
    "mor",
    "ni",
    "pas",
    "ri",
    "sul",
    "ta",
    "ver",
    "wo",
)
_TAGS: Final = ("trust", "sleep", "work", "family", "hope", "anger")
_SCALE: Final = (Answer.NO, Answer.PARTLY, Answer.MOSTLY, Answer.FULLY)


@dataclass(frozen=True, slots=True)
class Written:
    """One invented entry and what belongs to it."""

    entry: Entry
    topic: str
    state: str


def title(number: int) -> str:
    """The title of an entry, by which it is known on the screen."""
    return f"note{number:06}"


def first_word(number: int) -> str:
    """The first word of an entry's text, which stands nowhere else."""
    return f"text{number:06}"


def newest_with_found(count: int, place: int) -> int:
    """The number of the entry that has the word, counted from the newest, which is 1."""
    having = [number for number in range(count) if number % EVERY == 3]
    return having[-place]


@functools.lru_cache(maxsize=1000)
def prose(words: int, seed: int = 0, *, paragraph: int = 60) -> str:
    """So many invented words; a new paragraph now and then, or never with 0."""
    dice = random.Random(f"{words} {seed}")
    vocabulary = _vocabulary()
    parts: list[str] = []
    for place in range(words):
        parts.append(dice.choice(vocabulary))
        parts.append("\n\n" if paragraph and place % paragraph == paragraph - 1 else " ")
    return "".join(parts).strip()


def written(count: int) -> Iterator[Written]:
    """So many entries, oldest first."""
    dice = random.Random(count)
    therapist = therapists()[0].id
    for number in range(count):
        day = LAST_DAY - dt.timedelta(days=(count - 1 - number) // 2 if count > 5_000 else count - 1 - number)
        stamp = f"{day.isoformat()}T17:00:00.{number % 1000:03}+00:00"
        extra = {3: FOUND, 7: ALIKE}.get(number % EVERY, "")
        is_session = number % 4 != 1
        answers = tuple(
            GivenAnswer(question.id, dice.choices(_SCALE, (1, 2, 5, 6))[0], "", stamp, question.text)
            for question in DEFAULT_QUESTIONS
            if is_session and dice.random() < 0.9
        )
        entry = Entry(
            id=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            kind="session" if is_session else "between",
            date=day,
            therapist_id=therapist,
            title=title(number),
            body=f"{first_word(number)} {extra} {prose(WORDS_EACH, number % 500)}",
            tags=tuple(dice.sample(_TAGS, dice.randrange(3))),
            created_at=stamp,
            updated_at=stamp,
            answers=answers,
        )
        state = "open" if count - number < OPEN_TOPICS_AMONG else "brought"
        yield Written(entry, prose(8, number % 100) if number % 7 == 0 else "", state)


def therapists() -> tuple[Therapist, ...]:
    """The one they are with."""
    return (Therapist("9d1c1f60-0000-4000-8000-000000000001", "Mara"),)


@dataclass(frozen=True, slots=True)
class Journals:
    """Made once for each state of the store, and copied for each use."""

    folder: Path

    def copy(self, count: int, to: Path, *, encrypted: bool = False) -> Path:
        """A journal of this size, which may be written to."""
        made = self._made(count, encrypted=encrypted)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, to)
        to.chmod(0o600)
        return to

    def copy_for_jrnl(self, count: int, to: Path) -> Path:
        """The same entries as jrnl keeps them; it may write to them."""
        made = self._kept(
            f"{count}-{_state()}.txt", lambda part: part.write_text(for_jrnl(count), encoding="utf-8")
        )
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, to)
        return to

    def _made(self, count: int, *, encrypted: bool) -> Path:
        name = f"{count}-{_state()}{'-encrypted' if encrypted else ''}.db"
        return self._kept(name, lambda part: make(part, count, PASSPHRASE if encrypted else None))

    def _kept(self, name: str, making: Callable[[Path], object]) -> Path:
        """A file that is kept between runs, made now where it is not there."""
        path = self.folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._forget_old()
            part = path.with_name(f"{name}-{os.getpid()}.making")
            part.unlink(missing_ok=True)
            making(part)
            part.rename(path)
        os.utime(path)
        return path

    def _forget_old(self) -> None:
        """Those of earlier states of the store: hundreds of MiB each."""
        for path in self.folder.iterdir():
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()


def make(path: Path, count: int, passphrase: Passphrase | None = None) -> None:
    """Write the journal; what is done once a day is done for today."""
    journal = Journal.begin(path, passphrase=passphrase)
    with journal.transaction():
        database_of(journal).connection.execute("PRAGMA defer_foreign_keys = ON")
        for therapist in therapists():
            _insert(journal, "therapists", [rows.therapist_row(therapist, 1)])
        for batch in _batches(written(count)):
            _insert(journal, "entries", [rows.entry_row(one.entry) for one in batch])
            entry_rows.write_answers(
                database_of(journal), (rows.answer_row(o.entry.id, a) for o in batch for a in o.entry.answers)
            )
            _insert(
                journal,
                "entry_tags",
                [
                    {"entry_id": o.entry.id, "position": p, "tag": t}
                    for o in batch
                    for p, t in enumerate(o.entry.tags)
                ],
            )
            _insert(
                journal,
                "topics",
                [
                    {"id": o.entry.id, "text": o.topic, "from_entry": o.entry.id, "state": o.state, "position": 1}
                    for o in batch
                    if o.topic
                ],
            )
        entry_checksums.renew_all(database_of(journal).connection)
    fts_index.forget(database_of(journal).connection)
    journal.file_settings.set_maintained_on(dt.date.today().isoformat())
    journal.close()


def set_text(path: Path, count: int, text: str) -> None:
    """Give the newest entry another text, behind its first word."""
    journal = Journal.open(path)
    newest = database_of(journal).select("SELECT id FROM entries WHERE title = ?", (title(count - 1),))[0]["id"]
    with journal.transaction():
        database_of(journal).changed("entries", newest)
        database_of(journal).update("entries", {"body": f"{first_word(count - 1)} {text}"}, "id = ?", newest)
    journal.close()


def text_bytes(path: Path) -> int:
    """Return how many bytes of text a plain journal holds, titles and tags included."""
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT (SELECT sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM entries)"
        " + (SELECT coalesce(sum(length(tag)), 0) FROM entry_tags)"
    ).fetchone()[0]
    connection.close()
    return int(found)


def for_jrnl(count: int) -> str:
    """The same entries as jrnl keeps them."""
    return "".join(
        f"[{one.entry.date.isoformat()} 17:00] {one.entry.title}. {' '.join(f'@{tag}' for tag in one.entry.tags)}\n"
        f"{one.entry.body}\n\n"
        for one in written(count)
    )


def _insert(journal: Journal, table: str, values: list[dict[str, object]] | list[query.Row]) -> None:
    if values:
        columns = list(values[0])
        places = ", ".join(f":{column}" for column in columns)
        database_of(journal).connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", values
        )


def _batches(all_of_it: Iterator[Written], size: int = 1000) -> Iterator[list[Written]]:
    batch: list[Written] = []
    for one in all_of_it:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _state() -> str:
    """Another one whenever the store or this generator changes."""
    store = Path(import_document.__file__).parents[1]
    sources = [*sorted(store.rglob("*.py")), Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


@functools.cache
def _vocabulary() -> tuple[str, ...]:
    dice = random.Random("words")
    return tuple("".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) for _ in range(4000))
