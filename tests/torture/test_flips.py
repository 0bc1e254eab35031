"""Flipped bits on the disk: no text changes without being noticed.

An encrypted file is protected by the HMAC of each page, a plain one by the checksums that `check` compares. Some
bits are flipped by default, 400 of each kind with `python -m pytest tests/torture -m slow`.
"""

import contextlib
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.models import Document, Entry
from alliance_journal.store.core.errors import Damaged, JournalError
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import check
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.torture.child import DAY, ONE, Key, arriving
from tests.torture.kinds import needs_encryption

pytestmark = pytest.mark.usefixtures("quick_keys")

SEED: Final = 20260528
NOW: Final = dt.datetime(2026, 5, 28, tzinfo=dt.UTC)
PLANTED: Final = "A sentence that stands in the file once."


@dataclass(frozen=True, slots=True)
class Filled:
    """A journal with something in it, its bytes, and what it says."""

    path: Path
    key: Key
    data: bytes
    said: Document

    def with_flip(self, bit: int) -> None:
        """The file with one bit turned over."""
        flipped = bytearray(self.data)
        flipped[bit // 8] ^= 1 << bit % 8
        self.path.write_bytes(flipped)

    def read(self) -> Document:
        """Everything in it.

        Raises:
            JournalError: when the file is seen to be damaged.
        """
        with contextlib.closing(Journal.open(self.path, passphrase=self.key)) as journal:
            return whole(journal)


def filled(folder: Path, key: Key) -> Filled:
    path = folder / "journal.db"
    with contextlib.closing(Journal.begin(path, passphrase=key)) as journal:
        journal.entries.add("between", DAY, body=PLANTED)
        import_into(journal, arriving(0))
        said = whole(journal)
    return Filled(path, key, path.read_bytes(), said)


def some_bits(data: bytes, number: int) -> list[int]:
    return random.Random(SEED).sample(range(len(data) * 8), number)


def one_in_each_page(data: bytes) -> list[int]:
    """A bit in the middle of each page: of a long text, also of the page that is read last."""
    return [(at + 2048) * 8 for at in range(0, len(data), 4096)]


def seal_notices(folder: Path, bits: Callable[[bytes], list[int]]) -> None:
    there = filled(folder, ONE)
    for bit in bits(there.data):
        there.with_flip(bit)
        try:
            said = there.read()
        except JournalError:
            continue
        # It was in a page that nobody needed to read.
        assert said == there.said, bit
        with contextlib.closing(Journal.open(there.path, passphrase=ONE)) as journal:
            assert database_of(journal).connection.execute("PRAGMA cipher_integrity_check").fetchall(), bit


@needs_encryption
def test_a_seal_notices(tmp_path: Path) -> None:
    seal_notices(tmp_path, one_in_each_page)


@needs_encryption
@pytest.mark.slow
def test_a_seal_always_notices(tmp_path: Path) -> None:
    seal_notices(tmp_path, partial(some_bits, number=400))


@needs_encryption
def test_where_it_matters_most(tmp_path: Path) -> None:
    """The salt, the first page, the last one, and a seal itself."""
    there = filled(tmp_path, ONE)
    for byte in (3, 100, 4096 - 30, len(there.data) - 2000):
        there.with_flip(byte * 8)
        try:
            assert there.read() == there.said
        except JournalError:
            continue
        assert check.look(there.path, ONE, NOW)[0].grave


# A plain file


def grave(there: Filled) -> bool:
    """Return whether a check says that something is wrong with the words."""
    try:
        return any(finding.grave for finding in check.look(there.path, None, NOW))
    except JournalError:
        return True


def entries_in(said: Document) -> list[Entry]:
    """Return what the entries say; when one was written last is no part of its digest."""
    return [entry._replace(updated_at="") for entry in said.entries]


def check_notices(folder: Path, number: int) -> int:
    """Return how many of so many flips changed what an entry says; each one of them is noticed."""
    there = filled(folder, None)
    assert not grave(there)
    changed = 0
    for bit in some_bits(there.data, number):
        there.with_flip(bit)
        try:
            said = there.read()
        except JournalError:
            continue
        if entries_in(said) != entries_in(there.said):
            changed += 1
            there.with_flip(bit)
            assert grave(there), bit
    return changed


def test_a_check_notices(tmp_path: Path) -> None:
    assert check_notices(tmp_path, 60)


@pytest.mark.slow
def test_a_check_always_notices(tmp_path: Path) -> None:
    assert check_notices(tmp_path, 800) > 100


def test_a_planted_flip_is_named(tmp_path: Path) -> None:
    """SQLite finds nothing wrong with it, and search does not either: one letter became another."""
    there = filled(tmp_path, None)
    assert there.data.count(PLANTED.encode()) == 1
    there.with_flip((there.data.index(PLANTED.encode()) + 2) * 8 + 2)
    with contextlib.closing(Journal.open(there.path)) as journal:
        assert database_of(journal).connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        changed = next(entry for entry in journal.entries.list() if "stands in the file" in entry.body)
        assert changed.body != PLANTED
    found = [finding for finding in check.look(there.path, None, NOW) if changed.id in finding.sentence]
    assert [finding.grave for finding in found] == [True]


@pytest.mark.parametrize("what", ["sharepartly", "2026-05-28"])
def test_what_is_no_word_of_ours_any_more(tmp_path: Path, what: str) -> None:
    """An answer that is none, a day that is none: a calm sentence, not whatever reading it stumbles over."""
    there = filled(tmp_path, None)
    there.with_flip((there.data.index(what.encode()) + len(what) - 6) * 8)
    with pytest.raises(Damaged):
        there.read()
    assert grave(there)
