"""Detection of Day One's exports."""

import re
from typing import Final

from alliance_journal.exchange.base import Evidence, Sample

_MARK: Final = '"creationDate"'
_ENTRIES: Final = re.compile(r'"entries"\s*:\s*\[')


def detect(sample: Sample) -> Evidence:
    """Return MARK for JSON with a field that only Day One writes, alone or in a folder or zip file.

    A zip file whose JSON has a list of entries is CONTENT, as is a journal whose first entry is a long one.
    """
    if not sample.holds_files:
        return Evidence.MARK if sample.is_json and _MARK in (sample.text or "") else Evidence.NONE
    texts = [text for _, text in sample.beginnings(".json")]
    if any(_MARK in text for text in texts):
        return Evidence.MARK
    return Evidence.CONTENT if any(_ENTRIES.search(text) for text in texts) else Evidence.NONE
