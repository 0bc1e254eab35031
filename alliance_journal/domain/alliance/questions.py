"""The elements of the alliance and the questions of the checklist that ask about them."""

from typing import Final, Literal, NamedTuple

Source = Literal["article", "added"]


class Element(NamedTuple):
    """One element of the alliance, with its name and explanation for the client."""

    id: str
    label: str
    meaning: str


class Question(NamedTuple):
    """One question of the checklist; a yes is always the good answer.

    Attributes:
        id: the id under which answers to it are stored.
        label: its short form, as the checklist shows it.
        text: the full question.
        element: the id of the element it asks about.
        number: its number among the nine questions of the second article; None for one this app added.
        why: the reason why this app added it, as the second half of a sentence; empty for one of the article's.
    """

    id: str
    label: str
    text: str
    element: str
    number: int | None = None
    why: str = ""

    @property
    def from_article(self) -> bool:
        """True if the question is one of the nine of the article, which alone count for "yes to most"."""
        return self.number is not None

    @property
    def source(self) -> Source:
        """The source, in the notation of the journal file and the exports."""
        return "article" if self.from_article else "added"


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

FIRST_ARTICLE: Final = "The Importance of the Therapeutic Alliance in Therapy"
SECOND_ARTICLE: Final = "Therapeutic Alliance"
"""Titles of the two articles that the questions are based on; the nine questions are those of the second."""

_ASK: Final = "Does this therapist "

QUESTIONS: Final = (
    Question(
        "share",
        "Comfortable sharing more",
        _ASK + "leave me feeling I could comfortably share more?",
        "trust",
        number=1,
    ),
    Question(
        "heard",
        "Respected and heard",
        _ASK + "leave me feeling respected and heard?",
        "listening",
        number=2,
    ),
    Question(
        "able",
        "Knowledgeable, can help me",
        _ASK + "seem to know enough to really help me?",
        "trust",
        number=3,
    ),
    Question(
        "language",
        "Language fits who I am",
        _ASK + "speak as somebody who understands where I come from and who I am?",
        "words",
        number=4,
    ),
    Question(
        "approach",
        "Approach makes sense to me",
        _ASK + "work on my difficulties and goals in a way that makes sense to me?",
        "understanding",
        number=5,
    ),
    Question(
        "warmth",
        "Level of warmth",
        _ASK + "show the amount of warmth that feels right to me?",
        "warmth",
        number=6,
    ),
    Question(
        "clear",
        "Clear answers to questions",
        _ASK + "give me clear answers when I ask something?",
        "words",
        number=7,
    ),
    Question(
        "direction",
        "Amount of direction",
        _ASK + "strike the right balance for me between guiding and letting me lead?",
        "plan",
        number=8,
    ),
    Question(
        "silence",
        "Silences feel comfortable",
        _ASK + "let silences happen in a way I am comfortable with?",
        "listening",
        number=9,
    ),
    Question(
        "own_goals",
        "My goals, in my words",
        _ASK + "understand my challenges and goals without defining them for me?",
        "understanding",
        why="both articles stress this, and none of the nine questions asks it.",
    ),
    Question(
        "measure",
        "We know how we'll tell",
        _ASK + "agree with me on how we will tell that this is helping?",
        "plan",
        why="both articles ask for this, and none of the nine questions does.",
    ),
    Question(
        "body",
        "At ease with body language",
        _ASK + "use body language that leaves me at ease and involved?",
        "body",
        why="body language is one of the six elements, and none of the nine questions asks about it.",
    ),
    Question(
        "disagree",
        "Room to disagree",
        _ASK + "leave room for me to disagree?",
        "tension",
        why="a good alliance can carry disagreement, and none of the nine questions asks about it.",
    ),
)

QUESTION: Final = {question.id: question for question in QUESTIONS}

OPTIONAL_QUESTIONS: Final = frozenset({"disagree"})
"""Questions that are asked only when the client turns them on."""

DEFAULT_QUESTIONS: Final = tuple(q for q in QUESTIONS if q.id not in OPTIONAL_QUESTIONS)


def questions_of(element: str) -> tuple[Question, ...]:
    """Return the questions of an element, in the order they are asked."""
    return _OF_ELEMENT[element]


def origin(question: Question) -> str:
    """Return a sentence for the client about the source of a question."""
    if question.number is None:
        return f"Added by this app: {question.why}"
    return f"Question {question.number} of “{SECOND_ARTICLE}”."


_OF_ELEMENT: Final = {e.id: tuple(q for q in QUESTIONS if q.element == e.id) for e in ELEMENTS}
