"""What is chosen for the page, and excerpts: kept for each therapist, through closing and opening."""

import contextlib
import datetime as dt

import pytest

from alliance_journal.domain.models import Excerpt, PageChoice
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.journal import Journal
from tests.hostile import HOSTILE, UNUSABLE, named

TODAY = dt.date(2026, 5, 30)


def anew(journal: Journal) -> contextlib.closing[Journal]:
    assert journal.path
    journal.close()
    return contextlib.closing(Journal.open(journal.path))


def test_a_place_and_whether_it_is_there_are_two_choices(journal: Journal) -> None:
    journal.arrange(["good:warmth", "good:trust"], "z")
    journal.choose("good:trust", False, "z")
    journal.choose("topic:1", True, "z")
    journal.arrange(["topic:2", "topic:1"], "z")
    journal.arrange(["good:trust"])
    with anew(journal) as again:
        assert again.page_choices("z") == {"good:trust": False, "topic:1": True}
        assert again.page_places("z") == {"good:warmth": 1, "good:trust": 2, "topic:2": 1, "topic:1": 2}
        assert (again.page_choices(), again.page_places()) == ({}, {"good:trust": 1})
        choices = again.every_page_choice()
        assert choices[0] == PageChoice(None, "good:trust", None, 1)
        assert PageChoice("z", "good:trust", False, 2) in choices
        with again.writing():
            again.insert_page_choice(PageChoice("z", "good:trust", None, 3))
        assert again.page_choices("z") == {"topic:1": True}


def test_an_excerpt_goes_on_the_page_it_was_chosen_for(journal: Journal) -> None:
    nora, sam = journal.add_therapist("Nora"), journal.add_therapist("Sam")
    with_nora = journal.add_entry("session", TODAY, therapist_id=nora.id, body="all of it")
    letter = journal.add_entry("letter", TODAY, body="Dear Mum")
    one = journal.add_excerpt(" a line ", with_nora.id, on_page_of=nora.id)
    two = journal.add_excerpt("Mum", letter.id, on_page_of=sam.id)
    mine = journal.add_excerpt("brave", for_me=True)
    with anew(journal) as again:
        assert again.excerpts() == (
            Excerpt(one.id, "a line", with_nora.id, position=1),
            Excerpt(two.id, "Mum", letter.id, position=2),
            Excerpt(mine.id, "brave", None, for_me=True, position=3),
        )
        assert [excerpt.id for excerpt in again.excerpts_for(nora.id)] == [one.id, two.id, mine.id]
        assert [excerpt.id for excerpt in again.excerpts_for(sam.id)] == [two.id, mine.id]
        assert again.page_choices(nora.id) == {f"excerpt:{one.id}": True}
        assert again.page_choices(sam.id) == {f"excerpt:{two.id}": True}
        again.change_excerpt(one.id, " another ", for_me=True)
        again.set_excerpt_state(one.id, "brought")
        assert again.excerpts()[0] == Excerpt(one.id, "another", with_nora.id, "brought", True, 1)
        assert again.entry(with_nora.id).body == "all of it"


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_hostile_excerpts_are_kept(journal: Journal, text: str) -> None:
    journal.add_excerpt(text)
    with anew(journal) as again:
        assert again.excerpts()[0].text == text.strip()


def test_what_cannot_be(journal: Journal) -> None:
    for text in UNUSABLE:
        with pytest.raises(UnusableText):
            journal.add_excerpt(text)
    with pytest.raises(NotFound):
        journal.change_excerpt("nowhere", "x", for_me=False)
    with pytest.raises(NotFound):
        journal.set_excerpt_state("nowhere", "brought")
    assert journal.excerpts() == ()
    assert journal.every_page_choice() == ()


def test_homework_of_a_therapist_or_of_nobody(journal: Journal) -> None:
    nora, sam = journal.add_therapist("Nora"), journal.add_therapist("Sam")
    with_nora = journal.add_entry("session", TODAY, therapist_id=nora.id)
    first, second = journal.add_task("hers", agreed_in=with_nora.id), journal.add_task("free")
    assert [task.id for task in journal.tasks_for(nora.id)] == [first.id, second.id]
    assert [task.id for task in journal.tasks_for(sam.id)] == [second.id]
