"""The process that is killed: does one kind of work again and again, and says so.

Run as `python -m tests.torture.child KIND FILE FROM UNTIL [SYNCHRONOUS]`. Before each piece of work it writes
`begin N` to its standard output, and `done N` when the verb has returned. What the work with a number does is known
from the number alone, so that whoever killed it knows what must be there.
"""

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.models import Document, Entry, GivenAnswer, Tension, Therapist, Topic
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.backup import restore as restoring
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import encryption, permanent_deletion
from alliance_journal.store.transfer.import_document import import_into

DAY: Final = dt.date(2026, 5, 28)
ONE: Final = Passphrase("a kind and patient lamp")
OTHER: Final = Passphrase("the harbour at five o'clock")
ANSWERS: Final = tuple(Answer)
BULK: Final = "– " * 1_000_000
"""A text that makes the file so long that cleaning it is most of the work; no word in it for the index."""
Work = Callable[[int], None]
Key = Passphrase | None


@dataclass(slots=True)
class Written:
    """One entry as it is to be: its text, what is typed over it and not kept yet, and its answer."""

    body: str
    draft: str | None = None
    answer: Answer | None = None


def key_of(path: Path) -> Key:
    """Return what opens a journal that keeps its passphrase: its folder is called after its kind."""
    return ONE if path.parent.name.startswith("sealed") else None


# What each number means


def text(number: int) -> str:
    """A text of its own, of one page or of many."""
    return f"[{number}] " + "words that matter, " * (1200 if number % 24 == 0 else 10 + number % 300)


def number_in(body: str) -> int:
    """The number a text was made of."""
    return int(body[1 : body.index("]")])


def typed(number: int) -> str:
    """Return what is typed over the text with the number before."""
    return text(number - 1) + f" and then [{number}]"


def saved(number: int) -> list[Written]:
    """Return what is there after this many pieces of saving: added, typed over, kept, answered, and again."""
    found = [Written(text(start)) for start in range(0, number, 4)]
    for work in range(number):
        entry = found[work // 4]
        match work % 4:
            case 1:
                entry.draft = typed(work)
            case 2:
                entry.body, entry.draft = typed(work - 1), None
            case 3:
                entry.answer = ANSWERS[work // 4 % len(ANSWERS)]
    return found


def turned(number: int) -> Key:
    """The passphrase after this many changes of it."""
    return OTHER if number % 2 else ONE


def sealed(number: int) -> Key:
    """The passphrase after encryption was turned on and off this often."""
    return ONE if number % 2 else None


def arriving(number: int) -> Document:
    """The document that the import with this number takes in."""
    mark = f"import{number}"
    ids = [f"{mark}-{place}" for place in range(25)]
    return Document(
        therapists=(Therapist(mark, mark),),
        entries=tuple(
            Entry(
                id=id_,
                kind="session",
                date=DAY,
                therapist_id=mark,
                body=text(place),
                tags=(mark,),
                tension=Tension("words", ids[-1]) if place == 0 else None,
                answers=tuple(GivenAnswer(question.id, Answer.PARTLY) for question in QUESTIONS[:5]),
            )
            for place, id_ in enumerate(ids)
        ),
        topics=tuple(Topic(f"{id_}-topic", "to bring", from_entry=id_) for id_ in ids),
    )


def passing(number: int) -> Document:
    """Return the entries before the deletion with this number: one that stays, and one that is deleted for good."""
    mark = f"passing{number}"
    answers = tuple(GivenAnswer(question.id, Answer.NO, mark) for question in QUESTIONS[:5])
    return Document(
        entries=(
            Entry(f"{mark}-stays", "between", DAY, body=text(2 * number)),
            Entry(
                f"{mark}-goes",
                "session",
                DAY,
                body=text(2 * number + 1),
                tags=(mark,),
                tension=Tension(mark),
                answers=answers,
            ),
        )
    )


def old_file(folder: Path, number: int) -> Path:
    """The file of the first version that this update is done on."""
    return folder / f"{number}" / "journal.db"


# The work


@contextlib.contextmanager
def _opened(path: Path, key: Key) -> Iterator[Journal]:
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        if SYNCHRONOUS:
            database_of(journal).connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        yield journal


@contextlib.contextmanager
def save(path: Path) -> Iterator[Work]:
    """Verbs that keep words; the number says which."""
    with _opened(path, key_of(path)) as journal:
        ids = [entry.id for entry in sorted(journal.entries.list(), key=lambda entry: number_in(entry.body))]

        def work(number: int) -> None:
            match number % 4:
                case 0:
                    ids.append(journal.entries.add("session", DAY, body=text(number)).id)
                case 1:
                    journal.drafts.save(ids[-1], typed(number), text(number - 1))
                case 2:
                    for left in journal.drafts.list():
                        journal.drafts.take_over(left)
                    journal.drafts.save(ids[-1], typed(number - 1), text(number - 2))
                    journal.entries.save_text(ids[-1], typed(number - 1), text(number - 2))
                case _:
                    journal.answers.set(ids[-1], QUESTIONS[0].id, ANSWERS[number // 4 % len(ANSWERS)])

        yield work


@contextlib.contextmanager
def add(path: Path) -> Iterator[Work]:
    """One entry after another."""
    with _opened(path, key_of(path)) as journal:
        yield lambda number: (journal.entries.add("between", DAY, body=text(number)), None)[1]


@contextlib.contextmanager
def rekey(path: Path) -> Iterator[Work]:
    """To the other passphrase, and back."""
    yield lambda number: (encryption.set_passphrase(path, turned(number), turned(number + 1)), None)[1]


@contextlib.contextmanager
def seal(path: Path) -> Iterator[Work]:
    """Encryption on, off, on."""
    yield lambda number: (encryption.set_passphrase(path, sealed(number), sealed(number + 1)), None)[1]


@contextlib.contextmanager
def migrate(path: Path) -> Iterator[Work]:
    """Opening files of the first version, one after another."""
    yield lambda number: Journal.open(old_file(path.parent, number), passphrase=key_of(path)).close()


@contextlib.contextmanager
def backup(path: Path) -> Iterator[Work]:
    """An entry and a backup of it, with what the search remembers cleaned."""
    with _opened(path, key_of(path)) as journal:

        def work(number: int) -> None:
            journal.entries.add("between", DAY, body=text(number))
            backups.make(database_of(journal))

        yield work


@contextlib.contextmanager
def restore(path: Path) -> Iterator[Work]:
    """One backup, the other one, and again."""
    key = key_of(path)
    kept = sorted(backup.path for backup in backups.listed(path) if not backup.why)
    yield lambda number: (restoring.restore(path, kept[number % 2], key, key), None)[1]


@contextlib.contextmanager
def importing(path: Path) -> Iterator[Work]:
    """A document of a whole journal at a time."""
    with _opened(path, key_of(path)) as journal:
        yield lambda number: (import_into(journal, arriving(number)), None)[1]


@contextlib.contextmanager
def vacuum(path: Path) -> Iterator[Work]:
    """An entry that stays, and one that goes: into the trash, out of it for good, and the file cleaned of it.

    It says `within N` when the cleaning begins, so that kills are timed to come in the middle of that.
    """
    with _opened(path, key_of(path)) as journal:

        def work(number: int) -> None:
            database_of(journal).connection.set_trace_callback(
                lambda sql: _say("within", number) if sql == "VACUUM" else None
            )
            # Whoever was killed here had done a part of it.
            stays, goes = (entry.id for entry in passing(number).entries)
            if not database_of(journal).select("SELECT 1 FROM entries WHERE id = ?", (stays,)):
                import_into(journal, passing(number))
            if database_of(journal).select("SELECT 1 FROM entries WHERE id = ? AND deleted_at IS NULL", (goes,)):
                journal.trash.put(goes)
            assert permanent_deletion.delete_for_good(journal, [goes]) == ""

        yield work


KINDS: Final[dict[str, Callable[[Path], contextlib.AbstractContextManager[Work]]]] = {
    "save": save,
    "add": add,
    "rekey": rekey,
    "seal": seal,
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "import": importing,
    "vacuum": vacuum,
}
SYNCHRONOUS: Final = sys.argv[5] if __name__ == "__main__" and len(sys.argv) > 5 else ""
"""To show that a looser setting is noticed; empty for the program's own."""


def _say(word: str, number: int) -> None:
    os.write(sys.stdout.fileno(), f"{word} {number}\n".encode())


def _main(kind: str, path: str, start: str, end: str, *_: str) -> None:
    with KINDS[kind](Path(path)) as work:
        for number in range(int(start), int(end)):
            _say("begin", number)
            work(number)
            _say("done", number)


if __name__ == "__main__":
    _main(*sys.argv[1:])
