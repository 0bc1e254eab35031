"""Search queries, and their matches in a text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_journal.domain.search.matching import Finder, Marked, fold
from alliance_journal.domain.search.query import MOST_TERMS, Query, Term, parse
from alliance_journal.domain.tags import as_tag, same_tag, tags_in, with_other_tag
from alliance_journal.domain.text import UnusableText
from tests.examples import examples
from tests.hostile import HOSTILE, UNUSABLE, named

TODAY = dt.date(2026, 5, 30)


def read(text: str) -> Query:
    return parse(text, TODAY)


def test_the_whole_grammar() -> None:
    query = read('uber "a phrase" -word -"no go" tag:#x -TAG:y with:Zoë "half a phra')
    assert query.terms == (
        Term("uber"),
        Term("a phrase", whole=True),
        Term("word", without=True),
        Term("no go", without=True, whole=True),
        Term("x", "tag", whole=True),
        Term("y", "tag", without=True, whole=True),
        Term("Zoë", "with"),
        Term("half a phra"),
    )
    assert read("“so” «too» 「也」").terms == (
        Term("so", whole=True),
        Term("too", whole=True),
        Term("也", whole=True),
    )
    assert read("well-being don't 5\" a:b").terms == (Term("well-being"), Term("don't"), Term('5"'), Term("a:b"))


@pytest.mark.parametrize(
    "nothing", ["", "   ", "-", "--", '"', '""', "tag:", "with:", "since:", "until:  ", "-tag:"]
)
def test_what_is_only_begun_looks_for_nothing(nothing: str) -> None:
    assert not read(nothing)
    assert read(nothing).notes == ()


def test_days_are_said_as_they_were_read_or_left_out() -> None:
    query = read('since:2026-01-01 until:"3 weeks ago"')
    assert (query.since, query.until) == (dt.date(2026, 1, 1), dt.date(2026, 5, 9))
    assert [note.sentence for note in query.notes] == ["Since Thu 1 Jan 2026.", "Until Sat 9 May 2026."]
    unread = read("since:2026-0 until:10/11/2026 tram")
    assert (unread.since, unread.until, unread.terms) == (None, None, (Term("tram"),))
    assert all(note.is_open for note in unread.notes)
    assert "two" in unread.notes[1].sentence or "2026-10-11" in unread.notes[1].sentence


@pytest.mark.parametrize(
    "text", [*HOSTILE, *UNUSABLE, "x" * 10_000, "( AND NEAR * ^ : { } a:", "-" * 10_000], ids=named
)
def test_any_text_is_a_search(text: str) -> None:
    query = read(text)
    assert len(query.terms) <= MOST_TERMS
    assert all("\0" not in term.text and term.text.encode() for term in query.terms)
    Finder(query).line_of(text)


def marked(words: str, text: str) -> list[str]:
    return [text[start:end] for start, end in Finder(read(words)).marks(text)]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("uber", "Über dem tüber, u\u0308ber UBERmut", ["Über", "u\u0308ber", "UBER"]),
        ("STRASSE", "die Straße, strasse", ["Straße", "strasse"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ('"well being"', "well-being, well beings, wellbeing", ["well-being"]),
        ("well-be", "well beings", ["well be"]),
        ("李", "我李在这里", ["李"]),
        ("국어", "한국어", ["국어"]),
        ("👍", "so 👍🏽", ["👍"]),
        ("tag:Work", "#work #workshop ##work (#WORK)", ["#work", "#WORK"]),
        ("-tram tram", "tram", ["tram"]),
        ("σοφος", "ΣΟΦΌΣ", ["ΣΟΦΌΣ"]),
    ],
)
def test_what_is_marked(words: str, text: str, found: list[str]) -> None:
    assert marked(words, text) == found


@given(st.text())
@examples(100)
def test_folding_leaves_every_place_where_it_was(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_the_line_is_around_the_rarer_word_and_has_it_in_sight() -> None:
    text = "## Before\nthe the the " + "long " * 60 + "lighthouse the end " + "and on " * 60
    line = Finder(read("the lighthouse")).line_of(text)
    assert line is not None
    for width in (10, 22, 60):
        shown = line.around(width)
        assert len(shown.text) <= width + 1
        assert "lighthouse"[: width // 2] in shown.text
        assert next(shown.text[a:b] for a, b in shown.marks).startswith("light"[: width // 2])
    heading = Finder(read("gull")).line_of("## What stayed\nA gull.")
    assert heading == Marked("What stayed: A gull.", ((15, 19),))
    assert "".join(part for part, _ in line.parts()) == line.text


def test_what_a_tag_in_a_text_is() -> None:
    text = "#a (#b-c) ##d #1 #2nd x#e http://x/#f &#60; #-- #g- #été #हिन्दी #李 # h #_x\n#end."
    assert tags_in(text) == ("a", "b-c", "2nd", "g", "été", "हिन्दी", "李", "_x", "end")
    assert same_tag(" #Zoe\u0308 ") == same_tag("ZOË")
    assert with_other_tag("#Work #work-shop ##work (#WORK).", "work", "job") == "#job #work-shop ##work (#job)."
    assert as_tag("  #home   life ") == "home life"
    for none in ("", "#", "a,b", "--", *UNUSABLE):
        with pytest.raises(UnusableText):
            as_tag(none)
