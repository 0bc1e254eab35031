"""The elements of the alliance and the questions of the checklist that ask about them."""

from typing import Final, Literal, NamedTuple

Source = Literal["article", "added"]


class Element(NamedTuple):
    """One element of the alliance, as the client sees it named."""

    id: str
    label: str
    meaning: str


class Question(NamedTuple):
    """One question of the checklist; a yes is always the good answer."""

    id: str
    label: str
    text: str
    element: str
    source: Source

    @property
    def from_article(self) -> bool:
        """Whether the question is one of the nine of the article, which alone count for "yes to most"."""
        return self.source == "article"


ELEMENTS: Final = (
    Element("trust", "Trust", "Feeling safe enough to share, and sure that they know what they are doing."),
    Element("warmth", "Warmth", "The amount of warmth that is right for you; closer or more reserved."),
    Element(
        "understanding",
        "Understanding",
        "Seeing your challenges and goals as you see them, and working on them in a way you can follow.",
    ),
    Element(
        "plan",
        "Shared plan",
        "Agreeing how you'll make progress, and how you will both tell it is working.",
    ),
    Element("words", "Words", "Speaking in a way that fits who you are, and answering what you ask."),
    Element("listening", "Listening", "Hearing what you say, with room for silence."),
    Element(
        "body",
        "Body language",
        "Being at ease with how they sit and look, and feeling yours is noticed.",
    ),
    Element("tension", "Room to disagree", "Being able to see a thing differently, and to say so."),
)

ELEMENT: Final = {element.id: element for element in ELEMENTS}

_A: Final[Source] = "article"
_B: Final[Source] = "added"
_ASK: Final = "Does this therapist "

QUESTIONS: Final = (
    Question(
        "share",
        "Comfortable sharing more",
        _ASK + "make me comfortable enough to share more?",
        "trust",
        _A,
    ),
    Question("heard", "Respected and heard", _ASK + "respect me, and hear what I say?", "listening", _A),
    Question(
        "able",
        "Knowledgeable, can help me",
        _ASK + "know their field, and seem able to really help me?",
        "trust",
        _A,
    ),
    Question(
        "language",
        "Language fits who I am",
        _ASK + "speak in a way that understands my background and identities?",
        "words",
        _A,
    ),
    Question(
        "approach",
        "Approach makes sense to me",
        _ASK + "work on my challenges and goals in a way that makes sense to me?",
        "understanding",
        _A,
    ),
    Question(
        "warmth",
        "Level of warmth",
        _ASK + "show the amount of warmth I am comfortable with?",
        "warmth",
        _A,
    ),
    Question("clear", "Clear answers to questions", _ASK + "answer my questions clearly?", "words", _A),
    Question(
        "direction",
        "Amount of direction",
        _ASK + "give me the direction I want, and room to lead when I want that instead?",
        "plan",
        _A,
    ),
    Question(
        "silence",
        "Silences feel comfortable",
        _ASK + "leave silences that I feel comfortable in?",
        "listening",
        _A,
    ),
    Question(
        "own_goals",
        "My goals, in my words",
        _ASK + "let me say what my challenges and goals are, instead of deciding for me?",
        "understanding",
        _B,
    ),
    Question(
        "measure",
        "We know how we'll tell",
        _ASK + "agree with me on how we will tell whether this is working?",
        "plan",
        _B,
    ),
    Question(
        "body",
        "At ease with body language",
        "Does this therapist's body language put me at ease, and do they notice mine?",
        "body",
        _B,
    ),
    Question("disagree", "Room to disagree", _ASK + "leave room for me to disagree?", "tension", _B),
)

QUESTION: Final = {question.id: question for question in QUESTIONS}

OPTIONAL_QUESTIONS: Final = frozenset({"disagree"})
"""Questions that are asked only when the client turns them on."""

DEFAULT_QUESTIONS: Final = tuple(q for q in QUESTIONS if q.id not in OPTIONAL_QUESTIONS)


def questions_of(element: str) -> tuple[Question, ...]:
    """The questions behind an element, in the order they are asked."""
    return _OF_ELEMENT[element]


_OF_ELEMENT: Final = {e.id: tuple(q for q in QUESTIONS if q.element == e.id) for e in ELEMENTS}
