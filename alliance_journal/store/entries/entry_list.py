"""List of entries, read page by page, so that it opens as fast with fifty thousand entries as with five.

Order: newest first, by day, then by creation, then by id. The list of all entries is paged along an index, by the
key of the last line read (keyset pagination); the result of a search is held as row numbers. Texts are read only
for the lines of the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

from alliance_journal.domain.models import EntryLine
from alliance_journal.domain.search.matching import Finder, plain, spellings
from alliance_journal.domain.search.query import Query
from alliance_journal.domain.text import one_line
from alliance_journal.store.core import query, rows
from alliance_journal.store.entries.session_numbers import session_numbers
from alliance_journal.store.search.query_sql import Conditions

PAGE: Final = 50
"""Lines in a page, which are read at once."""
KEPT_PAGES: Final = 16
FEW: Final = 2_000
"""Largest search result that is sorted at once; in a larger one the newest entries are searched first."""
WALKED: Final = 20
"""Pages of a large search result that are reached by walking from the newest; beyond, the result is sorted."""
STREAMED: Final = 1_000
LOOKED_THROUGH: Final = 40
"""Entries without a title whose first words are looked at for words of a title."""
TITLE_FROM: Final = 400
"""Characters of a text that are read to make a title from its first words."""

Select = Callable[..., list[query.Row]]

_NEWEST_FIRST: Final = "ORDER BY entries.date DESC, entries.created_at DESC, entries.id DESC"
_OLDEST_FIRST: Final = "ORDER BY entries.date, entries.created_at, entries.id"
_KEY: Final = "(entries.date, entries.created_at, entries.id)"
_THERE: Final = "entries.deleted_at IS NULL"
_IN_TRASH: Final = "WHERE deleted_at IS NOT NULL"
_MATCHING: Final = "SELECT rowid FROM words WHERE words MATCH ?"


class Lines(Sequence[EntryLine]):
    """Sequence of the lines of a list, read from the journal on access.

    A page shows the state of the journal at the time it is read; the length is counted once, on creation. Every
    access raises `JournalError` if the journal cannot be read.
    """

    def __init__(self, select: Select, wanted: Conditions, query: Query) -> None:
        self.query = query
        self._select, self._wanted = select, wanted
        self._finder = Finder(query)
        self._pages: dict[int, list[_Line]] = {}
        self._keys: dict[int, tuple[Any, ...]] = {}
        self._numbers: list[int] | None = None
        self._newest: list[int] = []
        self._seen = 0
        self._count = self._counted()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> EntryLine: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[EntryLine]: ...
    def __getitem__(self, index: int | slice) -> EntryLine | Sequence[EntryLine]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(self._count))]
        if index < 0:
            index += self._count
        if not 0 <= index < self._count:
            raise IndexError(index)
        # The page is shorter than expected if an entry was removed after the lines were counted.
        return self._marked(self._page(index // PAGE)[index % PAGE])

    def __iter__(self) -> Iterator[EntryLine]:
        numbers = self._all_numbers()
        for start in range(0, len(numbers), STREAMED):
            yield from map(self._marked, self._lines(numbers[start : start + STREAMED]))

    def is_read(self, index: int) -> bool:
        """Return whether the line at this index has been read already."""
        return index // PAGE in self._pages

    def place_of(self, entry_id: str) -> int | None:
        """Return the index of an entry in the list; None if the list does not contain it."""
        found = self._select(
            f"SELECT number, date, created_at, id FROM entries WHERE id = ? AND {_THERE}", (entry_id,)
        )
        if not found:
            return None
        number, *key = found[0].values()
        if self._wanted.is_all:
            return int(
                self._select(f"SELECT count(*) AS n FROM entries WHERE {_THERE} AND {_KEY} > (?, ?, ?)", key)[0][
                    "n"
                ]
            )
        if self._numbers is None:
            if number in self._newest:
                return self._newest.index(number)
            if not self._select(f"{_MATCHING} AND rowid = ?", (self._wanted.match, number)):
                return None
        numbers = self._all_numbers()
        return numbers.index(number) if number in numbers else None

    # Selection of entries

    def _counted(self) -> int:
        """Return the number of matching entries; a small result is also loaded and sorted."""
        if self._wanted.is_all:
            # Each of these two counts is answered by an index alone, without reading the entries.
            all_of_them, in_trash = (
                self._select(f"SELECT count(*) AS n FROM entries {where}")[0]["n"] for where in ("", _IN_TRASH)
            )
            return int(all_of_them - in_trash)
        if self._wanted.match and not self._wanted.where and (count := self._look_at_newest()) is not None:
            return count
        return len(self._all_numbers())

    def _look_at_newest(self) -> int | None:
        """Count a large search result and find its first lines among the newest entries.

        Returns:
            The number of matching entries; None if they are at most `FEW`.
        """
        match, numbers = self._wanted.match, self._newest_entries(4 * PAGE)
        # One pass over the index counts all matches and finds those among the newest entries.
        row = self._select(
            "SELECT count(*) AS n, group_concat(rowid) FILTER (WHERE rowid BETWEEN ? AND ?) AS newest "
            "FROM words WHERE words MATCH ?",
            (min(numbers, default=0), max(numbers, default=0), match),
        )[0]
        if row["n"] <= FEW:
            return None
        matching = {int(number) for number in (row["newest"] or "").split(",") if number}
        self._newest, self._seen = [number for number in numbers if number in matching], len(numbers)
        trashed = ", ".join(str(one["number"]) for one in self._select(f"SELECT number FROM entries {_IN_TRASH}"))
        if not trashed:
            return int(row["n"])
        return int(row["n"]) - len(self._select(f"{_MATCHING} AND rowid IN ({trashed})", (match,)))

    def _walk_newest(self, wanted: int) -> None:
        """Continue through the newest entries until `wanted` matching ones are known or the entries end."""
        while len(self._newest) < wanted and (numbers := self._newest_entries(max(self._seen, PAGE))):
            span = (self._wanted.match, min(numbers), max(numbers))
            there = {one["rowid"] for one in self._select(f"{_MATCHING} AND rowid BETWEEN ? AND ?", span)}
            self._newest += [number for number in numbers if number in there]
            self._seen += len(numbers)

    def _newest_entries(self, size: int) -> list[int]:
        """Return the numbers of the next newest entries, without matching them against the search."""
        sql = f"SELECT entries.number AS n FROM entries WHERE {_THERE} {_NEWEST_FIRST} LIMIT ? OFFSET ?"
        return [row["n"] for row in self._select(sql, (size, self._seen))]

    def _all_numbers(self) -> list[int]:
        """Return the numbers of all matching entries, in the order of the list."""
        if self._numbers is None:
            where, values = [_THERE, *self._wanted.where], list(self._wanted.values)
            if self._wanted.match:
                # A small result is looked up row by row. For a large one the unary plus makes SQLite walk the
                # index of the order, which needs no access to the entries.
                column = "+entries.number" if self._newest else "entries.number"
                where.append(f"{column} IN ({_MATCHING})")
                values.append(self._wanted.match)
            sql = f"SELECT entries.number AS n FROM entries WHERE {' AND '.join(where)} {_NEWEST_FIRST}"
            self._numbers = [row["n"] for row in self._select(sql, values)]
        return self._numbers

    def _numbers_on(self, page: int) -> list[int]:
        if self._wanted.is_all:
            return self._walked(page)
        if self._numbers is None and page < WALKED:
            self._walk_newest((page + 1) * PAGE)
            return self._newest[page * PAGE : (page + 1) * PAGE]
        return self._all_numbers()[page * PAGE : (page + 1) * PAGE]

    def _walked(self, page: int) -> list[int]:
        """Return a page of all entries, read from the nearest known key before it, or from the end of the list."""
        known = max((one for one in self._keys if one <= page), default=0)
        skipped, left = (page - known) * PAGE, self._count - page * PAGE
        columns = (
            f"SELECT entries.number AS n, entries.date, entries.created_at, entries.id FROM entries WHERE {_THERE}"
        )
        if skipped > left:
            size = min(PAGE, left)
            found = self._select(f"{columns} {_OLDEST_FIRST} LIMIT ? OFFSET ?", (size, left - size))[::-1]
        else:
            after = f"AND {_KEY} < (?, ?, ?)" if known else ""
            values = (*self._keys.get(known, ()), PAGE, skipped)
            found = self._select(f"{columns} {after} {_NEWEST_FIRST} LIMIT ? OFFSET ?", values)
        if found:
            self._keys[page + 1] = tuple(found[-1].values())[1:]
        return [row["n"] for row in found]

    # Content of the lines

    def _page(self, page: int) -> list["_Line"]:
        if page not in self._pages:
            if len(self._pages) >= KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[page] = self._lines(self._numbers_on(page))
        return self._pages[page]

    def _lines(self, numbers: Sequence[int]) -> list["_Line"]:
        """Return the lines of these entries, in this order, without entries that do not exist any more."""
        return _read(self._select, numbers, with_texts=bool(self._finder))

    def _marked(self, one: "_Line") -> EntryLine:
        """Return a line with its search matches, computed on first access; a private line stays as it is."""
        if self._finder and not one.is_marked and not one.line.private:
            title, text = self._finder.marks(one.line.title), self._finder.line_of(one.body)
            if not text and not title and one.other:
                # A tag of the tag field is shown as it was searched for, with or without its number sign.
                words = one_line(one.other)
                text = self._finder.line_of(words) or self._finder.line_of(f"#{words}")
            one.line, one.is_marked = one.line._replace(title_marks=title, found=text), True
        return one.line


@dataclass(slots=True)
class _Line:
    """A line that was read, with the texts in which its matches are marked on first access."""

    line: EntryLine
    body: str
    other: str
    is_marked: bool = False


def titled(select: Select, wanted: Conditions, words: Sequence[str], most: int) -> list[EntryLine]:
    """Return the lines of entries whose titles have all of these words, those that were written last first.

    Hidden entries are left out. The title of an entry without one are the first words of its text; those are looked
    for among the last `LOOKED_THROUGH` entries with the words anywhere.

    Args:
        select: the database's `select`.
        wanted: the conditions of the search for the words.
        words: the words.
        most: number of lines, at most.
    """
    if not wanted.match:
        # Words of a script without spaces: the index does not have them.
        places = " AND ".join("instr(title, ?)" for _ in words)
        sql = f"SELECT number FROM entries WHERE {places} AND {_SHOWN} ORDER BY number DESC LIMIT ?"
        found = [row["number"] for row in select(sql, (*words, most))]
    else:
        where = " AND ".join((_SHOWN, *wanted.where))
        sql = f"{_TITLED} AND {where} ORDER BY words.rowid DESC LIMIT ?"
        found = [row["number"] for row in select(sql, (f"title : ({wanted.match})", *wanted.values, most))]
        sql = f"{_TITLED} AND entries.title = '' AND {where} ORDER BY words.rowid DESC LIMIT ?"
        found += [row["number"] for row in select(sql, (wanted.match, *wanted.values, LOOKED_THROUGH))]
    lines = (one.line for one in _read(select, found, with_texts=False))
    return [line for line in lines if all(_has(line.title, word) for word in words)][:most]


def _has(title: str, word: str) -> bool:
    """Return True if a title has a word, in one of its spellings."""
    return any(plain(spelling) in plain(title) for spelling in spellings(word))


def _read(select: Select, numbers: Sequence[int], *, with_texts: bool) -> "list[_Line]":
    """Return the lines of these entries, in this order, without entries that do not exist any more."""
    chosen = ", ".join(map(str, numbers))
    body, other = (f"CASE WHEN entries.private THEN '' ELSE {said} END" for said in ("entries.body", _OTHER))
    if not with_texts:
        body = other = "''"
    found = {row["number"]: row for row in select(_LINES.format(body=body, other=other, chosen=chosen))}
    places = session_numbers(select, [row for row in found.values() if row["kind"] == "session"])
    return [
        _Line(rows.entry_line({**row, "session": places.get(row["id"])}), row["body"], row["other"] or "")
        for row in (found[number] for number in numbers if number in found)
    ]


_SHOWN: Final = "entries.private = 0 AND entries.deleted_at IS NULL"
_TITLED: Final = "SELECT entries.number FROM words JOIN entries ON entries.number = words.rowid WHERE words MATCH ?"
_OTHER: Final = "(SELECT words FROM other_words WHERE number = entries.number)"

_LINES: Final = f"""
SELECT entries.number, entries.id, entries.kind, entries.date, entries.private, entries.therapist_id,
       entries.version_of,
       CASE WHEN entries.private THEN '' ELSE entries.title END AS title,
       CASE WHEN entries.private THEN '' ELSE substr(entries.body, 1, {TITLE_FROM}) END AS beginning,
       {{body}} AS body, {{other}} AS other,
       therapists.name AS therapist,
       (SELECT count(*) FROM answers WHERE answers.number = entries.number) AS answered,
       (SELECT count(*) FROM answers
        WHERE answers.number = entries.number AND answer IN ('no', 'partly')) AS below_yes,
       (SELECT count(*) FROM topics WHERE from_entry = entries.id AND state = 'open') AS to_bring
FROM entries
LEFT JOIN therapists ON therapists.id = entries.therapist_id
WHERE entries.number IN ({{chosen}}) AND entries.deleted_at IS NULL
"""
