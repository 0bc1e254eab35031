"""Detection of the made-up format."""

from typing import Final

from alliance_journal.exchange.base import Evidence, Sample

FIRST_LINE: Final = "made-up notebook"


def detect(sample: Sample) -> Evidence:
    """Return MARK for a text with this format's first line."""
    return Evidence.MARK if (sample.text or "").startswith(f"{FIRST_LINE}\n") else Evidence.NONE
