"""Registry of formats: detection, exports that are complete or absent, and imports of arbitrary bytes."""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_journal.domain.sample.example_year import sample
from alliance_journal.exchange import export_file
from alliance_journal.exchange.base import CannotRead, Format, WriteOptions
from alliance_journal.exchange.detect import detect_format
from alliance_journal.exchange.import_file import error_sentence
from alliance_journal.exchange.registry import FORMATS, export_formats
from alliance_journal.files import new_file, new_folder
from alliance_journal.store.core.database import Database
from alliance_journal.store.entries import entry_rows
from alliance_journal.store.journal import Journal, database_of
from alliance_journal.store.transfer.export_source import WINDOW, outgoing
from alliance_journal.store.transfer.import_document import import_into, whole
from tests.conftest import snapshot
from tests.exchange.files import NOW, TODAY, bring, day_one, give, read, refusal
from tests.store.staging import no_file_longer_than

UNKNOWN = "This is none of the files that can be read here"


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.json", b'{"format": "alliance-journal", "version": 1}', "json"),
        ("a.json", b'{"entries": [{"kind": "letter", "date": "2026-05-28"}]}', "json"),
        ("a.json", b'{"tags": {}, "entries": [{"title": "x", "body": "y", "starred": false}]}', "jrnl-json"),
        ("a.json", b'{"metadata": {}, "entries": [{"uuid": "x", "creationDate": "y"}]}', "dayone"),
        ("a.json", b"not json at all", "json"),
        ("a", b'\n {"format": "alliance-journal"}', "json"),
        ("a.txt", b"[2026-11-20 10:30] Title\n", "jrnl"),
        ("a.txt", b"\xef\xbb\xbf\r\n[20.11.2026 10:30] Title\r\n", "jrnl"),
        ("a.md", b"# words", "markdown"),
        ("a.MD", b"", "markdown"),
        ("a.csv", b"date,text\n", "csv"),
        ("a", b"date;text\r\n2026-05-28;x\r\n", "csv"),
        ("a.tsv", "date\ttext\n".encode("utf-16"), "csv"),
    ],
)
def test_the_format_of_a_file(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert detect_format(tmp_path / name) is FORMATS[form]
    # Of a long file the beginning is read, wherever it is cut.
    for more in (b"\n" + "ä".encode() * 200_000, b"\nx" + "ä".encode() * 200_000):
        if name in ("a.txt", "a.md", "a.csv"):
            (tmp_path / name).write_bytes(data + more)
            assert detect_format(tmp_path / name) is FORMATS[form]


def test_unknown_content_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(range(256)) * 2000)
    # Only the beginning is read, however long the file is.
    os.truncate(file, 200 << 20)
    for _ in range(2):
        assert refusal(file).startswith(UNKNOWN)
        file.write_bytes(os.urandom(5000))
    for data in (b"", b"just words, and nothing else", b"\x00" * 5000):
        (tmp_path / "b.txt").write_bytes(data)
        assert refusal(tmp_path / "b.txt").startswith(UNKNOWN)
    os.truncate(file, (1 << 30) + 1)
    for form in ("json", "jrnl", "csv"):
        assert "longer than 1 GiB" in refusal(file, form)


def test_deeply_nested_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"[" * (1 << 20))
    assert refusal(file).startswith("This file is not JSON that can be read: its lists lie too deep")


def test_pipes_devices_and_missing_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "This is no file. Save what comes from it to a file first."
    assert refusal(Path("/dev/zero"), "jrnl") == "This is no file. Save what comes from it to a file first."
    with pytest.raises(FileNotFoundError):
        detect_format(tmp_path / "nowhere")


def test_an_error_names_the_next_step(tmp_path: Path) -> None:
    """The step is to mend a place only if one is named, and is left out if the sentence contains it."""
    for data, said in (
        (b"[", "line 1, column 2. Nothing was taken over from x; mend this place and try again."),
        (b"PK", "Export or copy it once more. Nothing was taken over from x."),
        (b"a", "Nothing was taken over from x; choose another file or folder."),
    ):
        (tmp_path / "x").write_bytes(data)
        form = "json" if data == b"[" else "dayone" if data == b"PK" else "jrnl"
        with pytest.raises(CannotRead) as caught:
            read(tmp_path / "x", form)
        assert error_sentence(caught.value, "x").endswith(said)


# Export


@pytest.fixture
def filled(journal: Journal) -> Journal:
    import_into(journal, sample(TODAY))
    return journal


@pytest.mark.parametrize("form", export_formats(), ids=lambda form: form.name)
def test_an_export_is_complete_or_absent(tmp_path: Path, filled: Journal, form: Format) -> None:
    """An existing file is kept, an interrupted export leaves nothing, and the next one succeeds."""
    target = tmp_path / "out"

    def gives_up(error: type[BaseException]) -> Callable[[int, int], None]:
        def progress(done: int, of: int) -> None:
            if done == of:
                raise error

        return progress

    before = snapshot(tmp_path)
    for error in (KeyboardInterrupt, RuntimeError):
        with pytest.raises(error), outgoing(filled) as source:
            export_file.write(source, target, form, WriteOptions(NOW, progress=gives_up(error)))
        assert snapshot(tmp_path) == before
    full = os.strerror(errno.EFBIG)
    with pytest.raises(OSError, match=full), no_file_longer_than(300), outgoing(filled) as source:
        export_file.write(source, target, form, WriteOptions(NOW))
    assert snapshot(tmp_path) == before
    makes: tuple[Callable[[], object], ...] = (
        target.touch,
        target.mkdir,
        lambda: target.symlink_to(tmp_path / "nowhere"),
    )
    for make in makes:
        make()
        there = snapshot(tmp_path)
        with pytest.raises(FileExistsError), outgoing(filled) as source:
            export_file.write(source, target, form, WriteOptions(NOW))
        assert snapshot(tmp_path) == there
        target.rmdir() if target.is_dir() else target.unlink()
    done: list[int] = []
    with outgoing(filled) as source:
        export_file.write(source, target, form, WriteOptions(NOW, progress=lambda number, of: done.append(number)))
        assert done == sorted(done)
        assert done[-1] == source.count
    assert not (tmp_path / "out.part").exists()
    # No read transaction is left open.
    filled.entries.add("between", TODAY, body="after")


def test_a_new_file_or_folder_never_replaces_another(tmp_path: Path) -> None:
    """Also one that is created meanwhile."""

    def make_file() -> None:
        with new_file(tmp_path / "a") as file:
            file.write(b"new")
            (tmp_path / "a").write_bytes(b"theirs")

    def make_folder() -> None:
        with new_folder(tmp_path / "b") as folder:
            (folder / "x").write_bytes(b"new")
            (tmp_path / "b").mkdir()

    for make in (make_file, make_folder):
        with pytest.raises(FileExistsError):
            make()
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert list((tmp_path / "b").iterdir()) == []


def test_an_export_reads_batches(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """No batch is larger than WINDOW, and each entry is exported once, in order."""
    with journal.transaction():
        for number in range(WINDOW * 2 + 3):
            journal.entries.add("between", TODAY, body=f"note {number}")
    rows: list[int] = []
    read = entry_rows.read

    def counting(database: Database, where: str, values: tuple[object, ...]) -> object:
        found = read(database, where, values)
        rows.append(len(found))
        return found

    monkeypatch.setattr(entry_rows, "read", counting)
    with outgoing(journal) as source:
        given = [entry.body for entry in source.entries()]
    assert rows == [WINDOW, WINDOW, 3]
    assert sorted(given) == sorted(f"note {number}" for number in range(WINDOW * 2 + 3))


def test_an_export_leaves_no_transaction_open(journal: Journal) -> None:
    """It reads in one transaction, which ends with it."""
    journal.entries.add("between", TODAY, body="before")
    with outgoing(journal) as source:
        entries = source.entries()
        assert next(entries).body == "before"
        assert (source.count, source.trash, source.drafts) == (1, 0, 0)
    assert journal.path
    assert not database_of(journal).connection.in_transaction


@pytest.mark.parametrize("form", export_formats(), ids=lambda form: form.name)
def test_the_report_names_missing_records(filled: Journal, form: Format) -> None:
    with outgoing(filled) as source:
        said = " ".join(export_file.report(source, "out", form))
    assert "private things included (raw notes and letters too)" in said
    assert ("the JSON export holds" in said) == (form.name != "json")
    assert form.lacks in said
    assert bool(form.lacks) == (form.name != "json")


@pytest.mark.parametrize("form", export_formats(), ids=lambda form: form.name)
def test_the_partial_file_of_a_killed_export_is_replaced(tmp_path: Path, filled: Journal, form: Format) -> None:
    """After a minute; a file that may belong to another program is kept."""
    target, left = tmp_path / "out", tmp_path / "out.part"

    class Killed(BaseException):
        pass

    def killed(done: int, of: int) -> None:
        # A copy of the partial file.
        if done == of:
            if left.is_dir():
                shutil.copytree(left, tmp_path / "kept")
            else:
                (tmp_path / "kept").touch(0o600)
                if form.first_bytes:
                    (tmp_path / "kept").write_bytes(give(filled, tmp_path / "whole", form.name).read_bytes()[:900])
            raise Killed

    with pytest.raises(Killed), outgoing(filled) as source:
        export_file.write(source, target, form, WriteOptions(NOW, progress=killed))
    (tmp_path / "kept").rename(left)
    before = snapshot(tmp_path)
    with pytest.raises(FileExistsError) as caught:
        give(filled, target, form.name)
    assert caught.value.filename == str(left)
    assert snapshot(tmp_path) == before
    for path in (*left.rglob("*"), left):
        os.utime(path, (1779969600, 1779969600))
    give(filled, target, form.name)
    assert not left.exists()
    # A file of another program is kept, however old it is.
    target.rename(tmp_path / "done")
    if form.is_folder:
        left.mkdir(0o700)
        (left / "theirs.md").write_text("words")
    else:
        left.write_text("words")
        left.chmod(0o600)
    os.utime(left, (1779969600, 1779969600))
    before = snapshot(tmp_path)
    with pytest.raises(FileExistsError):
        give(filled, target, form.name)
    assert snapshot(tmp_path) == before


# Import


def test_an_interrupted_import_is_rolled_back(tmp_path: Path, filled: Journal, journal: Journal) -> None:
    file = give(filled, tmp_path / "out.json", "json")
    other = Journal.in_memory()
    before = whole(other)

    def progress(done: int, of: int) -> None:
        if done == of:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_into(other, read(file), progress=progress)
    assert whole(other) == before
    assert bring(other, file)[0].added["entries"] == len(filled.entries.list())
    other.close()


def test_places_of_different_entries(tmp_path: Path, filled: Journal) -> None:
    file = give(filled, tmp_path / "out.json", "json")
    data = file.read_text()
    for title in [entry.title for entry in filled.entries.list() if entry.title][:2]:
        data = data.replace(f'"{title}"', f'"{title} changed"')
    (tmp_path / "in.json").write_text(data)
    done, said = bring(filled, tmp_path / "in.json")
    assert len(done.different) >= 2
    assert "was not taken over: entries[" in said[2]


def test_day_one_needs_no_suffix(tmp_path: Path) -> None:
    assert detect_format(day_one(tmp_path / "export")).name == "dayone"


# Arbitrary bytes


JUNK = (
    b"null",
    b"[]",
    b"{}",
    b"1e999",
    b'"',
    b"\\ud83d",
    b"\xff",
    b"\0",
    b"[",
    b"}",
    b"\n---\n",
    b";",
    b"0001-01-01",
    b"'=",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, bytes]]:
    """Return one valid file of each format."""
    folder = tmp_path_factory.mktemp("files")
    journal = Journal.in_memory()
    import_into(journal, sample(TODAY)._replace(entries=sample(TODAY).entries[:6]))
    found: list[tuple[str, str, bytes]] = []
    for form in export_formats():
        target = give(journal, folder / form.name, form.name)
        written = [target] if target.is_file() else sorted(target.iterdir())[:2]
        found += [(form.name, file.suffix, file.read_bytes()) for file in written]
    journal.close()
    entry = {"uuid": "a", "creationDate": "2026-05-28T10:00:00Z", "text": "x", "tags": ["y"], "starred": True}
    found.append(("dayone", ".zip", day_one(folder / "d.zip", entry).read_bytes()))
    theirs = {"title": "a", "body": "b", "date": "2026-05-28", "time": "10:30", "tags": ["@x"], "starred": True}
    found.append(("jrnl-json", ".json", json.dumps({"entries": [theirs, theirs]}).encode()))
    return found


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_is_read_or_refused(
    files: list[tuple[str, str, bytes]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A changed file is imported, or refused with CannotRead; no other exception is raised."""
    form, ending, whole_file = data.draw(st.sampled_from(files))
    changed = bytearray(whole_file)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(changed)))
        changed[start : start + data.draw(st.integers(0, 30))] = data.draw(st.sampled_from(JUNK))
    file = tmp_path_factory.getbasetemp() / f"changed{ending}"
    file.write_bytes(changed)
    with contextlib.suppress(CannotRead):
        detect_format(file)
    with contextlib.suppress(CannotRead), contextlib.closing(Journal.in_memory()) as journal:
        import_into(journal, read(file, form))
