"""Reader for JSON of other programs: limited in size, and without losing a value to a duplicate key."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from alliance_journal.exchange.base import MEND, CannotRead
from alliance_journal.exchange.limits import IMPORT_IN_PARTS, MOST_VALUES
from alliance_journal.exchange.located_value import Doubled

_MARKS: Final = (b"{", b"[", b":", b",")
_STRING_OR_MARK: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{\[:,]', re.DOTALL)


class _NotJson(ValueError):
    """A constant such as NaN, which is not valid JSON."""


def json_of(data: bytes, most_values: int = MOST_VALUES) -> Any:
    """Return the value of a JSON file.

    Args:
        data: its bytes, UTF-8 with or without a byte order mark.
        most_values: maximum number of values.

    Raises:
        CannotRead: if it is not valid JSON, or holds too many values.
    """
    if has_more_values(data, most_values):
        many = f"more than {most_values:,} values"
        raise CannotRead(f"This file holds {many}, which is more than is taken in at once.", IMPORT_IN_PARTS)
    try:
        return value_of(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotRead(f"This file is not UTF-8 text (byte {error.start}).", MEND) from None
    except json.JSONDecodeError as error:
        raise CannotRead(f"This file is not JSON: line {error.lineno}, column {error.colno}.", MEND) from None
    except RecursionError:
        raise CannotRead("This file is not JSON that can be read: its lists lie too deep in each other.") from None
    except _NotJson:
        raise CannotRead("This file is not JSON that can be read: it holds NaN or Infinity.", MEND) from None
    except ValueError:
        raise CannotRead("This file holds a number with too many digits.", MEND) from None


def value_of(text: str) -> Any:
    """Return the value of a JSON text; an object with a duplicate key becomes a `Doubled`.

    Raises:
        ValueError: if it is not valid JSON.
        RecursionError: if its values are nested too deeply.
    """
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    return Doubled(found, Counter(name for name, _ in pairs).most_common(1)[0][0])


def _no_constant(name: str) -> None:
    raise _NotJson(name)


def has_more_values(data: bytes, most: int) -> bool:
    """Return True if a JSON text holds more values than `most`, without parsing it."""
    # An upper bound, which is fast and enough for nearly every file: it also counts characters within strings.
    if sum(map(data.count, _MARKS)) <= most:
        return False
    return any(number > most for number, _ in enumerate(_marks(data), start=1))


def _marks(data: bytes) -> Iterator[bytes]:
    for found in _STRING_OR_MARK.finditer(data):
        if not found[0].startswith(b'"'):
            yield found[0]
