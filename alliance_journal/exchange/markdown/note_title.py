"""The title of a note without a title field: the heading that it begins with, else the name of its file."""

import re
from typing import Final, NamedTuple

from alliance_journal.exchange.file_dates import DayReader, Moment

_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE: Final = re.compile(r"=+[ \t]*$")
_LATER_HEADING: Final = re.compile(r"^#{1,2} +(\S.*)$", re.MULTILINE)
_SEPARATOR: Final = " \t:–—-|"


class Titled(NamedTuple):
    """A note's title and text.

    Attributes:
        title: the title.
        body: the text without a heading of the first level that became the title.
        time: the time of day in that heading, if it begins with the note's own day.
    """

    title: str
    body: str
    time: Moment | None = None


def titled(text: str, name: str, reader: DayReader, moment: Moment) -> Titled:
    """Return title and text of a note.

    Args:
        text: its text.
        name: the words of its file name.
        reader: reader for a date that the heading begins with.
        moment: the day of the note.
    """
    line, _, rest = text.lstrip("\n").partition("\n")
    if found := _HEADING.match(line):
        title, when = _undated(found[2], reader, moment)
        return Titled(title, rest.removeprefix("\n") if found[1] == "#" else text, when)
    below, _, rest = rest.partition("\n")
    if line.strip() and _UNDERLINE.match(below):
        title, when = _undated(line.strip(), reader, moment)
        return Titled(title, rest.removeprefix("\n"), when)
    return Titled(name, text)


def earlier_title(text: str, name: str) -> tuple[str, str]:
    """Return the title and text that versions up to 0.5 gave a note.

    Its id is made from them, so that a note that was taken over then is recognised.
    """
    line, _, rest = text.lstrip("\n").partition("\n")
    if found := re.match(r"# +(\S.*)$", line):
        return found[1].strip(), rest.removeprefix("\n")
    if found := _LATER_HEADING.search(text):
        return found[1].strip(), text
    return name, text


def _undated(heading: str, reader: DayReader, moment: Moment) -> tuple[str, Moment | None]:
    """Return a heading without the day of the note, if other words follow it."""
    found = reader.first(heading)
    if not found or found[0].day != moment.day:
        return heading, None
    words = found[1].strip(_SEPARATOR)
    return (words, found[0]) if words else (heading, found[0])
