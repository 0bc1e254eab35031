"""Owner of a draft: another window that is running, or one that has ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from alliance_journal.store.core import draft_owner
from alliance_journal.store.journal import Journal, database_of
from tests.conftest import Clock
from tests.store.staging import DAY, opened

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no such question on Windows")

WRITING: Final = """
import sys
from pathlib import Path
from alliance_journal.store.core import draft_owner
from alliance_journal.store.journal import Journal
journal = Journal.open(Path(sys.argv[1]))
entry = journal.entries.list()[0]
journal.drafts.save(entry.id, "typed in the other window", entry.body)
journal.close()
print(draft_owner.mine(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def begun(journal: Journal) -> Path:
    journal.entries.add("between", DAY, body="as it was")
    assert journal.path
    return journal.path


@pytest.fixture
def window(begun: Path) -> Iterator[Any]:
    """Another run of the program, in which something is typed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(begun)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    process.mark = process.stdout.readline().strip()  # type: ignore[attr-defined]
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=60)


def offered(path: Path) -> list[str]:
    with opened(path) as journal:
        return [draft.body for draft in journal.drafts.list()]


def test_mine_is_not_anothers() -> None:
    assert not draft_owner.is_another_that_runs(draft_owner.mine())
    assert str(os.getpid()) in draft_owner.mine()


def test_another_that_runs(begun: Path, window: Any) -> None:
    assert draft_owner.is_another_that_runs(window.mark)
    assert offered(begun) == []
    with opened(begun) as journal:
        (draft,) = journal.drafts.list(also_of_others=True)
        assert (draft.body, draft.writer) == ("typed in the other window", window.mark)


def test_another_that_was_stopped_still_runs(begun: Path, window: Any) -> None:
    window.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, window.pid, os.WSTOPPED | os.WNOWAIT)
    assert offered(begun) == []
    window.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_another_that_ended(begun: Path, window: Any, number: signal.Signals) -> None:
    window.send_signal(number)
    window.wait(60)
    assert not draft_owner.is_another_that_runs(window.mark)
    assert offered(begun) == ["typed in the other window"]


def test_another_whose_end_nobody_took_notice_of(begun: Path, window: Any) -> None:
    window.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, window.pid, os.WEXITED | os.WNOWAIT)
    # It is still there, as a number and nothing else.
    os.kill(window.pid, 0)
    if Path("/proc/self/stat").exists():
        assert not draft_owner.is_another_that_runs(window.mark)
        assert offered(begun) == ["typed in the other window"]


def test_a_number_that_came_again_is_another_run(window: Any) -> None:
    if Path("/proc/self/stat").exists():
        number = window.mark.rpartition("-")[0]
        assert not draft_owner.is_another_that_runs(f"{number}-1")


@pytest.mark.parametrize(
    "mark", ["", "x", "-", "elsewhere-1", "elsewhere-", "{}-", "{}-x", "{}--1", "{}-" + "9" * 30]
)
def test_marks_of_other_computers_or_of_nobody(mark: str) -> None:
    computer = draft_owner.mine().partition("-")[0]
    assert not draft_owner.is_another_that_runs(mark.format(computer))


def test_a_draft_of_another_computer_is_offered(begun: Path) -> None:
    with opened(begun) as journal:
        entry = journal.entries.list()[0]
        database_of(journal).connection.execute(
            "INSERT INTO drafts (entry_id, writer, body, base, saved_at) "
            "VALUES (?, 'elsewhere-1', 'there', '', '')",
            (entry.id,),
        )
    assert offered(begun) == ["there"]


def test_two_windows_never_write_over_each_others_draft(begun: Path, window: Any, clock: Clock) -> None:
    with opened(begun) as journal:
        entry = journal.entries.list()[0]
        journal.drafts.save(entry.id, "typed here", entry.body)
        assert {draft.body for draft in journal.drafts.list(also_of_others=True)} == {
            "typed here",
            "typed in the other window",
        }
        journal.entries.save_text(entry.id, "typed here", entry.body)
        (left,) = journal.drafts.list(also_of_others=True)
        assert left.body == "typed in the other window"
        window.send_signal(signal.SIGKILL)
        window.wait(60)
        (draft,) = journal.drafts.list()
        journal.drafts.take_over(draft)
        (mine,) = journal.drafts.list()
        assert (mine.body, mine.writer) == ("typed in the other window", draft_owner.mine())
        kept = journal.entries.save_text(entry.id, mine.body, mine.base)
        assert kept.is_new_entry
        assert {one.body for one in journal.entries.list()} == {"typed here", "typed in the other window"}
