"""The manual's page about the rules holds the app's own text and the questions as they are asked."""

import re

from alliance_journal.domain.alliance.questions import ELEMENT, FIRST_ARTICLE, QUESTIONS, SECOND_ARTICLE
from alliance_journal.domain.alliance.wording.trend_help import HOW_IT_IS_WORKED_OUT
from tests.manual.pages import in_one_line, marked, text_of

PAGE = text_of("how_it_is_worked_out")


def test_it_holds_the_text_that_the_app_shows() -> None:
    parts = [f"## {title} {' '.join(paragraphs)}" for title, paragraphs in HOW_IT_IS_WORKED_OUT]
    assert in_one_line(marked(PAGE, "the text of the app")) == in_one_line(" ".join(parts))


def test_it_names_every_question_with_its_element_and_source() -> None:
    rows = re.findall(r"^\| (Does .+) \| (.+) \| (.+) \|$", marked(PAGE, "questions"), re.MULTILINE)
    assert rows == [
        (
            question.text,
            ELEMENT[question.element].label,
            "*Therapeutic Alliance*" if question.from_article else "added by this app",
        )
        for question in QUESTIONS
    ]


def test_it_names_every_rule_and_both_articles() -> None:
    rules = re.findall(r"\bR\d+L?\b", "".join(re.findall(r"^\| (R\d[^|]*)\|", PAGE, re.MULTILINE)))
    assert rules == ["R0", "R1", "R2", "R3", "R4", "R4L", "R5", "R6", "R7", "R8", "R9", "R10"]
    for title in (FIRST_ARTICLE, SECOND_ARTICLE):
        assert f"*{title}*" in PAGE
