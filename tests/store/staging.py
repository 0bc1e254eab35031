"""Set-up for tests of the store: filled journals, another window, a full disk."""

import contextlib
import datetime as dt
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alliance_journal.domain.models import Document
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.sample.example_year import sample
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.import_document import import_into, whole
from tests import quick_keys
from tests.conftest import Clock
from tests.hostile import SHORT

DAY: Final = dt.date(2026, 5, 28)
OLD: Final = Passphrase("correct horse battery staple")
NEW: Final = Passphrase("zwölf Boxkämpfer jagen")


def begin(path: Path, key: Passphrase | None, clock: Clock) -> Path:
    """A journal with a year in it, a hostile text, a trashed entry, a draft, and a card that was not kept.

    Made once for each passphrase, and copied from then on: a passphrase takes its time.
    """
    path.parent.mkdir(exist_ok=True)
    made = key, quick_keys.rounds()
    if made in _MADE:
        path.write_bytes(_MADE[made])
        path.chmod(0o600)
        return path
    with contextlib.closing(Journal.begin(path, clock, passphrase=key)) as journal:
        import_into(journal, sample(DAY))
        entry = journal.entries.add("between", DAY, body="".join(SHORT), title=SHORT[0], tags=SHORT[:4])
        journal.trash.put(journal.entries.list()[0].id)
        journal.drafts.save(entry.id, "half a sentence", entry.body)
        journal.unfinished.save("topic", "half a topic")
        journal.brief_choices.set_included("key", False)
    _MADE[made] = path.read_bytes()
    return path


_MADE: Final[dict[tuple[Passphrase | None, int], bytes]] = {}


def opened(path: Path, key: Passphrase | None = None) -> contextlib.closing[Journal]:
    return contextlib.closing(Journal.open(path, passphrase=key))


def many_words(count: int) -> str:
    """So many words, each another one and of letters that stand in no order in any language; the same each time."""
    dice = random.Random(1)
    return " ".join("".join(dice.choice("bcdfghjkmnp") for _ in range(9)) for _ in range(count))


def everything(path: Path, key: Passphrase | None) -> tuple[Document, dict[str, list[Any]]]:
    """The document, and every row of every table, also of those that no document holds."""
    with opened(path, key) as journal:
        tables = [
            name
            for (name,) in database_of(journal).connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%' "
                "AND name <> 'upkeep' ORDER BY name"
            )
        ]
        rows = {
            name: [
                tuple(row) for row in database_of(journal).connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2")
            ]
            for name in tables
        }
        return whole(journal), rows


@contextlib.contextmanager
def another_window(path: Path, key: Passphrase | None, statement: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Another process that holds the file, as a second window does while it saves."""
    holding = (
        f"{quick_keys.FOR_A_CHILD}"
        "from pathlib import Path\n"
        "from alliance_journal.domain.passphrase import Passphrase\n"
        "from alliance_journal.store.journal import Journal, database_of\n"
        "key = Passphrase(sys.argv[2]) if sys.argv[2] else None\n"
        "journal = Journal.open(Path(sys.argv[1]), passphrase=key)\n"
        "database_of(journal).connection.execute(sys.argv[3])\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    words = [str(path), key.reveal() if key else "", statement, str(quick_keys.rounds())]
    process = subprocess.Popen(
        [sys.executable, "-c", holding, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        process.communicate(timeout=60)


@contextlib.contextmanager
def no_file_longer_than(limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
