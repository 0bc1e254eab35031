"""Earlier versions of a text: when one is kept, and how it comes back."""

import datetime as dt

import pytest

from alliance_journal.domain.models import Entry
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.journal import Journal
from tests.conftest import Clock
from tests.hostile import HOSTILE, named
from tests.store.staging import DAY, opened


def write(journal: Journal, entry: Entry, body: str) -> Entry:
    return journal.entries.save_text(entry.id, body, entry.body).entry


def bodies(journal: Journal, entry: Entry) -> list[str]:
    return [version.body for version in journal.versions.list(entry.id)]


def test_one_is_kept_a_day_of_changes(journal: Journal, clock: Clock) -> None:
    entry = journal.entries.add("between", DAY, body="first")
    for body in ("first, going on", "first, and on"):
        entry = write(journal, entry, body)
    assert bodies(journal, entry) == []
    clock.now += dt.timedelta(days=1)
    for body in ("second day", "second day, going on", "second day, done"):
        journal.drafts.save(entry.id, body, entry.body)
        entry = write(journal, entry, body)
    assert bodies(journal, entry) == ["first, and on"]
    clock.now += dt.timedelta(days=1)
    journal.entries.change_details(entry._replace(title="A title"))
    (newest, oldest) = journal.versions.list(entry.id)
    assert [(one.title, one.body) for one in (newest, oldest)] == [("", "second day, done"), ("", "first, and on")]
    assert dt.datetime.fromisoformat(newest.written_at).date() == DAY + dt.timedelta(days=1)


def test_an_answer_or_a_tag_is_no_other_text(journal: Journal, clock: Clock) -> None:
    entry = journal.entries.add("session", DAY, body="a text")
    clock.now += dt.timedelta(days=1)
    journal.entries.change_details(entry._replace(tags=("a",)))
    assert bodies(journal, entry) == []
    # But the text of that day is kept before another one comes.
    entry = write(journal, entry, "another")
    assert bodies(journal, entry) == ["a text"]


def test_nothing_but_headings_is_no_version(journal: Journal, clock: Clock) -> None:
    entry = journal.entries.add("session", DAY, body="## What stayed\n\n## What helped\n")
    clock.now += dt.timedelta(days=1)
    write(journal, entry, "words")
    assert bodies(journal, entry) == []


def test_one_comes_back_and_the_present_one_stays(journal: Journal, clock: Clock) -> None:
    entry = write(journal, journal.entries.add("between", DAY, title="Title", body="old"), "old")
    clock.now += dt.timedelta(days=1)
    write(journal, entry, "new")
    (version,) = journal.versions.list(entry.id)
    journal.versions.restore(version)
    assert journal.entries.get(entry.id).body == "old"
    assert bodies(journal, entry) == ["new"]
    journal.versions.restore(journal.versions.list(entry.id)[0])
    assert journal.entries.get(entry.id).body == "new"
    assert bodies(journal, entry) == ["old"]
    journal.versions.delete(journal.versions.list(entry.id)[0])
    assert bodies(journal, entry) == []
    with pytest.raises(NotFound):
        journal.versions.restore(version)
    assert journal.entries.get(entry.id).body == "new"
    # What was deleted once and is written again is a version again.
    again = write(journal, journal.entries.get(entry.id), "old")
    clock.now += dt.timedelta(days=1)
    write(journal, again, "newest")
    assert bodies(journal, entry) == ["old", "new"]


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_byte_for_byte(journal: Journal, clock: Clock, text: str) -> None:
    entry = journal.entries.add("between", DAY, title=text[:50], body=f"{text}\nwords")
    clock.now += dt.timedelta(days=1)
    write(journal, entry, "other")
    assert journal.path
    with opened(journal.path) as again:
        (version,) = again.versions.list(entry.id)
        again.versions.restore(version)
        found = again.entries.get(entry.id)
    assert (found.title, found.body) == (text[:50], f"{text}\nwords")
