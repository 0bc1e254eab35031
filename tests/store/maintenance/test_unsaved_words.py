"""Words that could not be saved: put into a file beside the journal, and taken in later."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest

from alliance_journal import paths
from alliance_journal.domain.models import Entry, Unsaved
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.store.backup import backups, restore
from alliance_journal.store.core.errors import CannotOpen
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.maintenance import encryption, salvage, unsaved_words
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("quick_keys")

KEY = Passphrase("four quiet words here")
DAY = dt.date(2026, 5, 28)


def begun(path: Path, passphrase: Passphrase | None = None) -> Entry:
    with contextlib.closing(Journal.begin(path, passphrase=passphrase)) as journal:
        return journal.entries.add("session", DAY, title="First", body="It was late.")


def put_aside(path: Path, passphrase: Passphrase | None, *words: Unsaved) -> Path:
    with contextlib.closing(Journal.open(path, passphrase=passphrase)) as journal:
        return unsaved_words.put_aside(
            path, journal.file_settings.unsaved_text_key() if passphrase else None, words
        )


@pytest.mark.parametrize("passphrase", [None, KEY], ids=["plain", "encrypted"])
def test_a_text_comes_back_as_text_that_was_being_typed(tmp_path: Path, passphrase: Passphrase | None) -> None:
    path = tmp_path / "journal.db"
    entry = begun(path, passphrase)
    words = (
        Unsaved("It was late. Lighthouse.", entry=entry, base=entry.body),
        Unsaved("Windmill", card="topic/new"),
    )
    aside = put_aside(path, passphrase, *words)
    assert (b"Lighthouse" in aside.read_bytes()) is (passphrase is None)
    assert aside.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(Journal.open(path, passphrase=passphrase)) as journal:
        unsaved_words.import_all(journal)
        (draft,) = journal.drafts.list()
        assert (draft.entry_id, draft.body, draft.base) == (entry.id, "It was late. Lighthouse.", "It was late.")
        assert journal.unfinished.get("topic/new") == "Windmill"
    assert paths.unsaved_files(path) == []


def test_the_text_of_an_entry_that_is_gone_becomes_a_note(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    entry = begun(path)
    put_aside(path, None, Unsaved("Lighthouse.", entry=entry, base=entry.body))
    path.unlink()
    begun(path)
    with contextlib.closing(Journal.open(path)) as journal:
        unsaved_words.import_all(journal)
        _, note = sorted(journal.entries.list(), key=lambda one: one.kind, reverse=True)
        assert (note.kind, note.date, note.title, note.body) == ("between", DAY, "First", "Lighthouse.")
        assert journal.drafts.list() == ()


def test_a_file_that_another_key_encrypts_stays(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    entry = begun(path, KEY)
    aside = put_aside(path, KEY, Unsaved("Lighthouse.", entry=entry, base=entry.body))
    path.unlink()
    begun(path, KEY)
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        unsaved_words.import_all(journal)
    assert paths.unsaved_files(path) == [aside]


def test_no_plain_words_stay_beside_a_journal_that_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    entry = begun(path)
    put_aside(path, None, Unsaved("Lighthouse.", entry=entry, base=entry.body))
    encryption.set_passphrase(path, None, KEY)
    assert paths.unsaved_files(path) == []
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        assert [draft.body for draft in journal.drafts.list(also_of_others=True)] == ["Lighthouse."]


def test_a_plain_file_that_cannot_be_taken_in_is_named_when_the_journal_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    entry = begun(path)
    aside = put_aside(path, None, Unsaved("Lighthouse.", entry=entry, base=entry.body))
    aside.write_bytes(aside.read_bytes()[:5000])
    assert aside in encryption.set_passphrase(path, None, KEY).old


def test_characters_that_no_journal_holds_take_nothing_else_along(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    entry = begun(path)
    put_aside(path, None, Unsaved("Light\0house \ud800.", entry=entry, base=entry.body))
    with contextlib.closing(Journal.open(path)) as journal:
        unsaved_words.import_all(journal)
        assert [draft.body for draft in journal.drafts.list(also_of_others=True)] == ["Light�house ?."]


def test_the_key_stays_the_same_when_the_passphrase_changes(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    begun(path)
    keys = []
    for present, new in ((None, KEY), (KEY, Passphrase("another one")), (Passphrase("another one"), None)):
        with contextlib.closing(Journal.open(path, passphrase=present)) as journal:
            keys.append(journal.file_settings.unsaved_text_key())
        encryption.set_passphrase(path, present, new)
    assert len(set(keys)) == 1


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen):
        unsaved_words.put_aside(tmp_path / "away" / "journal.db", None, [Unsaved("Lighthouse.", card="topic/new")])
    assert list(tmp_path.iterdir()) == []


def test_a_journal_of_an_earlier_version_gets_its_key_when_it_is_first_asked_for(
    journal: Journal, clock: Clock
) -> None:
    database_of(journal).connection.execute("DELETE FROM upkeep WHERE what LIKE 'key %'")
    key = journal.file_settings.unsaved_text_key()
    assert key is not None
    assert journal.file_settings.unsaved_text_key() == key


@pytest.mark.parametrize("name", ["thoughts", "20260528-2040", "20260528-204000000000-2", "20260528-20400000000x"])
def test_another_journal_with_a_similar_name_is_not_taken_in(tmp_path: Path, name: str) -> None:
    begun(tmp_path / "journal.db")
    other = tmp_path / f"journal-unsaved-{name}.db"
    begun(other)
    with contextlib.closing(Journal.open(tmp_path / "journal.db")) as journal:
        unsaved_words.import_all(journal)
    assert paths.unsaved_files(tmp_path / "journal.db") == []
    with contextlib.closing(Journal.open(other)) as there:
        assert len(there.entries.list()) == 1


def test_words_come_back_after_a_backup_from_before_there_was_a_key(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    begun(path, KEY)
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        # As the version wrote it that had no such key yet.
        database_of(journal).connection.execute("DELETE FROM upkeep WHERE what = 'key of unsaved words'")
        backup = backups.make(database_of(journal))
    assert backup
    waiting = put_aside(path, KEY, Unsaved("Lighthouse", card="topic/new"))
    restore.restore(path, backup, KEY, KEY)
    with contextlib.closing(Journal.open(path, passphrase=KEY)) as journal:
        unsaved_words.import_all(journal)
        assert [row["words"] for row in database_of(journal).select("SELECT words FROM unfinished")] == [
            "Lighthouse"
        ]
    assert not waiting.exists()


@pytest.mark.parametrize("page", [None, 2, 5], ids=["whole", "schema", "table"])
@pytest.mark.parametrize("passphrase", [None, KEY], ids=["plain", "encrypted"])
def test_a_salvaged_journal_opens_the_words_that_wait_beside_it(
    tmp_path: Path, passphrase: Passphrase | None, page: int | None
) -> None:
    path, found_again = tmp_path / "journal.db", tmp_path / "salvaged.db"
    begun(path, passphrase)
    with contextlib.closing(Journal.open(path, passphrase=passphrase)) as journal:
        key = journal.file_settings.unsaved_text_key()
    assert key
    if page:
        whole = path.read_bytes()
        path.write_bytes(whole[: (page - 1) * 4096] + bytes(4096) + whole[page * 4096 :])
    salvage.salvage(path, found_again, passphrase)
    with contextlib.closing(Journal.open(found_again, passphrase=passphrase)) as journal:
        assert journal.file_settings.unsaved_text_key() == key
