"""Page to bring, made from the items that are included."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from alliance_journal.domain.alliance.trends.trends_model import Reading
from alliance_journal.domain.brief.model import (
    EXAMPLE_NOTE,
    GROUP_NAMES,
    NEXT_TIME,
    NOT_A_TEST,
    WHAT_A_YES_IS,
    Page,
    Variant,
)
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import Appointment
from alliance_journal.domain.text import count, one_line

LONGEST_NAME: Final = 60
"""Maximum length of a name on the page, in characters."""


def make_page(
    offered: Sequence[Offer],
    reading: Reading,
    therapist: str,
    appointment: Appointment | None,
    today: date,
    *,
    variant: Variant = "therapist",
    example: bool = False,
) -> Page:
    """Return the page with everything that is included, in the order offered, whether or not it fits one sheet."""
    included = [offer for offer in offered if offer.included]
    texts = {
        group: tuple(offer.text for offer in included if offer.group == group and offer.strip is None)
        for group in GROUP_NAMES
        if group not in ("good", "below")
    }
    good = tuple(offer.strip for offer in included if offer.group == "good" and offer.strip)
    below = tuple(offer.strip for offer in included if offer.group == "below" and offer.strip)
    below_texts = tuple(offer.text for offer in included if offer.group == "below" and offer.strip is None)
    answered = reading.history.answered
    source = f" from {count(answered, 'session', 'sessions')}" if answered else ""
    closing = " ".join([*([WHAT_A_YES_IS] if good or below else []), NOT_A_TEST.format(source=source)])
    page = Page(
        title=f"For {say_long(appointment.date, today)}" if appointment else NEXT_TIME,
        subtitle=_subtitle(therapist, variant),
        topics=(),
        good=good,
        below=below,
        below_texts=below_texts,
        questions=(),
        since=(),
        closing=f"{closing} {EXAMPLE_NOTE}" if example else closing,
        therapist=_name(therapist),
        for_me=variant == "me",
    )
    return page._replace(**texts)  # type: ignore[arg-type]


def _name(therapist: str) -> str:
    """Return a name for the page: on one line, cut to LONGEST_NAME."""
    line = one_line(therapist)
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME].rstrip()}…"


def _subtitle(therapist: str, variant: Variant) -> str:
    # A name may end with a full stop: "R."
    name = _name(therapist).removesuffix(".")
    if variant == "me":
        return f"For myself, before my session with {name}." if name else "For myself."
    return f"Notes to bring to my session with {name}." if name else "Notes to bring."
