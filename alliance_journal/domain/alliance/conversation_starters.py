"""Sentences that bring an element up, and questions to ask a therapist."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Suggestion(NamedTuple):
    """A question the client could ask; `short` is shown in lists."""

    id: str
    element: str
    short: str
    text: str


STARTERS: Final = {
    "trust": (
        "There is something I have not said yet. Could we talk about what would make it easier?",
        "I'd like to understand better how you think you can help me with this.",
        "I am still finding out how much I can say here. May we take that slowly?",
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
    "body": (
        "Something in how we sit distracts me. Could we try another way?",
        "I notice that I look at your face a lot to see what you think. May I ask you instead?",
        "I'd feel more at ease with a little less eye contact, or a little more. Could we find out which?",
    ),
    "tension": (
        "I saw last time differently. May we go back to it for a moment?",
        "I said yes last time, and I think I meant something else. May I try again?",
        "I find it hard to disagree with you. Could we make room for that?",
    ),
}
"""Short first-person sentences to bring an element up, without blame; the first one is offered."""
ASK_ABOUT: Final[Mapping[str, str]] = {
    "share": "If something is hard for me to say, what would you do?",
    "heard": "How do you notice that a client does not feel heard, and what do you do then?",
    "able": "What experience do you have with what brings me here?",
    "language": "Have you worked with people whose background is like mine?",
    "approach": "How would you work with me on what brings me here?",
    "warmth": "Are you more warm or more reserved with clients, and can that change?",
    "clear": "When I ask you something directly, how do you usually answer?",
    "direction": "How directive are you usually, and what do you do when a client wants to lead?",
    "silence": "What happens in your sessions when nobody says anything?",
}
"""A question for a therapist about each of the article's nine questions, by question id."""
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
"""Suggested questions, at least one for each element."""
