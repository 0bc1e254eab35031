"""Comparison of consultation calls: answers in words, open questions, and facts.

It has no total and no ranking.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import QUESTIONS
from alliance_journal.domain.dates.parse import say_long
from alliance_journal.domain.models import Entry, Therapist, session_order

FEWEST: Final = 2
MOST: Final = 4
"""Minimum (FEWEST) and maximum number of therapists that can be compared."""
NINE: Final = tuple(question for question in QUESTIONS if question.from_article)

SHORT: Final = {
    Answer.NO: "no",
    Answer.PARTLY: "partly",
    Answer.MOSTLY: "mostly",
    Answer.FULLY: "fully",
    Answer.NOT_SURE: "not sure",
    Answer.DID_NOT_COME_UP: "–",
}


class Side(NamedTuple):
    """Facts and answers about one therapist in the comparison.

    Attributes:
        answers: latest answer to each of the nine questions, by question id; those never answered are absent.
        asked: questions still to be asked, in the client's own words.
        facts: name and text of each fact that was written down.
        notes: day and text of the note on each call.
    """

    therapist: Therapist
    answers: dict[str, Answer]
    asked: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def still_open(self) -> tuple[str, ...]:
        """Short names of the questions without a clear answer."""
        unclear = (None, Answer.NOT_SURE, Answer.DID_NOT_COME_UP)
        return tuple(question.label for question in NINE if self.answers.get(question.id) in unclear)


def side(therapist: Therapist, entries: Iterable[Entry]) -> Side:
    """Return the comparison data of the calls with one therapist; for sessions, see `trends.read`."""
    answers: dict[str, Answer] = {}
    notes = []
    for entry in sorted(entries, key=session_order):
        answers |= {given.question: given.answer for given in entry.answers}
        if entry.body.strip() and not entry.private:
            notes.append((say_long(entry.date, entry.date), entry.body.strip()))
    facts = (
        ("Setting", therapist.setting),
        ("Fee", therapist.fee),
        ("First free date", therapist.first_free),
        ("Notes", therapist.note),
    )
    return Side(
        therapist,
        {question.id: answers[question.id] for question in NINE if question.id in answers},
        tuple(line.strip() for line in therapist.to_ask.splitlines() if line.strip()),
        tuple((name, words) for name, words in facts if words.strip()),
        tuple(notes),
    )
