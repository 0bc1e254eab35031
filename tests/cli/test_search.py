"""`search` and `list` as other programs start them."""

import contextlib
import datetime as dt
import json

import pytest
from click.testing import CliRunner

from alliance_journal.cli.command_group import cli
from tests.conftest import Program
from tests.hostile import SHORT, steers
from tests.new_journal import new_journal

DAY = dt.date(2026, 5, 28)


@pytest.fixture
def filled(program: Program) -> Program:
    program.file = program.home / "journal.db"
    with contextlib.closing(new_journal(program.file)) as journal:
        zoe = journal.therapists.add("Zoë").id
        journal.entries.add("session", DAY, therapist_id=zoe, body="Über die Gleise #work")
        journal.entries.add(
            "session", DAY, therapist_id=zoe, title="Later", body="a train, and 李在 tracks", tags=("Work",)
        )
        journal.entries.add("between", DAY, title="Hidden", body="gleise hidden #work", private=True)
        for text in SHORT:
            journal.entries.add("letter", DAY - dt.timedelta(days=300), title=text, body=f"{text} hostile {text}")
    return program


def test_search(filled: Program) -> None:
    ran = filled("search", "uber")
    (line, snippet) = ran.out.splitlines()
    assert line.startswith("Thu 28 May 2026 · session 1 · Zoë · Über die Gleise #work · ")
    assert snippet == "    Über die Gleise #work"
    raw = filled("search", "gleise", "-uber").out
    assert raw.startswith("Thu 28 May 2026 · note · a raw note · ")
    assert len(raw.splitlines()) == 1
    nothing = filled("search", "a train", "and tracks", "since:foo")
    assert (nothing.code, nothing.out) == (0, "")
    assert "No note has these words." in nothing.err
    assert "cannot be read as a day" in nothing.err
    found = json.loads(filled("search", "--json", "tag:WORK").out)
    assert [entry["body"] for entry in found if "body" in entry] == [
        "a train, and 李在 tracks",
        "Über die Gleise #work",
    ]
    assert {"kind", "date", "id", "private"} == set(next(entry for entry in found if "body" not in entry))
    assert filled("search").code == 2


def test_in_this_process(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of the same without a process each."""

    def run(*arguments: str, color: bool = False) -> str:
        done = CliRunner().invoke(cli, ["--file", str(filled.file), *arguments], color=color)
        assert done.exit_code == 0, done.output
        return done.output

    assert "train, and \x1b[1m李在\x1b[0m tracks" in run("search", "李在", color=True)
    assert len(run("list", "--tag", "#work").splitlines()) == 3
    assert len(run("list", "--with", "zoë", "--since", "2026-05-28").splitlines()) == 2
    assert len(run("list", "--kind", "letter", "--until", "2026-01-01").splitlines()) == len(SHORT)
    assert len(json.loads(run("list", "--json"))) == 3 + len(SHORT)
    assert "a phrase" not in run("search", '"train and"', "tracks", "-nothing")
    assert steers(run("search", "hostile")) == []
    for text in (*SHORT, '"', "-", "*", "a^b", "NEAR(", "tag:", "x" * 10_000):
        run("search", "--", text)
