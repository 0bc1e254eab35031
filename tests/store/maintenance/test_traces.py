"""Deleted texts leave no trace in a plain file: not a word in any table, index or free page."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.domain.alliance.answers import Answer
from alliance_journal.domain.models import Document, Entry, GivenAnswer
from alliance_journal.store.backup import backups
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import daily
from alliance_journal.store.transfer.import_document import import_into
from tests.conftest import Clock
from tests.store.staging import DAY, opened

PLANTED: Final = "Quizzical walruses whispered beneath Copenhagen, Ärmelkanal notwithstanding"
WORDS: Final = [word.casefold() for word in re.findall(r"\w+", PLANTED)]
Delete = Callable[[Journal], object]
"""Deletes what was planted, maybe in another run of the program."""
FILLER: Final = "Something else was on my mind that day, and I said so. " * 3


def traces(path: Path) -> list[str]:
    """The planted words that can be read in a file's bytes: case and accents aside, also without their beginning,
    as an index of words leaves out what the word before it has, too.
    """
    data = path.read_bytes().lower().replace("ä".encode(), b"a").replace("Ä".encode(), b"a")
    found = []
    for word in WORDS:
        bare = word.replace("ä", "a")
        if bare.encode() in data or bare[3:].encode() in data:
            found.append(word)
    return found


def filled(folder: Path, clock: Clock) -> Path:
    """A journal of some size, none of whose words is one of the planted ones."""
    folder.mkdir()
    path = folder / "journal.db"
    with contextlib.closing(Journal.begin(path, clock)) as journal:
        for place in range(60):
            entry = journal.entries.add("between", DAY, title=f"Note {place}", body=FILLER * (place % 7 + 1))
            journal.answers.set(entry.id, "warmth", Answer.FULLY)
    assert traces(path) == []
    return path


def edited_away(journal: Journal) -> Delete:
    entry = journal.entries.add("between", DAY, body=f"Before. {PLANTED}. After.")
    return lambda journal: journal.entries.save_text(entry.id, "Before. After.", entry.body)


def edited_away_from_a_long_one(journal: Journal) -> Delete:
    entry = journal.entries.add("between", DAY, body=FILLER * 400 + PLANTED + FILLER * 400)
    return lambda journal: journal.entries.save_text(entry.id, FILLER * 300, entry.body)


def edited_while_saving(journal: Journal) -> Delete:
    entry = journal.entries.add("between", DAY, body=FILLER)

    def write(journal: Journal) -> None:
        for end in range(0, len(PLANTED), 7):
            journal.drafts.save(entry.id, FILLER + PLANTED[:end], entry.body)
        journal.drafts.save(entry.id, FILLER + PLANTED, entry.body)
        kept = journal.entries.save_text(entry.id, FILLER + PLANTED, entry.body)
        journal.drafts.save(entry.id, FILLER, kept.entry.body)
        journal.entries.save_text(entry.id, FILLER, kept.entry.body)

    return write


def draft_dropped(journal: Journal) -> Delete:
    entry = journal.entries.add("between", DAY, body=FILLER)
    journal.drafts.save(entry.id, FILLER + PLANTED, entry.body)
    (draft,) = journal.drafts.list()
    return lambda journal: journal.drafts.delete(draft)


def card_ended(journal: Journal) -> Delete:
    journal.unfinished.save("card", PLANTED)
    return lambda journal: journal.unfinished.delete("card")


def answers_words(journal: Journal) -> Delete:
    entry = journal.entries.list()[0]
    journal.answers.set_comment(entry.id, "warmth", PLANTED)
    return lambda journal: journal.answers.set_comment(entry.id, "warmth", "other")


def question_as_it_was_asked(journal: Journal) -> Delete:
    """The wording came with the answer, and nobody else was asked so."""
    given = GivenAnswer("warmth", Answer.NO, asked_as=f"Does this therapist… {PLANTED}?")
    import_into(journal, Document(entries=(Entry("came", "session", DAY, answers=(given,)),)))
    return lambda journal: journal.answers.clear("came", "warmth")


def answer_cleared(journal: Journal) -> Delete:
    entry = journal.entries.list()[0]
    journal.answers.set_comment(entry.id, "warmth", PLANTED)
    return lambda journal: journal.answers.clear(entry.id, "warmth")


def title_and_tags(journal: Journal) -> Delete:
    entry = journal.entries.add("between", DAY, title=PLANTED, tags=(PLANTED, *PLANTED.split()))
    return lambda journal: journal.entries.change_details(entry._replace(title="", tags=()))


def topic_reworded(journal: Journal) -> Delete:
    topic = journal.topics.add(PLANTED)
    return lambda journal: journal.topics.change_text(topic.id, "other")


def tension_unmarked(journal: Journal) -> Delete:
    entry = journal.entries.list()[0]
    journal.tensions.set(entry.id, PLANTED)
    return lambda journal: journal.tensions.clear(entry.id)


def outcome_taken_away(journal: Journal) -> Delete:
    entry = journal.entries.list()[0]
    journal.tensions.set(entry.id, "")
    journal.tensions.set_outcome(entry.id, PLANTED)
    return lambda journal: journal.tensions.set_outcome(entry.id, "")


WAYS: Final = (
    edited_away,
    edited_away_from_a_long_one,
    edited_while_saving,
    draft_dropped,
    card_ended,
    answers_words,
    question_as_it_was_asked,
    answer_cleared,
    title_and_tags,
    topic_reworded,
    tension_unmarked,
    outcome_taken_away,
)


each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


@each_way
@pytest.mark.parametrize("later", [False, True], ids=["at once", "in another run"])
def test_no_trace(tmp_path: Path, clock: Clock, way: Callable[[Journal], Delete], later: bool) -> None:
    path = filled(tmp_path / "journal", clock)
    journal = Journal.open(path, clock)
    delete = way(journal)
    if later:
        journal.close()
        if way is not edited_while_saving:
            assert traces(path) == WORDS, "what was planted is not there to be deleted"
        journal = Journal.open(path, clock)
    delete(journal)
    journal.close()
    assert traces(path) == []
    assert [found.name for found in path.parent.iterdir()] == ["journal.db"]
    with opened(path) as again:
        copy = backups.make(database_of(again))
    assert copy
    assert traces(copy) == []


TYPING: Final = """
import os, signal, sys
from pathlib import Path
from alliance_journal.store.journal import Journal
import datetime as dt
journal = Journal.open(Path(sys.argv[1]))
entry = journal.entries.add("between", dt.date(2026, 5, 28), body="Before. " + sys.argv[2])
journal.entries.save_text(entry.id, "Before.", entry.body)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_sudden_end_is_made_good_by_the_next_upkeep(tmp_path: Path, clock: Clock) -> None:
    """Killed before it was closed, the index of words has not forgotten yet: the daily upkeep sees to it."""
    path = filled(tmp_path / "journal", clock)
    subprocess.run([sys.executable, "-c", TYPING, str(path), PLANTED], check=False, timeout=60)
    with opened(path) as journal:
        done = daily.do(journal, DAY)
    assert done.backup
    assert traces(path) == []
    assert traces(done.backup) == []


def test_what_is_in_the_trash_can_be_taken_back(tmp_path: Path, clock: Clock) -> None:
    """Putting an entry in the trash takes nothing out of the file, and the README says so."""
    path = filled(tmp_path / "journal", clock)
    with contextlib.closing(Journal.open(path, clock)) as journal:
        entry = journal.entries.add("between", DAY, body=PLANTED)
        journal.trash.put(entry.id)
    assert traces(path) == WORDS
