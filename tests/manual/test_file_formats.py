"""The manual's examples of our JSON documents are what the program reads and prints."""

import json
import re
from pathlib import Path
from typing import Any

from alliance_journal.domain.alliance.questions import DEFAULT_QUESTIONS
from alliance_journal.exchange.registry import export_formats, import_formats
from tests.conftest import Program
from tests.manual.pages import json_under, sections, text_of

PAGE = text_of("file_formats")
DAYS = ("2025-03-06", "2025-03-13", "2025-03-20", "2025-03-27", "2025-04-03")


def five_sessions() -> dict[str, Any]:
    """The journal behind the example of `trends`: all answers "mostly", the last one about warmth "no"."""
    return {
        "format": "alliance-journal",
        "version": 1,
        "therapists": [{"id": "ruth", "name": "Ruth", "status": "current", "note": ""}],
        "entries": [
            {
                "id": f"session-{number}",
                "kind": "session",
                "date": day,
                "therapist": "ruth",
                "created_at": f"{day}T18:00:00.000+00:00",
                "updated_at": f"{day}T18:00:00.000+00:00",
                "answers": [
                    {
                        "question": question.id,
                        "answer": "no" if (question.id, day) == ("warmth", DAYS[-1]) else "mostly",
                    }
                    for question in DEFAULT_QUESTIONS
                ],
            }
            for number, day in enumerate(DAYS, start=1)
        ],
    }


def printed_trends(program: Program, folder: Path) -> dict[str, Any]:
    """Return what `trends --json` prints for these sessions, with warmth as the only element."""
    document = folder / "five.json"
    document.write_text(json.dumps(five_sessions()))
    assert program("import", document).code == 0
    printed: dict[str, Any] = json.loads(program("trends", "--json").out)
    (therapist,) = printed["therapists"]
    therapist["elements"] = [one for one in therapist["elements"] if one["id"] == "warmth"]
    return printed


def test_the_example_of_trends_is_what_the_program_prints(program: Program, tmp_path: Path) -> None:
    program.file = tmp_path / "new.db"
    assert json_under(PAGE, "Trends as JSON") == printed_trends(program, tmp_path)


def test_the_example_of_our_json_comes_back_as_it_was(program: Program, tmp_path: Path) -> None:
    """Everything in it is read and written again; the program adds the questions it asks."""
    program.file = tmp_path / "new.db"
    example = json_under(PAGE, "Our JSON document")
    document = tmp_path / "example.json"
    document.write_text(json.dumps(example))
    assert program("import", document).code == 0
    assert program("export", tmp_path / "again.json").code == 0
    again = json.loads((tmp_path / "again.json").read_text())
    again |= {"exported_at": example["exported_at"], "questions": example["questions"]}
    assert again == example


def test_every_format_is_named() -> None:
    reading, writing = (sections(PAGE, "##")[heading] for heading in ("What can be read", "What can be written"))
    assert set(re.findall(r"^\| `([\w-]+)` \|", reading, re.MULTILINE)) == {form.name for form in import_formats()}
    assert set(re.findall(r"^\| `([\w-]+)` \|", writing, re.MULTILINE)) == {form.name for form in export_formats()}
