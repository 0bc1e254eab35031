"""Detection of the format of a file or folder, from at most the first 256 KiB of a file."""

from pathlib import Path
from typing import Final

from alliance_journal.exchange.base import CannotRead, Evidence, Format, Sample
from alliance_journal.exchange.decode import beginning_of, text_in
from alliance_journal.exchange.registry import import_formats

SAMPLE_BYTES: Final = 1 << 18
"""Number of bytes at the beginning of a file from which its format is detected."""


def detect_format(path: Path) -> Format:
    """Return the format of a file or folder.

    Raises:
        CannotRead: if the format is not known.
        OSError: if it cannot be read.
    """
    sample = _sample(path)
    best, strongest = None, Evidence.NONE
    for form in import_formats():
        if form.detect and (found := form.detect(sample)) > strongest:
            best, strongest = form, found
    if best is None:
        raise _unknown(is_folder=sample.is_folder)
    return best


def _sample(path: Path) -> Sample:
    if path.is_dir():
        return Sample(path, is_folder=True)
    data = beginning_of(path, SAMPLE_BYTES)
    return Sample(path, is_folder=False, data=data, text=_text(data, path.suffix.casefold()))


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


def _unknown(*, is_folder: bool) -> CannotRead:
    """Return the error for a file or folder of an unknown format, which lists the known ones."""
    if is_folder:
        signs = [f"no {form.folder_sign}" for form in import_formats() if form.folder_sign]
        return CannotRead(f"This folder holds {_listing(signs, 'and')}.")
    titles = [form.title for form in import_formats()]
    return CannotRead(f"This is none of the files that can be read here: {_listing(titles, 'or')}.")


def _listing(parts: list[str], word: str) -> str:
    """Return the parts as a list in a sentence, with this word before the last one."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
