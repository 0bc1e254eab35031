"""Detect the format of a file or folder from at most the first 256 KiB of a file."""

import os
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliance_journal.exchange.decode import beginning_of, text_in
from alliance_journal.exchange.located_value import CannotRead

if TYPE_CHECKING:
    from alliance_journal.exchange.registry import Form

_ENOUGH: Final = 1 << 18
_UNKNOWN: Final = (
    "This is none of the files that can be read here: Alliance Journal's JSON, CSV, Markdown, "
    "a text or JSON of jrnl, or an export of Day One."
)
_LINE_END: Final = re.compile(r"[\n\r]")
MARKDOWN: Final = (".md", ".markdown")


def form_of(path: Path) -> "Form":
    """Return the format of a file or folder.

    Raises:
        CannotRead: if the format is not known.
        OSError: if it cannot be read.
    """
    if path.is_dir():
        return _folder(path)
    data = beginning_of(path, _ENOUGH)
    if data.startswith(b"PK"):
        return "dayone"
    ending = path.suffix.casefold()
    if ending == ".json":
        # Invalid JSON is accepted here: the reader of the format gives the more exact error.
        return _json(data.decode("utf-8", "replace"))
    try:
        # The beginning may end in the middle of a character; only whole characters are decoded.
        text = text_in(_whole_signs(data) if len(data) == _ENOUGH else data)[0]
    except CannotRead:
        raise CannotRead(_UNKNOWN) from None
    return _text(text, ending)


def _whole_signs(data: bytes) -> bytes:
    if b"\0" in data[:200]:
        return data[: len(data) // 2 * 2]
    return data[: data.rfind(b"\n") + 1] or data


def _folder(path: Path) -> "Form":
    if (path / "entries.csv").is_file():
        return "csv"
    names = (name for _, _, names in os.walk(path) for name in names)
    if any(name.casefold().endswith(MARKDOWN) for name in islice(names, _ENOUGH)):
        return "markdown"
    raise CannotRead("This folder holds neither Markdown files nor tables with an entries.csv.")


def _json(text: str) -> "Form":
    if re.search(r'"format"\s*:\s*"alliance-journal', text):
        return "json"
    if '"creationDate"' in text:
        return "dayone"
    if re.search(r'"entries"\s*:', text) and '"kind"' not in text and re.search(r'"(starred|body)"\s*:', text):
        return "jrnl-json"
    return "json"


def _text(text: str, ending: str) -> "Form":
    from alliance_journal.exchange.jrnl.text_format import is_jrnl

    if text.lstrip()[:1] == "{":
        return _json(text)
    if is_jrnl(text):
        return "jrnl"
    if ending in MARKDOWN:
        return "markdown"
    if ending in (".csv", ".tsv") or (ending != ".txt" and _begins_a_table(text) and _is_text(text)):
        return "csv"
    raise CannotRead(_UNKNOWN)


def _begins_a_table(text: str) -> bool:
    """Return True if the first line has a line end and a cell separator."""
    end = _LINE_END.search(text)
    return end is not None and any(sign in text[: end.start()] for sign in ",;\t")


def _is_text(text: str) -> bool:
    """Return True if the text is printable, and not arbitrary bytes."""
    return text[:2000].replace("\r", "").replace("\n", "").replace("\t", "").isprintable()
