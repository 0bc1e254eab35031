"""Writing an export of everything in a journal.

Usage::

    with outgoing(journal) as source:
        write(source, path, form, WriteOptions(now))
        lines = report(source, path, form)

`outgoing` is in `store.transfer.export_source`. A progress callback may raise an exception to cancel; no partial
file is left then.
"""

from pathlib import Path
from typing import BinaryIO, Final

from alliance_journal.domain.text import count
from alliance_journal.exchange.base import ExportSource, Format, WriteOptions
from alliance_journal.files import new_file, new_folder

_PRIVATE: Final = {
    False: "The file is not encrypted; keep it where only you can read it.",
    True: "The files are not encrypted; keep them where only you can read them.",
}


def write(source: ExportSource, path: Path, form: Format, options: WriteOptions) -> None:
    """Write everything to a new private file or folder, completely or not at all.

    Args:
        source: the data.
        path: the file or folder; nothing may exist there yet.
        form: the format; one that can be exported.
        options: what the writer has to know besides.

    Raises:
        FileExistsError: if something has that name; it is left unchanged.
        OSError: if it cannot be written; no partial file is left then.
    """
    if form.write_folder:
        with new_folder(path) as folder:
            form.write_folder(source, folder, options)
    else:
        with new_file(path, begins=form.first_bytes) as file:
            write_to(source, file, form, options)


def write_to(source: ExportSource, file: BinaryIO, form: Format, options: WriteOptions) -> None:
    """Write a format that is one file to an open file, such as standard output.

    Raises:
        ValueError: if an export in this format is a folder.
    """
    if not form.write_file:
        raise ValueError(form.name)
    form.write_file(source, file, options)


def report(source: ExportSource, path: str, form: Format) -> list[str]:
    """Return sentences about the exported records, their path, and those that the format lacks, one a line."""
    entries = count(source.count, "entry", "entries")
    where = f"{entries}, private things included (raw notes and letters too). {_PRIVATE[form.is_folder]}"
    if form.lacks:
        return [f"What you wrote is in {path}: {where}", form.lacks]
    return [f"Everything is in {path}: {where}"]
