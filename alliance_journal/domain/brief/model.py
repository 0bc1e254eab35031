"""The page to bring to the next session: what stands on it, and what it is called.

The Prepare screen, the command line and every file format draw the same `Page`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from alliance_journal.domain.alliance.series import Point
from alliance_journal.domain.alliance.trends import ElementReading, Reading
from alliance_journal.domain.models import Appointment
from alliance_journal.domain.text import count, one_line

Variant = Literal["therapist", "me"]
"""For whom a page is: `therapist`, to be handed over; `me`, which may hold what only the client reads."""
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
"""The groups in the order of the page."""
ONLY_FOR_ME: Final[tuple[Group, ...]] = ("mine", "helped")
"""What never stands on a page for somebody else."""

STRIP_LENGTH: Final = 12
BLOCKS: Final = "▁▂▃▄▅▆▇█"
NOT_A_TEST: Final = "My own impressions{source}, not a test result."
WHAT_A_YES_IS: Final = "A yes is mostly or fully."
"""Stands at the foot of a page that says how elements were."""
NEXT_TIME: Final = "For next time"
"""The title while no day is known."""
EXAMPLE_NOTE: Final = "Example notes: nobody in them is real."
MOST_NAMED: Final = 20
"""So many of the things that do not fit are named one by one."""
SHORT: Final = 40
"""So many characters of a text say which one it is."""


class Strip(NamedTuple):
    """An element on the page."""

    label: str
    """Its name."""
    words: str
    """How it is lately."""
    points: tuple[Point | None, ...] = ()
    """Its last sessions; None where there is no valid value."""
    answers: str = ""
    """Its questions' short labels with the word of the last answer to each."""

    @property
    def blocks(self) -> str:
        """One line of blocks: higher is closer to a yes, a dot is a session without enough answers."""
        return "".join("·" if point is None else BLOCKS[round(point.value * 7 / 3)] for point in self.points)

    @property
    def digits(self) -> str:
        """The same as digits from 1 (no) to 4 (fully)."""
        return "".join("·" if point is None else str(point.level) for point in self.points)


class Page(NamedTuple):
    """What stands on the page, and nothing else leaves the journal.

    Attributes:
        therapist: whose name stands in the subtitle; empty where none does.
        for_me: whether it is the client's own page.
        small: whether it is set smaller, since more stands on it.
        below_texts: sentences that speak of all elements, above those that could be better one by one.
        left_out: what was chosen and does not fit on one printed sheet: the group, and what it is, in short.
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
        """Whether nothing was chosen, or nothing of it fits."""
        return not any(filled(self))


class Part(NamedTuple):
    """A heading of the page and what stands under it: texts, then strips."""

    group: Group
    texts: tuple[str, ...] = ()
    strips: tuple[Strip, ...] = ()

    @property
    def name(self) -> str:
        """The heading."""
        return GROUP_NAMES[self.group]

    @property
    def items(self) -> tuple[str | Strip, ...]:
        """Everything under the heading, in order."""
        return (*self.texts, *self.strips)


def filled(page: Page) -> Iterator[Part]:
    """Yield the groups that hold something, in the page's order."""
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
    """The beginning of a text on one line, to say which one it is."""
    line = one_line(text)
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def say_left_out(page: Page, most: int = MOST_NAMED) -> str:
    """Return what does not fit on the printed sheet and what to do; empty where all fits.

    Args:
        page: a page as it was fitted on one sheet.
        most: items that are named; the others are counted.
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
    """Exactly what is on the page, counted and named."""
    said = [*_texts_said(page), *_strips_said(page)]
    if page.title != NEXT_TIME:
        said.append("the day")
    if page.therapist:
        said.append(f"the name {short_of(page.therapist).removesuffix('.')}")
    if NOT_A_TEST.format(source="") not in page.closing:
        said.append("how many sessions it is from")
    whose = "Only for you" if page.for_me else "For your therapist"
    return f"{whose}: {', '.join(said) or 'an empty page'}. Nothing else."


def _texts_said(page: Page) -> Iterator[str]:
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


def _strips_said(page: Page) -> Iterator[str]:
    strips = (*page.good, *page.below)
    if strips:
        answers = ", with your last answers" if any(strip.answers for strip in strips) else ""
        yield f"how {', '.join(strip.label for strip in strips)} went lately{answers}"


def file_name(appointment: Appointment | None, today: date, *, example: bool = False) -> str:
    """A neutral name without an ending: no person, nothing about what it is for."""
    return f"{'example-' if example else ''}notes-{(appointment.date if appointment else today).isoformat()}"


def strip_of(reading: Reading, element: ElementReading) -> tuple[Point | None, ...]:
    """Return an element's last sessions as a strip; sessions without a valid value are None."""
    last = reading.sessions
    first = max(1, last - STRIP_LENGTH + 1)
    by_place = {point.x: point for point in element.points if point.x >= first}
    return tuple(by_place.get(x) for x in range(first, last + 1))
