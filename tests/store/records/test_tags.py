"""Tags of the field and in texts are the same, and can be given another name."""

import datetime as dt

import pytest

from alliance_journal.domain.tags import Renaming, TagUse
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.journal import Journal
from alliance_journal.store.search import fts_index
from tests.hostile import SHORT, UNUSABLE, named

DAY = dt.date(2026, 5, 28)


@pytest.fixture
def tagged(journal: Journal) -> Journal:
    for body, tags, private in (
        ("plain #work, and #work-shop", (), False),
        ("in the field", ("Work", "WORK", "job"), False),
        ("closed #work #secret", (), True),
        ("#JOB", ("home life",), False),
        ("gone #work", ("work",), False),
    ):
        entry = journal.add_entry("between", DAY, body=body, tags=tags, private=private)
    journal.put_in_trash(entry.id)
    return journal


def test_both_kinds_are_counted_together(tagged: Journal) -> None:
    assert tagged.tags() == (TagUse("home life", 1), TagUse("JOB", 2), TagUse("WORK", 3), TagUse("work-shop", 1))


def test_rename_with_a_preview(tagged: Journal) -> None:
    before = tagged.entries()
    assert tagged.renaming("work", " #Job ") == Renaming("work", "Job", 1, 2, 3, 1)
    assert tagged.entries() == before
    assert tagged.rename_tag("work", "Job") == 3
    assert [(entry.body, entry.tags) for entry in tagged.entries()] == [
        ("plain #Job, and #work-shop", ()),
        ("in the field", ("Job",)),
        ("closed #Job #secret", ()),
        ("#JOB", ("home life",)),
    ]
    assert tagged.tags()[1] == TagUse("Job", 4)
    assert [line.title for line in tagged.lines("tag:work")] == []
    assert len(tagged.lines("tag:job")) == 4
    assert fts_index.are_whole(tagged.connection)
    assert list(entry_checksums.differing(tagged.connection)) == []
    gone = tagged.select("SELECT body FROM entries WHERE deleted_at IS NOT NULL")
    assert [row["body"] for row in gone] == ["gone #work"]


@pytest.mark.parametrize("new", ["", "#", "a,b", "two words", "a.b", *UNUSABLE], ids=named)
def test_what_is_no_name_changes_nothing(tagged: Journal, new: str) -> None:
    before = tagged.entries()
    with pytest.raises(UnusableText):
        tagged.rename_tag("work", new)
    assert tagged.entries() == before
    # A tag of the field alone may have several words.
    if new == "two words":
        assert tagged.rename_tag("home life", new) == 1


def test_text_tags_follow_every_change(journal: Journal) -> None:
    entry = journal.add_entry("between", DAY, body="#one #two")
    journal.keep_text(entry.id, "#two #three", "#one #two")
    assert [tag.name for tag in journal.tags()] == ["three", "two"]
    journal.put_in_trash(entry.id)
    assert journal.tags() == ()
    journal.take_back(entry.id)
    assert len(journal.lines("tag:THREE")) == 1


@pytest.mark.parametrize("text", SHORT, ids=named)
def test_hostile_tags(journal: Journal, text: str) -> None:
    entry = journal.add_entry("between", DAY, body="x", tags=(text,))
    assert [tag.name for tag in journal.tags()] == [text]
    journal.rename_tag(text, "calm")
    assert journal.entry(entry.id).tags == ("calm",)
    assert fts_index.are_whole(journal.connection)
