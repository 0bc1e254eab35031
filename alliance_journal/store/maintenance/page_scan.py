"""Reader for the rows of a damaged file, page by page, without its schema (the list of its tables).

The damaged pages are put behind the first page of a new, empty file with the same key. The schema of that file has
tables of a general form, whose root page is set to one page of the damaged file after the other. SQLite, or
SQLCipher, then reads the rows of that page; it refuses a page that does not belong to a table.
"""

import contextlib
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.files import open_private
from alliance_journal.store.core import connection as opening
from alliance_journal.store.core.sqlite_driver import (
    DRIVER_ERRORS,
    HAS_ENCRYPTION,
    Connection,
    driver,
    primary_code,
)
from alliance_journal.store.core.time_limit import Limit

COLUMNS: Final = 20
"""Columns of a general table, more than any table of ours has."""
AT_ONCE: Final = 64
"""Pages that are mapped to a table each at the same time."""
MOST_ROWS: Final = 700
"""Limit of rows in a query, more than one page holds. Interior pages of a table hold no rows themselves."""
_RESERVED: Final = 80
"""Bytes at the end of an encrypted page: 16 of the initialisation vector, and 64 of its HMAC."""
_PAGE_KINDS: Final = {2: 12, 5: 12, 10: 8, 13: 8}
"""First byte of a page of a table or an index, and the length of its header in bytes."""


class Page(NamedTuple):
    """Contents of one page.

    Attributes:
        by_key: whether its table has no row numbers (WITHOUT ROWID), like an index.
        rows: the row number (0 if there are none) and the values of each row.
        is_whole: whether every row could be read.
    """

    by_key: bool
    rows: list[tuple[Any, ...]]
    is_whole: bool = True


def text_as_far_as_it_is_one(raw: bytes) -> str:
    """Decode a text of a damaged file; undecodable bytes and runs of zero bytes become one U+FFFD each."""
    return re.sub("\0+", "\ufffd", raw.decode(errors="replace"))


def looks_plain(path: Path) -> bool:
    """Return whether the pages of a file after the first are those of an unencrypted database."""
    found = number = 0
    with path.open("rb") as file:
        file.seek(opening.PAGE)
        while page := file.read(opening.PAGE):
            number += 1
            header = _PAGE_KINDS.get(page[0], 0)
            cells, content = int.from_bytes(page[3:5]), int.from_bytes(page[5:7])
            found += bool(header and cells and header + 2 * cells <= content <= opening.PAGE)
    return found >= 2 and found * 20 >= number


class Seals:
    """Verification of a key by the HMACs of an encrypted file's pages."""

    def __init__(self, raw: str) -> None:
        """Store a raw key in SQLCipher's notation: 64 hexadecimal digits of the key and 32 of the salt."""
        key, salt = bytes.fromhex(raw[2:66]), bytes.fromhex(raw[66:98])
        self._key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, opening.KEY)

    def fits(self, page: bytes, number: int) -> bool:
        """Return whether a page, other than the first one, is intact and was written with this key."""
        seal = hmac.new(self._key, page[:-64] + number.to_bytes(4, "little"), "sha512").digest()
        return hmac.compare_digest(seal, page[-64:])

    def fits_any(self, path: Path) -> bool:
        """Return whether any page of a file but the first is intact and was written with this key."""
        return any(self.fits(page, number) for number, page in _pages(path))


def _pages(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        file.seek(opening.PAGE)
        number = 2
        while len(page := file.read(opening.PAGE)) == opening.PAGE:
            yield number, page
            number += 1


def raw_key(passphrase: Passphrase, salt: bytes) -> Passphrase:
    """Return the raw key that is derived from a passphrase and the salt of a file."""
    with contextlib.closing(driver.connect(":memory:")) as connection:
        rounds = int(connection.execute("PRAGMA cipher_default_kdf_iter").fetchone()[0])
    key = hashlib.pbkdf2_hmac("sha512", passphrase.reveal().encode(), salt, rounds, opening.KEY)
    return Passphrase(f"x'{key.hex()}{salt.hex()}'")


def read(damaged: Path, work: Path, key: Passphrase | None, limit: Limit) -> Iterator[Page]:
    """Yield every page of a damaged file that holds rows.

    Args:
        damaged: the file, which is only read.
        work: the path of a temporary file, which the caller deletes.
        key: the raw key (`raw_key`); None for a plain file.
        limit: the time limit, at which reading stops.
    """
    pages = damaged.stat().st_size // opening.PAGE
    bad = set()
    if key:
        seals = Seals(key.reveal())
        bad = {number for number, page in _pages(damaged) if not seals.fits(page, number)}
    _make(work, key, damaged, pages)
    with contextlib.closing(_Scan(work, key, limit, may_stop=bool(bad))) as scan:
        for first in range(2, pages + 1, AT_ONCE):
            scan.turn_to(first)
            for number in range(first, min(first + AT_ONCE, pages + 1)):
                if limit.is_over:
                    return
                if number not in bad and (page := scan.page(number - first)):
                    yield page


def _make(work: Path, key: Passphrase | None, damaged: Path, pages: int) -> None:
    """Create a file with the same number of pages, its schema behind them, and copy the damaged pages into it."""
    open_private(work).close()
    connection = _connect(work, key)
    try:
        run = connection.execute
        run("PRAGMA journal_mode = OFF").fetchall()
        run("PRAGMA synchronous = OFF")
        run("CREATE TABLE filler (x)")
        while (there := run("PRAGMA page_count").fetchone()[0]) < pages:
            run("INSERT INTO filler VALUES (zeroblob(?))", (min(pages - there, 100_000) * opening.PAGE,))
        columns = ", ".join(f"c{number}" for number in range(COLUMNS))
        for number in range(AT_ONCE):
            for name, sql in (
                (f"p{number}", f"CREATE TABLE p{number} ({columns})"),
                (f"k{number}", f"CREATE TABLE k{number} ({columns}, PRIMARY KEY (c0, c1)) WITHOUT ROWID"),
            ):
                run(
                    "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', ?, ?, 2, ?)",
                    (name, name, sql),
                )
        run("DELETE FROM sqlite_master WHERE name = 'filler'")
    finally:
        connection.close()
    with damaged.open("rb") as source, work.open("r+b") as target:
        for place in (source, target):
            place.seek(opening.PAGE)
        while len(page := source.read(opening.PAGE)) == opening.PAGE:
            target.write(page)


def _connect(work: Path, key: Passphrase | None) -> Connection:
    connection = driver.connect(str(work), isolation_level=None)
    if HAS_ENCRYPTION:
        connection.execute("PRAGMA cipher_log_level = NONE")
    if key:
        connection.set_key(key.reveal())
    connection.execute("PRAGMA writable_schema = ON")
    return connection


class _Scan:
    """Connection to the file with the general tables, reopened whenever SQLCipher refuses to continue."""

    def __init__(self, work: Path, key: Passphrase | None, limit: Limit, *, may_stop: bool) -> None:
        self._work, self._key, self._limit, self._may_stop = work, key, limit, may_stop
        self._connection = self._opened()

    def _opened(self) -> Connection:
        connection = _connect(self._work, self._key)
        connection.text_factory = text_as_far_as_it_is_one
        self._limit.put_on(connection)
        return connection

    def close(self) -> None:
        self._connection.close()

    def turn_to(self, first: int) -> None:
        """Set the root pages of the tables to the pages from this one on."""
        self._connection.execute("PRAGMA journal_mode = OFF").fetchall()
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "UPDATE sqlite_master SET rootpage = ? + CAST(substr(name, 2) AS INTEGER)", (first,)
        )
        self._reopen()

    def _reopen(self) -> None:
        self._connection.close()
        self._connection = self._opened()

    def page(self, place: int) -> Page | None:
        """Return the rows of the page mapped to table number `place`; None if it holds none."""
        numbers = self._rows(f"SELECT rowid FROM p{place} LIMIT {MOST_ROWS}")
        if numbers and numbers.rows:
            page = self._rows(f"SELECT rowid, * FROM p{place} LIMIT {MOST_ROWS}")
            return page if page is None or page.is_whole else self._one_by_one(place, page, numbers)
        page = self._rows(f"SELECT 0, * FROM k{place}")
        if page and not page.is_whole:
            backwards = self._rows(f"SELECT 0, * FROM k{place} ORDER BY c0 DESC, c1 DESC")
            both = [*page.rows, *(backwards.rows if backwards else ())]
            page = page._replace(rows=list(dict.fromkeys(both)))
        return page._replace(by_key=True) if page and page.rows else None

    def _one_by_one(self, place: int, found: Page, numbers: Page) -> Page:
        """Read a page row by row, if one row cannot be read: a long text continues in a page that is damaged."""
        rows = {row[0]: row for row in found.rows}
        for (number,) in numbers.rows:
            if number not in rows:
                one = self._rows(f"SELECT rowid, * FROM p{place} WHERE rowid = ?", (number,))
                rows.update({row[0]: row for row in one.rows} if one else {})
        return found._replace(rows=list(rows.values()))

    def _rows(self, sql: str, values: Sequence[object] = ()) -> Page | None:
        """Return the rows of a query up to the first that cannot be read; None if the time limit is over."""
        rows = []
        try:
            for row in self._connection.execute(sql, values):
                rows.append(row)
        except DRIVER_ERRORS as error:
            if self._may_stop:
                self._reopen()
            if primary_code(error) == driver.SQLITE_INTERRUPT:
                return None
            return Page(False, rows, is_whole=False)
        return Page(False, rows)
