"""Choices for the page to bring, and excerpts: stored for each therapist, also after the file is closed."""

import contextlib
import datetime as dt

import pytest

from alliance_journal.domain.models import Excerpt, PageChoice
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.journal import Journal
from tests.hostile import HOSTILE, UNUSABLE, named

TODAY = dt.date(2026, 5, 30)


def reopened(journal: Journal) -> contextlib.closing[Journal]:
    assert journal.path
    journal.close()
    return contextlib.closing(Journal.open(journal.path))


def test_a_place_and_whether_it_is_there_are_two_choices(journal: Journal) -> None:
    journal.brief_choices.set_order(["good:warmth", "good:trust"], "z")
    journal.brief_choices.set_included("good:trust", False, "z")
    journal.brief_choices.set_included("topic:1", True, "z")
    journal.brief_choices.set_order(["topic:2", "topic:1"], "z")
    journal.brief_choices.set_order(["good:trust"])
    with reopened(journal) as again:
        assert again.brief_choices.included("z") == {"good:trust": False, "topic:1": True}
        assert again.brief_choices.positions("z") == {"good:warmth": 1, "good:trust": 2, "topic:2": 1, "topic:1": 2}
        assert (again.brief_choices.included(), again.brief_choices.positions()) == ({}, {"good:trust": 1})
        choices = again.brief_choices.list()
        assert choices[0] == PageChoice(None, "good:trust", None, 1)
        assert PageChoice("z", "good:trust", False, 2) in choices
        with again.transaction():
            again.brief_choices.insert(PageChoice("z", "good:trust", None, 3))
        assert again.brief_choices.included("z") == {"topic:1": True}


def test_an_excerpt_goes_on_the_page_it_was_chosen_for(journal: Journal) -> None:
    nora, sam = journal.therapists.add("Nora"), journal.therapists.add("Sam")
    with_nora = journal.entries.add("session", TODAY, therapist_id=nora.id, body="all of it")
    letter = journal.entries.add("letter", TODAY, body="Dear Mum")
    one = journal.excerpts.add(" a line ", with_nora.id, on_page_of=nora.id)
    two = journal.excerpts.add("Mum", letter.id, on_page_of=sam.id)
    mine = journal.excerpts.add("brave", for_me=True)
    with reopened(journal) as again:
        assert again.excerpts.list() == (
            Excerpt(one.id, "a line", with_nora.id, position=1),
            Excerpt(two.id, "Mum", letter.id, position=2),
            Excerpt(mine.id, "brave", None, for_me=True, position=3),
        )
        assert [excerpt.id for excerpt in again.excerpts.list_for(nora.id)] == [one.id, two.id, mine.id]
        assert [excerpt.id for excerpt in again.excerpts.list_for(sam.id)] == [two.id, mine.id]
        assert again.brief_choices.included(nora.id) == {f"excerpt:{one.id}": True}
        assert again.brief_choices.included(sam.id) == {f"excerpt:{two.id}": True}
        again.excerpts.change(one.id, " another ", for_me=True)
        again.excerpts.set_state(one.id, "brought")
        assert again.excerpts.list()[0] == Excerpt(one.id, "another", with_nora.id, "brought", True, 1)
        assert again.entries.get(with_nora.id).body == "all of it"


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_hostile_excerpts_are_kept(journal: Journal, text: str) -> None:
    journal.excerpts.add(text)
    with reopened(journal) as again:
        assert again.excerpts.list()[0].text == text.strip()


def test_what_cannot_be(journal: Journal) -> None:
    for text in UNUSABLE:
        with pytest.raises(UnusableText):
            journal.excerpts.add(text)
    with pytest.raises(NotFound):
        journal.excerpts.change("nowhere", "x", for_me=False)
    with pytest.raises(NotFound):
        journal.excerpts.set_state("nowhere", "brought")
    assert journal.excerpts.list() == ()
    assert journal.brief_choices.list() == ()


def test_homework_of_a_therapist_or_of_nobody(journal: Journal) -> None:
    nora, sam = journal.therapists.add("Nora"), journal.therapists.add("Sam")
    with_nora = journal.entries.add("session", TODAY, therapist_id=nora.id)
    first, second = journal.homework.add("hers", agreed_in=with_nora.id), journal.homework.add("free")
    assert [task.id for task in journal.homework.list_for(nora.id)] == [first.id, second.id]
    assert [task.id for task in journal.homework.list_for(sam.id)] == [second.id]
