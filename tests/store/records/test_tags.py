"""Tags of the field and in texts are the same, and can be given another name."""

import datetime as dt

import pytest

from alliance_journal.domain.tags import Renaming, TagUse
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.changes import entry_checksums
from alliance_journal.store.journal import Journal, database_of
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
        entry = journal.entries.add("between", DAY, body=body, tags=tags, private=private)
    journal.trash.put(entry.id)
    return journal


def test_both_kinds_are_counted_together(tagged: Journal) -> None:
    assert tagged.tags.list() == (
        TagUse("home life", 1),
        TagUse("JOB", 2),
        TagUse("WORK", 3),
        TagUse("work-shop", 1),
    )


def test_rename_with_a_preview(tagged: Journal) -> None:
    before = tagged.entries.list()
    assert tagged.tags.preview_rename("work", " #Job ") == Renaming("work", "Job", 1, 2, 3, 1)
    assert tagged.entries.list() == before
    assert tagged.tags.rename("work", "Job") == 3
    assert [(entry.body, entry.tags) for entry in tagged.entries.list()] == [
        ("plain #Job, and #work-shop", ()),
        ("in the field", ("Job",)),
        ("closed #Job #secret", ()),
        ("#JOB", ("home life",)),
    ]
    assert tagged.tags.list()[1] == TagUse("Job", 4)
    assert [line.title for line in tagged.entries.lines("tag:work")] == []
    assert len(tagged.entries.lines("tag:job")) == 4
    assert fts_index.are_whole(database_of(tagged).connection)
    assert list(entry_checksums.differing(database_of(tagged).connection)) == []
    gone = database_of(tagged).select("SELECT body FROM entries WHERE deleted_at IS NOT NULL")
    assert [row["body"] for row in gone] == ["gone #work"]


@pytest.mark.parametrize("new", ["", "#", "a,b", "two words", "a.b", *UNUSABLE], ids=named)
def test_what_is_no_name_changes_nothing(tagged: Journal, new: str) -> None:
    before = tagged.entries.list()
    with pytest.raises(UnusableText):
        tagged.tags.rename("work", new)
    assert tagged.entries.list() == before
    # A tag of the field alone may have several words.
    if new == "two words":
        assert tagged.tags.rename("home life", new) == 1


def test_text_tags_follow_every_change(journal: Journal) -> None:
    entry = journal.entries.add("between", DAY, body="#one #two")
    journal.entries.save_text(entry.id, "#two #three", "#one #two")
    assert [tag.name for tag in journal.tags.list()] == ["three", "two"]
    journal.trash.put(entry.id)
    assert journal.tags.list() == ()
    journal.trash.restore(entry.id)
    assert len(journal.entries.lines("tag:THREE")) == 1


@pytest.mark.parametrize("text", SHORT, ids=named)
def test_hostile_tags(journal: Journal, text: str) -> None:
    entry = journal.entries.add("between", DAY, body="x", tags=(text,))
    assert [tag.name for tag in journal.tags.list()] == [text]
    journal.tags.rename(text, "calm")
    assert journal.entries.get(entry.id).tags == ("calm",)
    assert fts_index.are_whole(database_of(journal).connection)
