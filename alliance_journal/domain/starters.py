"""Words to begin with: headings, prompts, questions to ask and ways to say it (design: guide.md)."""

from dataclasses import dataclass
from typing import Final

SESSION_HEADINGS: Final = ("What stayed with me", "What I noticed between us", "To try before next time")
"""The headings a new session starts with."""

PROMPTS: Final = (
    "What stayed with me",
    "What I noticed between us",
    "What was hard to say",
    "What helped",
    "To try before next time",
    "What surprised me",
    "What I did not say",
    "What I would like to ask",
    "What we agreed",
)
"""Gentle prompts that can be put into a text, one at a time, in this order."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question the client could ask; its short form stands in lists."""

    id: str
    element: str
    short: str
    text: str


STARTERS: Final = {
    "trust": (
        "There is something I have not said yet. Could we talk about what would make it easier?",
        "I'd like to understand better how you think you can help me with this.",
    ),
    "warmth": (
        "I think I do better when you are a bit warmer with me. May I say how?",
        "A little more distance would help me open up. Could we try that?",
    ),
    "understanding": (
        "May I say again, in my own words, what I want from this?",
        "I'm not sure we mean the same thing by my goal. Could we look at it?",
    ),
    "plan": (
        "I'm not sure what we are working towards. Could we look at the plan together?",
        "I'd like a bit more direction from you; could you suggest a next step?",
        "I'd like to lead more in our sessions. Could we try that?",
    ),
    "words": (
        "I lost you at one point last time. Could you put it another way?",
        "Some words do not fit who I am. May I tell you which ones do?",
    ),
    "listening": (
        "The silences have felt long lately. Could we talk about them?",
        "Sometimes I need longer before I answer. Could we wait a little more?",
    ),
    "body": ("Something in how we sit distracts me. Could we try another way?",),
    "tension": ("I saw last time differently. May we go back to it for a moment?",),
}
"""Short first-person ways to bring an element up, without blame; the first is the one offered."""

SUGGESTIONS: Final = (
    Suggestion(
        "plan-progress",
        "plan",
        "What would progress look like?",
        "What would progress look like to you, and how would we both notice?",
    ),
    Suggestion(
        "listening-silence",
        "listening",
        "Can silences be okay?",
        "Is it all right if I say when a silence feels too long?",
    ),
    Suggestion(
        "understanding-goal",
        "understanding",
        "How do you see my goal?",
        "How would you say my goal in your words, and does it match mine?",
    ),
    Suggestion(
        "words-ask",
        "words",
        "May I stop you and ask?",
        "May I stop you when I do not follow, and ask again?",
    ),
    Suggestion(
        "trust-share",
        "trust",
        "What if it is hard to say?",
        "What could we do when there is something I find hard to say?",
    ),
    Suggestion(
        "warmth-fit",
        "warmth",
        "May I say when it is too much?",
        "May I tell you when I would like more warmth, or more distance?",
    ),
    Suggestion(
        "body-notice",
        "body",
        "What do you notice in me?",
        "What do you notice in how I sit and look when I talk?",
    ),
    Suggestion(
        "tension-room",
        "tension",
        "How can we disagree?",
        "When I see something differently, how would you like me to bring it up?",
    ),
)
"""Questions that could be asked, at least one for each element."""

NOT_A_SERVICE: Final = (
    "This is a notebook, not a service: nobody reads along. "
    "If you need help right now, please call your local emergency number."
)

HELP_NOW: Final = (
    "Nobody reads this app. If you or someone is in danger now, call your local emergency number.",
    "If you would like to talk to someone, a helpline in your country can be found at findahelpline.com. "
    "This app does not open it; type the address in a browser on a device you feel safe with.",
    "Someone you trust, your doctor or the nearest emergency room are good places to turn to as well.",
    "You can come back to your notes later. They will be here.",
)
