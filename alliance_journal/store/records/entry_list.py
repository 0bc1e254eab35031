"""The list of entries, read by windows: as quick with fifty thousand as with five (design: speed.md).

Newest first, by day, then by creation, then by id. All entries are walked along an index by the key of the last one
seen; what a search found is kept as the numbers of its entries. Texts are read for the lines in a window alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

from alliance_journal.domain.models import EntryLine
from alliance_journal.domain.search.matching import Finder
from alliance_journal.domain.search.query import Query
from alliance_journal.domain.text import one_line
from alliance_journal.store.core import rows
from alliance_journal.store.records.session_numbers import session_numbers
from alliance_journal.store.search.query_sql import Conditions

PAGE: Final = 50
"""Lines that are read at once."""
KEPT_PAGES: Final = 16
FEW: Final = 2_000
"""So many found entries are put in order at once; of more, the newest are looked for first."""
WALKED: Final = 20
"""So many windows of very many found entries are walked to; further down, all of them are put in order."""
STREAMED: Final = 1_000
TITLE_FROM: Final = 400
"""How much of a text is read to make a title from its first words."""

Select = Callable[..., list[rows.Row]]

_NEWEST_FIRST: Final = "ORDER BY entries.date DESC, entries.created_at DESC, entries.id DESC"
_OLDEST_FIRST: Final = "ORDER BY entries.date, entries.created_at, entries.id"
_KEY: Final = "(entries.date, entries.created_at, entries.id)"
_THERE: Final = "entries.deleted_at IS NULL"
_IN_TRASH: Final = "WHERE deleted_at IS NOT NULL"
_MATCHING: Final = "SELECT rowid FROM words WHERE words MATCH ?"


class Lines(Sequence[EntryLine]):
    """The lines of a list, as many as `len` says, read when they are asked for.

    Each window is read as the journal is then; the number of lines is that of the beginning. All raise
    `JournalError` where the journal cannot be read.
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
        # Shorter than it should be where an entry went since the lines were counted.
        return self._marked(self._page(index // PAGE)[index % PAGE])

    def __iter__(self) -> Iterator[EntryLine]:
        numbers = self._all_numbers()
        for start in range(0, len(numbers), STREAMED):
            yield from map(self._marked, self._lines(numbers[start : start + STREAMED]))

    def is_read(self, index: int) -> bool:
        """Whether the line there was read already."""
        return index // PAGE in self._pages

    def place_of(self, entry_id: str) -> int | None:
        """Where the entry is in the list; None where it is not in it."""
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

    # Which entries

    def _counted(self) -> int:
        """How many there are; where they are few, which."""
        if self._wanted.is_all:
            # Each of the two is counted without a look at what is counted.
            all_of_them, in_trash = (
                self._select(f"SELECT count(*) AS n FROM entries {where}")[0]["n"] for where in ("", _IN_TRASH)
            )
            return int(all_of_them - in_trash)
        if self._wanted.match and not self._wanted.where and (count := self._look_at_newest()) is not None:
            return count
        return len(self._all_numbers())

    def _look_at_newest(self) -> int | None:
        """How many entries have what very many have, and the first window of them; None where they are few."""
        match, numbers = self._wanted.match, self._newest_entries(4 * PAGE)
        # All are counted in the same pass that looks which of the newest are among them.
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
        """Go on among the newest entries until so many of them have what is looked for."""
        while len(self._newest) < wanted and (numbers := self._newest_entries(max(self._seen, PAGE))):
            span = (self._wanted.match, min(numbers), max(numbers))
            there = {one["rowid"] for one in self._select(f"{_MATCHING} AND rowid BETWEEN ? AND ?", span)}
            self._newest += [number for number in numbers if number in there]
            self._seen += len(numbers)

    def _newest_entries(self, size: int) -> list[int]:
        """Those that come next, without a look at what they say."""
        sql = f"SELECT entries.number AS n FROM entries WHERE {_THERE} {_NEWEST_FIRST} LIMIT ? OFFSET ?"
        return [row["n"] for row in self._select(sql, (size, self._seen))]

    def _all_numbers(self) -> list[int]:
        """The numbers of all wanted entries, in the order of the list."""
        if self._numbers is None:
            where, values = [_THERE, *self._wanted.where], list(self._wanted.values)
            if self._wanted.match:
                # Few are looked up one by one; of many, the order is walked, which needs no look at the entries.
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
        """A window of all entries: from the key of the nearest line known before it, or from the end."""
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

    # What they look like

    def _page(self, page: int) -> list["_Line"]:
        if page not in self._pages:
            if len(self._pages) >= KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[page] = self._lines(self._numbers_on(page))
        return self._pages[page]

    def _lines(self, numbers: Sequence[int]) -> list["_Line"]:
        """The lines of these entries, in this order; without those that are there no more."""
        chosen = ", ".join(map(str, numbers))
        body, other = (f"CASE WHEN entries.private THEN '' ELSE {said} END" for said in ("entries.body", _OTHER))
        if not self._finder:
            body = other = "''"
        found = {row["number"]: row for row in self._select(_LINES.format(body=body, other=other, chosen=chosen))}
        places = session_numbers(self._select, [row for row in found.values() if row["kind"] == "session"])
        return [
            _Line(rows.entry_line({**row, "session": places.get(row["id"])}), row["body"], row["other"] or "")
            for row in (found[number] for number in numbers if number in found)
        ]

    def _marked(self, one: "_Line") -> EntryLine:
        """The line with what was looked for in it, worked out once it is asked for; a raw one is left as it is."""
        if self._finder and not one.is_marked and not one.line.private:
            title, text = self._finder.marks(one.line.title), self._finder.line_of(one.body)
            if not text and not title and one.other:
                # A tag of the field is shown as it is looked for.
                words = one_line(one.other)
                text = self._finder.line_of(words) or self._finder.line_of(f"#{words}")
            one.line, one.is_marked = one.line._replace(title_marks=title, found=text), True
        return one.line


@dataclass(slots=True)
class _Line:
    """A line that was read, with the words it was found by until it is marked."""

    line: EntryLine
    body: str
    other: str
    is_marked: bool = False


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
