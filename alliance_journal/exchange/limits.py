"""Limits of an import: no file can exhaust the memory or keep the program busy without end.

A file of ordinary notes stays far below all of them, and so do this program's own exports of any size.
"""

from typing import Final

from alliance_journal.exchange.base import CannotRead

MOST_BYTES: Final = 1 << 30
"""Bytes of one file, or of everything that an archive unpacks to."""
MOST_FILES: Final = 200_000
"""Files and folders in a folder of Markdown notes, or members of an archive."""
MOST_NESTED: Final = 256 << 20
"""Bytes of an archive inside another one, which is held in memory."""
UNPACKED_ALWAYS: Final = 16 << 20
"""Bytes that every archive may unpack to, however short it is."""
UNPACKED_TIMES: Final = 16
"""Factor of its own length that a longer archive may unpack to.

Prose is compressed to a third; entries of places and weather without any words to a fourteenth.
"""
MOST_VALUES: Final = 20_000_000
"""Values in one JSON file, counted by its braces, brackets, colons and commas."""
VALUES_ALWAYS: Final = 1_000_000
"""Values that every archive may hold; a longer one may hold three for every two of its bytes."""
ENTRIES_ALWAYS: Final = 20_000
"""Entries that every file may hold, however short they are."""
LEAST_BYTES: Final = 40
"""Average bytes of an entry required in a file with more entries: enough for a date, a time and a title."""
MOST_COLUMNS: Final = 1_000
"""Columns of a table."""
LONGEST_DATE: Final = 100
"""Characters of a date with its time."""

IMPORT_IN_PARTS: Final = "take over a part of it at a time"


def unpacked_limit(size: int) -> int:
    """Return the number of bytes that an archive of `size` bytes may unpack to."""
    return min(MOST_BYTES, max(UNPACKED_ALWAYS, size * UNPACKED_TIMES))


def values_limit(size: int) -> int:
    """Return the number of values that the JSON of an archive of `size` bytes may hold."""
    return min(MOST_VALUES, max(VALUES_ALWAYS, size * 3 // 2))


def check_entries(number: int, size: int) -> None:
    """Refuse a file that holds more entries than its length can account for.

    Args:
        number: number of entries.
        size: length of the file, in bytes.

    Raises:
        CannotRead: if there are too many.
    """
    if number > ENTRIES_ALWAYS and number * LEAST_BYTES > size:
        many = f"{number:,} entries of hardly any words"
        raise CannotRead(f"This file holds {many}, which is more than is taken in at once.", IMPORT_IN_PARTS)
