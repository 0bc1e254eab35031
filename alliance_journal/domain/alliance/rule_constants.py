"""Constants of the rules R0 to R10.

They are design choices, tuned by simulation on made-up answers. They are not evidence from patients, and not
settings. `manual/how_it_is_worked_out.md` explains each rule to the client and names its source.
"""

from datetime import timedelta
from fractions import Fraction
from typing import Final

YES: Final = 2
"""Lowest score that is a yes ("mostly")."""
GAP: Final = timedelta(days=90)
"""Time between two rated sessions from which on a new stretch begins; no rule looks across it."""

YES_TO_MOST: Final = 5
"""R0: answers of the nine that must be a yes for "yes to most"."""
STILL_OPEN_TO_MOST: Final = 4
"""R0: "not yes to most" applies with at most this many answers that are or could become a yes."""
EARLY_SESSIONS: Final = 2
"""R0: number of rated sessions with a therapist up to which the result is shown."""

LEVEL_WINDOW: Final = 5
"""R1: valid values a level looks at."""
LEVEL_NEEDS: Final = 3
"""R1: valid values a level needs."""

DROP_WINDOW: Final = 5
"""R2: earlier sessions a session is compared with."""
DROP_NEEDS: Final = 3
"""R2: earlier sessions the comparison needs."""
RECOVERY_WINDOW: Final = 3
"""R3: valid sessions after a drop in which a recovery is counted."""

DIRECTION_WINDOW: Final = 12
"""R4: valid values a direction looks at."""
DIRECTION_NEEDS: Final = 8
"""R4: valid values a direction needs."""
DIRECTION_P: Final = 0.05
"""R4: a direction is named below this probability."""
LONG_WINDOW: Final = 40
"""R4L: valid values a long direction looks at."""
LONG_NEEDS: Final = 16
"""R4L: valid values a long direction needs."""
LONG_P: Final = 0.01
"""R4L: a long direction is named below this probability."""

STEADY_WITHOUT_DROP: Final = 3
"""R5: valid sessions in which there must be no drop."""
LOWEST_BY: Final = Fraction(1, 2)
"""R6: distance below the others from which on an element stands out as lowest."""
BROAD_FROM: Final = 3
"""R7: elements that must be lower, at least, for a broad session."""
SHOWN_DROP_WINDOW: Final = 12
"""R8: valid sessions in which the latest drop is shown while the last value is a yes."""
GOOD_WITHOUT_DROP: Final = 3
"""R9: valid sessions in which an element that is called good had no drop."""
UNSURE_WINDOW: Final = 5
"""R10: answered sessions that are looked at."""
UNSURE_NEEDS: Final = 3
"""R10: answered sessions that are needed, and valid values from which on an element has a level."""

OVERALL_NEEDS: Final = 5
"""Scored answers a session needs for a value of all answers together."""
FEW_ANSWERS: Final = 5
"""Scored answers from which on the yes answers of a single session are counted in words."""
AFTER_WINDOW: Final = 5
"""Rated sessions before the last one in which a broad session is looked for."""
CLOSER_BY: Final = Fraction(1, 2)
"""Rise of all answers together from which on a broad session is "closer" to the usual than the one before."""
STATEMENTS: Final = 3
"""Statements of a headline, at most."""
