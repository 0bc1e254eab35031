"""Journal files are opened by other SQLite and SQLCipher programs.

An encrypted journal is tried with a SQLCipher that is not ours: the `sqlcipher` shell where it is version 4 (Debian
12 has 3.4, which is too old), and SQLite3 Multiple Ciphers, installed from the package index (pytest -m peers).
"""

import contextlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import encryption
from tests.hostile import SHORT
from tests.peers import environment
from tests.torture.child import DAY, Key
from tests.torture.kinds import needs_encryption

HARD: Final = Passphrase('it\'s a lämp; -- "悲しい" [/b]')
TEXTS: Final = ("We spoke about the harbour.", *SHORT)
WITH_APSW: Final = """
import apsw, json, sys
connection = apsw.Connection(sys.argv[1], flags=apsw.SQLITE_OPEN_READONLY)
for pragma in ("cipher = 'sqlcipher'", "legacy = 4"):
    connection.execute(f"PRAGMA {pragma}").fetchall()
connection.execute("PRAGMA key = '" + sys.argv[2].replace("'", "''") + "'").fetchall()
print(json.dumps([connection.execute(sql).fetchall() for sql in sys.argv[3:]]))
"""
ASKED: Final = (
    "SELECT body FROM entries ORDER BY number",
    "SELECT entries.body FROM words JOIN entries ON number = words.rowid WHERE words MATCH 'harbour'",
    "SELECT count(*) FROM answers_by_session",
    "PRAGMA integrity_check",
)


def write(folder: Path, key: Key) -> Path:
    path = folder / "journal.db"
    with contextlib.closing(Journal.begin(path, passphrase=key)) as journal:
        for text in TEXTS:
            journal.entries.add("between", DAY, body=text)
    return path


def answers(command: Sequence[str]) -> str:
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, stdin=subprocess.DEVNULL
    ).stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with SQLite3 Multiple Ciphers in it."""
    return environment(tmp_path_factory.mktemp("ciphers") / "venv", "apsw-sqlite3mc", "SECOND_SQLCIPHER")


@pytest.mark.peers
@needs_encryption
@pytest.mark.parametrize("how", ["begun", "turned on", "changed", "a backup"])
def test_sqlite3_multiple_ciphers_opens_it(python: Path, tmp_path: Path, how: str) -> None:
    path = write(tmp_path, {"turned on": None, "changed": Passphrase("the one before")}.get(how, HARD))
    match how:
        case "turned on":
            encryption.set_passphrase(path, None, HARD)
        case "changed":
            encryption.set_passphrase(path, Passphrase("the one before"), HARD)
        case "a backup":
            with contextlib.closing(Journal.open(path, passphrase=HARD)) as journal:
                backups.make(database_of(journal))
            path = backups.listed(path)[0].path
    bodies, found, answered, whole = json.loads(
        answers([str(python), "-c", WITH_APSW, str(path), HARD.reveal(), *ASKED])
    )
    assert [body for (body,) in bodies] == list(TEXTS)
    assert (found, answered, whole) == ([[TEXTS[0]]], [[0]], [["ok"]])


@needs_encryption
def test_the_sqlcipher_shell_opens_it(tmp_path: Path) -> None:
    shell = shutil.which("sqlcipher")
    if not shell:
        pytest.skip("the sqlcipher shell is not installed")
    version = answers([shell, ":memory:", "PRAGMA cipher_version"]).strip()
    if int(version.partition(".")[0]) < 4:
        pytest.skip(f"the sqlcipher shell is {version}; journals need 4")
    path = write(tmp_path, HARD)
    key = HARD.reveal().replace("'", "''")
    said = answers([shell, "-readonly", str(path), f"PRAGMA key = '{key}'", ASKED[1], ASKED[3]])
    assert said.splitlines()[-2:] == [TEXTS[0], "ok"]


def sqlite_shell() -> str:
    shell = shutil.which("sqlite3")
    if not shell:
        pytest.skip("the sqlite3 shell is not installed")
    return shell


def test_the_sqlite_shell_opens_a_plain_one(tmp_path: Path) -> None:
    path = write(tmp_path, None)
    bodies, found, answered, whole = (
        json.loads(answers([sqlite_shell(), "-readonly", "-json", str(path), sql])) for sql in ASKED
    )
    assert [row["body"] for row in bodies] == list(TEXTS)
    assert (found, answered, whole) == ([{"body": TEXTS[0]}], [{"count(*)": 0}], [{"integrity_check": "ok"}])


def test_what_the_sqlite_shell_writes_is_found_by_us(tmp_path: Path) -> None:
    path = write(tmp_path, None)
    answers([sqlite_shell(), str(path), "UPDATE entries SET body = 'From the lighthouse.' WHERE number = 1"])
    with contextlib.closing(Journal.open(path)) as journal:
        assert [line.title for line in journal.entries.lines("lighthouse")] == ["From the lighthouse."]
        assert database_of(journal).connection.execute(
            "SELECT rowid FROM words WHERE words MATCH 'lighthouse'"
        ).fetchall() == [(1,)]
        assert (
            database_of(journal)
            .connection.execute("SELECT rowid FROM words WHERE words MATCH 'harbour'")
            .fetchall()
            == []
        )
