"""Export to the made-up format."""

from typing import BinaryIO

from alliance_journal.exchange.base import ExportSource, WriteOptions
from tests.exchange.made_up.detection import FIRST_LINE


def write(source: ExportSource, file: BinaryIO, options: WriteOptions) -> None:
    """Write the date and the title of each entry."""
    file.write(f"{FIRST_LINE}\n".encode())
    for entry in source.entries():
        file.write(f"{entry.date} {entry.title}\n".encode())
    options.progress(source.count, source.count)
