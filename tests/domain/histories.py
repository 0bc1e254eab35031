"""Hypothesis strategies for whole histories of sessions."""

from datetime import timedelta

from hypothesis import strategies as st

from alliance_journal.domain.models import Entry
from tests.domain.making import ALL_IDS, FIRST_DAY, Given, entry

SKIPPED = 4
UNSCORED = 5

#: One number per question: a score 0 to 3, skipped or unscored; small numbers first, so that it shrinks well.
rows = st.lists(st.sampled_from((3, 2, 1, 0, SKIPPED, UNSCORED)), min_size=len(ALL_IDS), max_size=len(ALL_IDS))
#: Sessions in which most answers are alike, which is what drops and directions are made of.
flat_rows = st.builds(
    lambda score, kept: [score if keep else SKIPPED for keep in kept],
    st.integers(0, 3),
    st.lists(st.sampled_from((True, True, True, False)), min_size=len(ALL_IDS), max_size=len(ALL_IDS)),
)
steps = st.sampled_from((7, 0, 1, 14, 30, 89))


def answers(row: list[int]) -> dict[str, Given]:
    return {
        question: None if value == UNSCORED else value
        for question, value in zip(ALL_IDS, row, strict=True)
        if value != SKIPPED
    }


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    least: int = 0,
    most: int = 14,
    therapist: str = "zoe",
    gaps: bool = True,
) -> list[Entry]:
    """Sessions of one therapist, oldest first; with gaps of 90 days and more when asked for."""
    session = st.tuples(st.one_of(steps, st.sampled_from((90, 200))) if gaps else steps, st.one_of(flat_rows, rows))
    day = FIRST_DAY
    entries = []
    for place, (step, row) in enumerate(draw(st.lists(session, min_size=least, max_size=most)), start=1):
        day += timedelta(days=step)
        entries.append(entry(place, answers(row), day=day, therapist=therapist))
    return entries
