"""Statement about one therapist's sessions, as data. Its wording is in `statement_text`."""

from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["last", "after", "unsure", "low", "overall", "mixed", "yes", "early", "break", "good", "none"]
Form = Literal[
    "",
    "all lower",
    "closer",
    "some lower",
    "dropped",
    "together",
    "yes counted",
    "tension",
    "since",
    "each time",
    "often",
    "many",
    "few",
    "falling",
    "still",
    "all still",
]


class Statement(NamedTuple):
    """One statement about the sessions with a therapist."""

    kind: Kind
    """Subject of the statement."""
    form: Form = ""
    """Variant of the sentence, within the kind."""
    elements: tuple[str, ...] = ()
    """Ids of the elements it is about."""
    day: date | None = None
    """Date it names, or the date it is about."""
    counted: int = 0
    """Number that it states, such as elements or answers."""
    out_of: int = 0
    """Total that `counted` is a part of."""
    span: int = 0
    """Number of sessions or days it looks back over."""
    tension: bool = False
    """True if there was tension at that session."""
    all_yes: bool = False
    """True if every answer of that session is a yes."""
