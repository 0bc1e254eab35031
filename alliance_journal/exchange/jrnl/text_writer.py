"""Export to jrnl's notation of a text file.

An entry begins with its date in square brackets at the beginning of a line. jrnl accepts anything there that it
can parse as a date, so the export makes sure that no other line begins in such a way.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from alliance_journal.domain.models import KIND_NAMES, Entry
from alliance_journal.exchange.base import STARRED, ExportSource, WriteOptions

_TAG: Final = re.compile(r"(?<!\S)[#@]([-+*#/\w]+)")
# Text that jrnl might parse as a date: up to the next closing bracket, on any line or even in the next entry.
_BRACKET: Final = re.compile(r"^\[", re.MULTILINE)
_SHORTEST: Final = 7
_NOT_IN_A_TAG: Final = re.compile(r"[^-+*#/\w]+")


def write(source: ExportSource, file: BinaryIO, options: WriteOptions) -> None:
    """Write all entries in jrnl's notation, UTF-8, oldest first."""
    before = b""
    for number, entry in enumerate(source.entries()):
        if number % 100 == 0:
            options.progress(number, source.count)
        file.write(before + f"{as_text(entry)}\n".encode())
        before = b"\n"
    options.progress(source.count, source.count)


def as_text(entry: Entry) -> str:
    """Return an entry in jrnl's notation; an unknown time becomes midnight."""
    time = entry.time or dt.time()
    title, *rest = _lines(entry)
    star = " *" if STARRED in entry.tags else ""
    # A line of the body that looks like the beginning of an entry is indented by one space.
    body = _without_splits("\n".join(rest))
    head = f"[{entry.date.isoformat()} {time:%H:%M}] {title}{star}".rstrip()
    return f"{head}\n{body}" if body else head


def _without_splits(body: str) -> str:
    """Return the text with a space before each bracket at which jrnl would begin another entry."""
    parts, done, close = list[str](), 0, 0
    for found in _BRACKET.finditer(body):
        start = found.start()
        if 0 <= close <= start:
            close = body.find("]", start)
        if close < 0 or (close - start > _SHORTEST and body[close + 1 : close + 2] == " "):
            parts += [body[done:start], " "]
            done = start
    return "".join((*parts, body[done:]))


def _lines(entry: Entry) -> Iterator[str]:
    """Yield the title, then the body, then a line with the tags that neither of them holds."""
    body = entry.body.replace("\r\n", "\n").rstrip()
    title = " ".join(entry.title.split())
    if not title:
        body = body.lstrip()
        title, _, body = body.partition("\n")
        # An asterisk at the end of the first line of a text is part of the text, not a star.
        if not title or title.rstrip().endswith("*"):
            title, body = KIND_NAMES[entry.kind], f"{title}\n{body}".strip("\n")
    yield title.rstrip()
    if body:
        yield body
    there = set(tags_of(f"{title}\n{body}"))
    tags = [_NOT_IN_A_TAG.sub("_", tag) for tag in entry.tags if tag != STARRED]
    if missing := [f"#{tag}" for tag in tags if tag.casefold() not in there]:
        yield " ".join(missing)


def key(entry: Entry) -> str:
    """Return the comparison key of an entry: day, time to the minute, title and body, ignoring white space."""
    starless = entry._replace(tags=tuple(tag for tag in entry.tags if tag != STARRED))
    return " ".join(as_text(starless).split())


def tags_of(text: str) -> tuple[str, ...]:
    """Return the tags in a text, without their signs, each once."""
    return tuple(dict.fromkeys(found.casefold() for found in _TAG.findall(text)))
