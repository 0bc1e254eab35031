"""The questions, elements and answers, to the letter."""

import re

from alliance_journal.domain.alliance.answers import ANSWER_KEYS, Answer
from alliance_journal.domain.alliance.questions import (
    DEFAULT_QUESTIONS,
    ELEMENT,
    ELEMENTS,
    OPTIONAL_QUESTIONS,
    QUESTION,
    QUESTIONS,
    origin,
    questions_of,
)

TABLE = """
| `share` | article 1 | Comfortable sharing more | Does this therapist leave me feeling I could comfortably share more? | trust |
| `heard` | article 2 | Respected and heard | Does this therapist leave me feeling respected and heard? | listening |
| `able` | article 3 | Knowledgeable, can help me | Does this therapist seem to know enough to really help me? | trust |
| `language` | article 4 | Language fits who I am | Does this therapist speak as somebody who understands where I come from and who I am? | words |
| `approach` | article 5 | Approach makes sense to me | Does this therapist work on my difficulties and goals in a way that makes sense to me? | understanding |
| `warmth` | article 6 | Level of warmth | Does this therapist show the amount of warmth that feels right to me? | warmth |
| `clear` | article 7 | Clear answers to questions | Does this therapist give me clear answers when I ask something? | words |
| `direction` | article 8 | Amount of direction | Does this therapist strike the right balance for me between guiding and letting me lead? | plan |
| `silence` | article 9 | Silences feel comfortable | Does this therapist let silences happen in a way I am comfortable with? | listening |
| `own_goals` | added | My goals, in my words | Does this therapist understand my challenges and goals without defining them for me? | understanding |
| `measure` | added | We know how we'll tell | Does this therapist agree with me on how we will tell that this is helping? | plan |
| `body` | added | At ease with body language | Does this therapist use body language that leaves me at ease and involved? | body |
| `disagree` | added, off by default | Room to disagree | Does this therapist leave room for me to disagree? | tension |
"""  # noqa: E501
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.strip().splitlines()]

ELEMENT_ROWS = [
    ("trust", "Trust", ["share", "able"]),
    ("warmth", "Warmth", ["warmth"]),
    ("understanding", "Understanding", ["approach", "own_goals"]),
    ("plan", "Shared plan", ["direction", "measure"]),
    ("words", "Words", ["language", "clear"]),
    ("listening", "Listening", ["heard", "silence"]),
    ("body", "Body language", ["body"]),
    ("tension", "Room to disagree", ["disagree"]),
]


def test_the_questions_in_their_order() -> None:
    assert [(f"`{q.id}`", q.label, q.text, q.element) for q in QUESTIONS] == [
        (id_, label, text, element) for id_, _, label, text, element in ROWS
    ]
    assert len({q.id for q in QUESTIONS}) == len(QUESTIONS) == 13
    assert {id_: question.id for id_, question in QUESTION.items()} == {q.id: q.id for q in QUESTIONS}


def test_nine_come_from_the_article_and_are_marked_so() -> None:
    assert [q.source for q in QUESTIONS] == [source.split(",")[0].split()[0] for _, source, *_ in ROWS]
    assert [row[1] for row in ROWS[:9]] == [f"article {n}" for n in range(1, 10)]
    assert [q.from_article for q in QUESTIONS] == [True] * 9 + [False] * 4
    assert [q.number for q in QUESTIONS] == [*range(1, 10), None, None, None, None]


def test_every_question_says_where_it_comes_from() -> None:
    assert origin(QUESTION["warmth"]) == "Question 6 of “Therapeutic Alliance”."
    added = [origin(question) for question in QUESTIONS if not question.from_article]
    assert len(set(added)) == 4
    assert all(re.fullmatch(r"Added by this app: [a-z][^.]+\.", sentence) for sentence in added)


def test_one_question_is_off_by_default() -> None:
    assert list(OPTIONAL_QUESTIONS) == ["disagree"]
    assert [q.id for q in DEFAULT_QUESTIONS] == [q.id for q in QUESTIONS[:12]]


def test_the_elements_in_their_order() -> None:
    assert [(e.id, e.label, [q.id for q in questions_of(e.id)]) for e in ELEMENTS] == ELEMENT_ROWS
    assert all(e.meaning for e in ELEMENTS)
    assert [ELEMENT[id_].label for id_, *_ in ELEMENT_ROWS] == [label for _, label, _ in ELEMENT_ROWS]
    assert sorted(q.id for e in ELEMENTS for q in questions_of(e.id)) == sorted(QUESTION)


def test_every_question_begins_alike() -> None:
    assert all(q.text.startswith("Does this therapist ") for q in QUESTIONS)
    assert all(q.text.endswith("?") for q in QUESTIONS)


def test_answers_scores_and_keys() -> None:
    assert [(a.value, a.score) for a in Answer] == [
        ("no", 0),
        ("partly", 1),
        ("mostly", 2),
        ("fully", 3),
        ("not sure", None),
        ("did not come up", None),
    ]
    assert [(key, answer.value) for key, answer in ANSWER_KEYS.items()] == [
        ("1", "no"),
        ("2", "partly"),
        ("3", "mostly"),
        ("4", "fully"),
        ("5", "not sure"),
        ("0", "did not come up"),
    ]
    assert [Answer(word) for word in ("no", "did not come up")] == [Answer.NO, Answer.DID_NOT_COME_UP]


def test_no_copyrighted_instrument_is_named() -> None:
    said = " ".join([*(f"{q.label} {q.text}" for q in QUESTIONS), *(f"{e.label} {e.meaning}" for e in ELEMENTS)])
    assert not {"SRS", "WAI", "HAq", "ARM"} & set(said.replace(".", " ").replace(",", " ").split())
