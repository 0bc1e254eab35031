"""Detection of Markdown notes."""

from typing import Final

from alliance_journal.exchange.base import Evidence, Sample

SUFFIXES: Final = (".md", ".markdown")
"""Suffixes of Markdown files, in lower case."""


def detect(sample: Sample) -> Evidence:
    """Return CONTENT for a folder or zip file with a Markdown file, TYPE for a file with the suffix of one."""
    if sample.holds_files:
        return (
            Evidence.CONTENT if any(name.casefold().endswith(SUFFIXES) for name in sample.names) else Evidence.NONE
        )
    return Evidence.TYPE if sample.text is not None and sample.suffix in SUFFIXES else Evidence.NONE
