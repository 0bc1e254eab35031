"""Detection of Markdown notes."""

import os
from itertools import islice
from typing import Final

from alliance_journal.exchange.base import Evidence, Sample

SUFFIXES: Final = (".md", ".markdown")
"""Suffixes of Markdown files, in lower case."""
_MOST_NAMES: Final = 1 << 18
"""Number of file names in a folder after which the search for a Markdown file ends."""


def detect(sample: Sample) -> Evidence:
    """Return CONTENT for a folder with a Markdown file, TYPE for a file with the suffix of one."""
    if sample.is_folder:
        names = (name for _, _, names in os.walk(sample.path) for name in names)
        found = any(name.casefold().endswith(SUFFIXES) for name in islice(names, _MOST_NAMES))
        return Evidence.CONTENT if found else Evidence.NONE
    return Evidence.TYPE if sample.text is not None and sample.suffix in SUFFIXES else Evidence.NONE
