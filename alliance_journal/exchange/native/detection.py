"""Detection of this program's own JSON."""

import re
from typing import Final

from alliance_journal.exchange.base import Evidence, Sample

_MARK: Final = re.compile(r'"format"\s*:\s*"alliance-journal')


def detect(sample: Sample) -> Evidence:
    """Return MARK for JSON that names this program, TYPE for other JSON."""
    if not sample.is_json:
        return Evidence.NONE
    return Evidence.MARK if _MARK.search(sample.text or "") else Evidence.TYPE
