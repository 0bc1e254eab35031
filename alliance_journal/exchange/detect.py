"""Detection of the format of a file or folder, from at most the first 256 KiB of a file."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alliance_journal.exchange.base import CannotRead, Evidence, Format, Sample
from alliance_journal.exchange.decode import beginning_of, text_in
from alliance_journal.exchange.registry import import_formats
from alliance_journal.exchange.shared.file_tree import ZIP, open_tree

SAMPLE_BYTES: Final = 1 << 18
"""Number of bytes at the beginning of a file from which its format is detected."""
_WITHIN_BYTES: Final = 1 << 16
"""Number of bytes at the beginning of a file in a folder or a zip file."""
OTHERS: Final = (
    "choose another file or folder, or turn it into Markdown with the free converter jimmy, which knows many other "
    "programs, and take over the folder that it makes"
)
"""Next step for a file of a program that is not known here."""


def detect_format(path: Path) -> Format:
    """Return the format of a file or folder.

    Raises:
        CannotRead: if the format is not known, or a zip file is damaged or not safe.
        OSError: if it cannot be read.
    """
    best, strongest = None, Evidence.NONE
    with _sampled(path) as sample:
        for form in import_formats():
            if form.detect and (found := form.detect(sample)) > strongest:
                best, strongest = form, found
    if best is None:
        raise unknown(sample)
    return best


@contextlib.contextmanager
def _sampled(path: Path) -> Iterator[Sample]:
    is_folder = path.is_dir()
    data = b"" if is_folder else beginning_of(path, SAMPLE_BYTES)
    if not is_folder and not data.startswith(ZIP):
        yield Sample(path, is_folder=False, data=data, text=_text(data, path.suffix.casefold()))
        return
    with open_tree(path) as tree:
        members = list(tree.members())
        yield Sample(
            path,
            is_folder=is_folder,
            data=data,
            names=[str(member.path) for member in members],
            beginning=lambda place: tree.read(members[place], _WITHIN_BYTES),
        )


def _text(data: bytes, suffix: str) -> str | None:
    if suffix == ".json":
        # Invalid JSON is accepted here: the reader of the format gives the more exact error.
        return data.decode("utf-8", "replace")
    try:
        # The beginning may end in the middle of a character; only whole characters are decoded.
        return text_in(_whole_characters(data) if len(data) == SAMPLE_BYTES else data)[0]
    except CannotRead:
        return None


def _whole_characters(data: bytes) -> bytes:
    if b"\0" in data[:200]:
        return data[: len(data) // 2 * 2]
    return data[: data.rfind(b"\n") + 1] or data


def unknown(sample: Sample) -> CannotRead:
    """Return the error for a file or folder of an unknown format, which lists the known ones."""
    if sample.is_folder or sample.data.startswith(ZIP):
        signs = [f"no {form.folder_sign}" for form in import_formats() if form.folder_sign]
        what = "folder" if sample.is_folder else "archive"
        return CannotRead(f"This {what} holds {_listing(signs, 'and')}.", OTHERS)
    return CannotRead(f"This is none of the files that can be read here: {known_titles()}.", OTHERS)


def known_titles() -> str:
    """Return the formats that can be imported as a list in a sentence."""
    return _listing([form.title for form in import_formats()], "or")


def _listing(parts: list[str], word: str) -> str:
    """Return the parts as a list in a sentence, with this word before the last one."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
