"""How the reading is worked out, in plain words and with the rules' own numbers (reading.md, 4 and 6)."""

from typing import Final

from alliance_journal.domain.alliance.session_history import GAP
from alliance_journal.domain.alliance.trends import (
    DIRECTION_LOOKS_BACK,
    DIRECTION_NEEDS,
    DROP_LOOKS_BACK,
    DROP_NEEDS,
    LATELY,
    LEVEL_NEEDS,
    RECOVERY_LOOKS_AHEAD,
    YES_TO_MOST,
)

Part = tuple[str, tuple[str, ...]]

HOW_IT_IS_WORKED_OUT: Final[tuple[Part, ...]] = (
    (
        "What it is",
        (
            "Every sentence is worked out from your own answers, each time anew; nothing of it is stored.",
            "It is not a test. It is not validated with patients, and it is not for comparing people: not you with "
            "others, not one therapist with another. The numbers below are choices we made and tried on made-up "
            "answers.",
        ),
    ),
    (
        "Answers and elements",
        (
            "No counts 0, partly 1, mostly 2, fully 3. Mostly and fully are both a yes. Not sure, did not come up "
            "and what you skip count nothing, and are never a zero.",
            "An element is the middle of its one or two questions; at least half of them need an answer.",
            f"After {GAP.days} days without answers a new stretch begins, and nothing looks back across the gap. "
            "Each therapist is read alone.",
        ),
    ),
    (
        "Yes to most (one session or call)",
        (
            f"Of the nine first questions, {YES_TO_MOST} or more are a yes. When open questions could still change "
            "that, it says not decided.",
        ),
    ),
    (
        f"Lately (from {LEVEL_NEEDS} sessions on)",
        (
            f"Of the last {LATELY} sessions: below a yes in more than half is often below a yes; in two, mixed; "
            "else mostly yes. Below a yes since names the first session of the present run.",
        ),
    ),
    (
        f"Lower than your usual (from {DROP_NEEDS + 1} sessions on)",
        (
            f"A session is compared with up to {DROP_LOOKS_BACK} sessions before it, question by question. It is "
            "lower when it is clearly below each of them, by one and a half steps or more in the middle, and below "
            "a yes.",
            f"Came back means at least halfway up again within the next {RECOVERY_LOOKS_AHEAD} sessions. Dips that "
            "are talked about often do people good; tension is part of many good therapies.",
        ),
    ),
    (
        f"Higher or lower than it was (from {DIRECTION_NEEDS} sessions on)",
        (
            f"The last {DIRECTION_LOOKS_BACK} sessions, by the Mann–Kendall test and the Theil–Sen slope: the "
            "order must be unlikely by chance alone (less than 5 in 100), and the change at least one step. Steady "
            "means hardly any change and no recent dip.",
        ),
    ),
    (
        "How often it is wrong (about, from made-up answers)",
        (
            "Where nothing changed, about 9 in 100 sessions are called lower than usual in some element, and in "
            "about 5 in 100 looks some element is called lower than it was. Asking only whether an answer is a "
            "point below last time would say so in nearly half of all quiet sessions.",
            "It can miss slow changes. A steady decline in all answers is seen in about half of series of 8 "
            "sessions and in about three quarters of series of 12; one in a single element in between one and four "
            "of ten.",
        ),
    ),
    (
        "What it never says",
        ("Why something is so, what will come, and whether to stay or go. One low answer says little.",),
    ),
)
