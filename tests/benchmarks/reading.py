"""Duration of computing every statement of the Trends page: `python -m tests.benchmarks.reading`.

Three made-up therapies of several lengths: answers at random, answers that are mostly a yes, and answers that are
mostly below one. Printed are the medians of several runs, in milliseconds of processor time.
"""

import datetime as dt
import random
import statistics
import time
from typing import Final

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.domain.alliance.session_history import Session, history_of
from alliance_journal.domain.alliance.trends.read_trends import read
from alliance_journal.domain.alliance.wording.element_text import count_line, drop_sentence, verdict
from alliance_journal.domain.alliance.wording.trend_text import headline

LENGTHS: Final = (50, 500, 5_000)
RUNS: Final = 11
SCALE: Final = (Answer.NO, Answer.PARTLY, Answer.MOSTLY, Answer.FULLY)
WEIGHTS: Final = {"at random": (1, 1, 1, 1), "mostly a yes": (1, 4, 50, 45), "mostly below": (45, 45, 8, 2)}


def sessions(count: int, weights: tuple[int, ...]) -> list[Session]:
    """Weekly sessions, every question answered nine times in ten; the same for the same count."""
    dice = random.Random(count)
    first = dt.date(1950, 1, 5)
    return [
        Session(
            f"{number:06}",
            first + dt.timedelta(days=5 * number),
            {question.id: dice.choices(SCALE, weights)[0] for question in DEFAULT_QUESTIONS if dice.random() < 0.9},
        )
        for number in range(count)
    ]


def statements(found: list[Session], today: dt.date) -> None:
    """Everything that the Trends page says."""
    reading = read(history_of(found))
    headline(reading, today)
    for element in reading.elements:
        verdict(element, reading, today)
        count_line(element.level)
        if element.drop:
            drop_sentence(element.drop, today)


def main() -> None:
    """Print the table."""
    today = dt.date(2026, 5, 30)
    print(
        f"{'answers':<14}"
        + "".join(f"{count:>10,}" for count in LENGTHS)
        + "   sessions; milliseconds of CPU, median"
    )
    for name, weights in WEIGHTS.items():
        medians = []
        for count in LENGTHS:
            found = sessions(count, weights)
            took = []
            for _ in range(RUNS):
                began = time.process_time()
                statements(found, today)
                took.append(time.process_time() - began)
            medians.append(1000 * statistics.median(took))
        print(f"{name:<14}" + "".join(f"{value:>10.1f}" for value in medians))


if __name__ == "__main__":
    main()
