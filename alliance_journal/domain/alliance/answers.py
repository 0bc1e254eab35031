"""The six possible answers to a question, their scores and their keys."""

from enum import Enum
from functools import cached_property
from typing import Final


class Answer(Enum):
    """One of the six possible answers to a question; its value is the word that is stored and shown."""

    NO = "no"
    PARTLY = "partly"
    MOSTLY = "mostly"
    FULLY = "fully"
    NOT_SURE = "not sure"
    DID_NOT_COME_UP = "did not come up"

    # Cached because a reading of many sessions uses it very often.
    @cached_property
    def score(self) -> int | None:
        """0 (no) to 3 (fully); None for the two answers that say nothing about the level."""
        return _SCORES.get(self)


_SCORES: Final = {Answer.NO: 0, Answer.PARTLY: 1, Answer.MOSTLY: 2, Answer.FULLY: 3}

ANSWER_KEYS: Final = {
    "1": Answer.NO,
    "2": Answer.PARTLY,
    "3": Answer.MOSTLY,
    "4": Answer.FULLY,
    "5": Answer.NOT_SURE,
    "0": Answer.DID_NOT_COME_UP,
}
"""The key of each answer, in the order of the columns on screen."""
