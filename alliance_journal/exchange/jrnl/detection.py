"""Detection of jrnl's text files and of its JSON export."""

import re
from typing import Final

from alliance_journal.exchange.base import Evidence, Sample
from alliance_journal.exchange.jrnl.text_reader import is_jrnl

_ENTRIES: Final = re.compile(r'"entries"\s*:')
_FIELD: Final = re.compile(r'"(starred|body)"\s*:')


def detect_text(sample: Sample) -> Evidence:
    """Return CONTENT for a text that begins with a date in square brackets."""
    is_text = sample.text is not None and not sample.is_json
    return Evidence.CONTENT if is_text and is_jrnl(sample.text or "") else Evidence.NONE


def detect_json(sample: Sample) -> Evidence:
    """Return CONTENT for JSON with the fields of jrnl's entries, but not those of this program's."""
    text = sample.text or ""
    is_export = sample.is_json and _ENTRIES.search(text) and '"kind"' not in text and _FIELD.search(text)
    return Evidence.CONTENT if is_export else Evidence.NONE
