"""Properties of a page that Notion exports: lines with a name and a value between the heading and the text."""

import re
from pathlib import PurePosixPath
from typing import Final

from alliance_journal.exchange.limits import LONGEST_DATE
from alliance_journal.exchange.markdown.fields import CREATED, DAY, TAGS, UPDATED, Fields
from alliance_journal.exchange.shared.dated_names import NOTION_ID
from alliance_journal.exchange.shared.written_dates import written

_PROPERTIES: Final = re.compile(r"(# [^\n]*\n\n)((?:[^\n:]{1,60}: [^\n]*\n)++)(?:\n|$)")
_UNTIL: Final = " → "
"""Sign between the first and the last day of a property."""


def notion_fields(path: PurePosixPath, fields: Fields, body: str) -> tuple[Fields, str]:
    """Return the day and the tags of a page of Notion as fields, and its text without them.

    Other properties stay in the text. A note of another program is returned as it is.
    """
    found = _PROPERTIES.match(f"{body}\n") if NOTION_ID.search(path.stem) and not fields.values else None
    if not found:
        return fields, body
    values: dict[str, str] = {}
    kept = []
    for line in found[2].splitlines():
        name, _, value = line.partition(": ")
        plain = name.strip().casefold()
        day = value.partition(_UNTIL)[0].strip(" @")
        if plain in TAGS:
            values[plain] = value
        elif plain in (*DAY, *CREATED, *UPDATED) and len(day) <= LONGEST_DATE and written(day):
            values[plain] = day
            if _UNTIL in value:
                kept.append(line)
        else:
            kept.append(line)
    rest = body[found.end() :]
    properties = "\n".join(kept)
    return Fields(values), f"{found[1]}{properties}\n\n{rest}" if kept else f"{found[1]}{rest}"
