"""Explanation of how Trends is computed, in plain words and with the numbers of the rules.

This is the only source of the text: the app shows it, and a test compares `manual/how_it_is_worked_out.md` with it.
The error rates come from a simulation with made-up clients, which is part of the tests (`test_error_rates`).
"""

from typing import Final

from alliance_journal.domain.alliance.rule_constants import (
    BROAD_FROM,
    DIRECTION_NEEDS,
    DIRECTION_WINDOW,
    DROP_NEEDS,
    DROP_WINDOW,
    EARLY_SESSIONS,
    GAP,
    GOOD_WITHOUT_DROP,
    LEVEL_NEEDS,
    LEVEL_WINDOW,
    LONG_NEEDS,
    LONG_WINDOW,
    RECOVERY_WINDOW,
    UNSURE_NEEDS,
    UNSURE_WINDOW,
    YES_TO_MOST,
)

Part = tuple[str, tuple[str, ...]]

HOW_IT_IS_WORKED_OUT: Final[tuple[Part, ...]] = (
    (
        "What it is",
        (
            "Every sentence is worked out from your own answers, each time from the beginning; nothing of it is "
            "stored.",
            "It is not a test. It is not validated with patients, and it is not for comparing people: not you with "
            "others, not one therapist with another. The numbers below are choices we made and tried on made-up "
            "answers.",
        ),
    ),
    (
        "Answers and elements",
        (
            "No counts 0, partly 1, mostly 2, fully 3. Mostly and fully are both a yes. Not sure and did not come "
            "up are answers, too; they have no number, and are never a zero.",
            "An element is the mean of its one or two questions; at least half of them need an answer with a "
            "number.",
            f"After {GAP.days} days without such an answer a new stretch begins, and nothing looks back across the "
            "break. Each therapist is read alone.",
        ),
    ),
    (
        f"Yes to most (a call, and the first {EARLY_SESSIONS} sessions)",
        (
            f"Of the article's nine questions, {YES_TO_MOST} or more are a yes. The article means it for early on; "
            "from the third session on the other rules say more.",
        ),
    ),
    (
        f"Last session (from {DROP_NEEDS + 1} sessions on)",
        (
            "The last session is said first. It is compared with up to "
            f"{DROP_WINDOW} sessions before it, question by question. An element was lower than your usual when it "
            "is clearly below each of them, by one and a half steps or more in the middle, and below a yes.",
            f"When at least {BROAD_FROM} elements, and half of them, were lower or fell below a yes, the session "
            "is spoken of as a whole. One element that only fell below a yes is common, and is no news.",
            f"Came back means a yes, and at least halfway up again, within the next {RECOVERY_WINDOW} sessions; "
            "only one of the two is part of the way back. In longer therapies, dips that were mended went with "
            "better results; tension is part of many good therapies.",
        ),
    ),
    (
        f"Lately (from {LEVEL_NEEDS} sessions on)",
        (
            f"Of the last {LEVEL_WINDOW} sessions: below a yes in all, below a yes each time; in more than half, "
            "often below a yes; in two, mixed; in one, mostly yes; in none, yes each time. Below a yes since names "
            "the first session of the present run.",
            "An element is called good only when it is mostly or each time a yes, is a yes now, is not lower than "
            f"it was, and had no dip in the last {GOOD_WITHOUT_DROP} sessions.",
            f"Mostly not sure: in the last {UNSURE_WINDOW} answered sessions (at least {UNSURE_NEEDS}) more than "
            "half of the answers are not sure, and fewer than three have a number.",
        ),
    ),
    (
        f"Higher or lower than it was (from {DIRECTION_NEEDS} sessions on)",
        (
            f"The last {DIRECTION_WINDOW} sessions, by the Mann–Kendall test and the Theil–Sen slope: the order "
            "must be unlikely by chance alone (less than 5 in 100), and the change at least one step; of all "
            "answers taken together, half a step.",
            f"Where these show no direction, the last {LONG_WINDOW} are looked at (at least {LONG_NEEDS}), more "
            "strictly (less than 1 in 100). The sentence says over how many sessions.",
            "Steady means hardly any change, little spread, no dip lately, and nothing that is lower. A low "
            "element that does not change is about the same.",
        ),
    ),
    (
        "How often it is wrong (about, from made-up answers)",
        (
            "Where nothing changed, lower last session names an element after about 3 in 100 sessions, with strong "
            "moods after 9; a session is spoken of as a whole in 2, with strong moods in 11. In about 2 to 6 of "
            "100 looks some element is called lower than it was, all answers taken together in 1 to 3. Asking "
            "only whether an answer is a point below last time would say so in nearly half of all quiet sessions.",
            "It can miss a slow or small change. A fall in all answers from nearly fully to partly is seen in 77 "
            "to 100 of 100 courses of 12 sessions, in 78 to 100 of 20 and in 99 to 100 of 40; by the last "
            f"{DIRECTION_WINDOW} sessions alone in 77 to 100, 31 to 95 and 5 to 32. Half as large a fall is seen "
            "in 33 to 93, 24 to 98 and 58 to 100. The lower number is for strong moods. A fall in one element "
            "alone is seen less often.",
        ),
    ),
    (
        "What it never says",
        ("Why something is so, what will come, and whether to stay or go. One low answer says little.",),
    ),
)
