"""Model of the page to bring to the next session, and its names.

The Prepare screen, the command line and every file format draw the same `Page`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.rules.series import Point
from alliance_journal.domain.alliance.trends.element_reading import ElementReading
from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.models import Appointment
from alliance_journal.domain.text import count, one_line

Variant = Literal["therapist", "me"]
"""Reader of a page: `therapist` for a page to hand over; `me` for one with content that only the client reads."""
Group = Literal["mine", "topics", "excerpts", "good", "below", "questions", "since", "homework", "goals", "helped"]

GROUP_NAMES: Final[Mapping[Group, str]] = {
    "mine": "To begin with",
    "topics": "I want to talk about",
    "excerpts": "From my notes",
    "good": "Feels good",
    "below": "Could be better for me",
    "questions": "Questions I could ask",
    "since": "Since last time",
    "homework": "Homework",
    "goals": "Goals",
    "helped": "What helped lately",
}
"""Headings of the groups, in the order of the page."""
ONLY_FOR_ME: Final[tuple[Group, ...]] = ("mine", "helped")
"""Groups that are never on a page for somebody else."""

STRIP_LENGTH: Final = 12
BLOCKS: Final = "▁▂▃▄▅▆▇█"
NOT_A_TEST: Final = "My own impressions{source}, not a test result."
WHAT_A_YES_IS: Final = "A yes is mostly or fully."
"""Sentence at the foot of a page with statements about elements."""
NEXT_TIME: Final = "For next time"
"""Title of a page without a date."""
EXAMPLE_NOTE: Final = "Example notes: nobody in them is real."
MOST_NAMED: Final = 20
"""Number of items left out of the page that are named one by one."""
SHORT: Final = 40
"""Number of characters of a text that identify it in a list."""


class Strip(NamedTuple):
    """An element on the page."""

    label: str
    """Name of the element."""
    words: str
    """State of the element lately."""
    points: tuple[Point | None, ...] = ()
    """Values of its last sessions; None for a session without a valid value."""
    answers: str = ""
    """Short labels of its questions, each with the last answer in words."""

    @property
    def blocks(self) -> str:
        """One line of block characters: higher is closer to a yes, a dot is a session without enough answers."""
        return "".join("·" if point is None else BLOCKS[round(point.value * 7 / 3)] for point in self.points)

    @property
    def digits(self) -> str:
        """The same values as digits from 1 (no) to 4 (fully)."""
        return "".join("·" if point is None else str(point.level) for point in self.points)


class Page(NamedTuple):
    """Content of the page; nothing else leaves the journal.

    Attributes:
        therapist: name in the subtitle; empty if there is none.
        for_me: True for the client's own page.
        small: True if it is set in smaller type because of its length.
        below_texts: sentences about all elements, placed above those that could be better one by one.
        left_out: chosen items that do not fit on one printed sheet: the group, and a short text.
    """

    title: str
    subtitle: str
    topics: tuple[str, ...]
    good: tuple[Strip, ...]
    below: tuple[Strip, ...]
    questions: tuple[str, ...]
    since: tuple[str, ...]
    closing: str
    homework: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    excerpts: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    therapist: str = ""
    for_me: bool = False
    below_texts: tuple[str, ...] = ()
    small: bool = False
    left_out: tuple[tuple[Group, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing was chosen, or nothing of it fits."""
        return not any(filled(self))


class Part(NamedTuple):
    """A heading of the page and the items under it: texts, then strips."""

    group: Group
    texts: tuple[str, ...] = ()
    strips: tuple[Strip, ...] = ()

    @property
    def name(self) -> str:
        """Text of the heading."""
        return GROUP_NAMES[self.group]

    @property
    def items(self) -> tuple[str | Strip, ...]:
        """All items under the heading, in order."""
        return (*self.texts, *self.strips)


def filled(page: Page) -> Iterator[Part]:
    """Yield the groups that have items, in the page's order."""
    for group in GROUP_NAMES:
        if group == "good":
            part = Part(group, strips=page.good)
        elif group == "below":
            part = Part(group, page.below_texts, page.below)
        else:
            part = Part(group, getattr(page, group))
        if part.items:
            yield part


def short_of(text: str) -> str:
    """Return the beginning of a text on one line, to identify it in a list."""
    line = one_line(text)
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def say_left_out(page: Page, most: int = MOST_NAMED) -> str:
    """Return which items do not fit on the printed sheet and what to do; empty if all fit.

    Args:
        page: a page after it was fitted to one sheet.
        most: number of items that are named; further ones are counted.
    """
    if not page.left_out:
        return ""
    named = ", ".join(f"“{short}”" for _, short in page.left_out[:most])
    more = f" and {len(page.left_out) - most} more" if len(page.left_out) > most else ""
    return (
        f"Does not fit on one printed page: {named}{more}. Leave something else out, make it shorter, or write "
        "plain text or Markdown, which hold everything."
    )


def say_what_leaves(page: Page) -> str:
    """Return a sentence that counts and names exactly what is on the page."""
    parts = [*_counted_texts(page), *_named_strips(page)]
    if page.title != NEXT_TIME:
        parts.append("the day")
    if page.therapist:
        parts.append(f"the name {short_of(page.therapist).removesuffix('.')}")
    if NOT_A_TEST.format(source="") not in page.closing:
        parts.append("how many sessions it is from")
    whose = "Only for you" if page.for_me else "For your therapist"
    return f"{whose}: {', '.join(parts) or 'an empty page'}. Nothing else."


def _counted_texts(page: Page) -> Iterator[str]:
    names: tuple[tuple[str, tuple[str, ...], str], ...] = (
        ("thing of your own to begin with", page.mine, "things of your own to begin with"),
        ("thing to talk about", page.topics, "things to talk about"),
        ("excerpt", page.excerpts, "excerpts"),
        ("line about how it was for you", page.below_texts, "lines about how it was for you"),
        ("question", page.questions, "questions"),
        ("thing since last time", page.since, "things since last time"),
        ("piece of homework", page.homework, "pieces of homework"),
        ("goal", page.goals, "goals"),
        ("line of what helped", page.helped, "lines of what helped"),
    )
    for one, texts, many in names:
        if texts:
            yield count(len(texts), one, many)


def _named_strips(page: Page) -> Iterator[str]:
    strips = (*page.good, *page.below)
    if strips:
        answers = ", with your last answers" if any(strip.answers for strip in strips) else ""
        yield f"how {', '.join(strip.label for strip in strips)} went lately{answers}"


def file_name(appointment: Appointment | None, today: date, *, example: bool = False) -> str:
    """Return a neutral file name without a suffix: it names no person and no purpose."""
    return f"{'example-' if example else ''}notes-{(appointment.date if appointment else today).isoformat()}"


def strip_of(reading: Reading, element: ElementReading) -> tuple[Point | None, ...]:
    """Return an element's last sessions as a strip; sessions without a valid value are None."""
    last = reading.sessions
    first = max(1, last - STRIP_LENGTH + 1)
    by_place = {point.x: point for point in element.points if point.x >= first}
    return tuple(by_place.get(x) for x in range(first, last + 1))
