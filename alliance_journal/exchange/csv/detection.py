"""Detection of CSV tables."""

import re
from typing import Final

from alliance_journal.exchange.base import Evidence, Sample

_LINE_END: Final = re.compile(r"[\n\r]")


def detect(sample: Sample) -> Evidence:
    """Return MARK for a folder with `entries.csv`, TYPE for a table's suffix, GUESS for a table's first line."""
    if sample.is_folder:
        return Evidence.MARK if (sample.path / "entries.csv").is_file() else Evidence.NONE
    text = sample.text
    if text is None:
        return Evidence.NONE
    if sample.suffix in (".csv", ".tsv"):
        return Evidence.TYPE
    is_table = sample.suffix != ".txt" and _begins_a_table(text) and _is_printable(text)
    return Evidence.GUESS if is_table else Evidence.NONE


def _begins_a_table(text: str) -> bool:
    """Return True if the first line has a line end and a cell separator."""
    end = _LINE_END.search(text)
    return end is not None and any(separator in text[: end.start()] for separator in ",;\t")


def _is_printable(text: str) -> bool:
    """Return True if the text is printable, and not arbitrary bytes."""
    return text[:2000].replace("\r", "").replace("\n", "").replace("\t", "").isprintable()
