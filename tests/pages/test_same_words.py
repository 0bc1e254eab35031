"""The same sessions read the same on the command line, on the Trends page and on the page to bring."""

import datetime as dt
import json
from pathlib import Path

from alliance_journal.domain.sample.example_year import sample
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.ui.app import JournalApp
from alliance_journal.ui.trends.screen import TrendsScreen
from tests.conftest import Program
from tests.pages.driving import Driven
from tests.whole import dump


async def test_imported_sessions_read_the_same_everywhere(program: Program, tmp_path: Path) -> None:
    today = dt.date.today()
    document = tmp_path / "year.json"
    document.write_text(dump(sample(today), dt.datetime.now(dt.UTC)), encoding="utf-8")
    program.file = tmp_path / "journal.db"
    assert program("import", document).code == 0
    sentences = program("trends", "--with", "Zoë").out
    numbers = json.loads(program("trends", "--json", "--with", "Zoë").out)["therapists"][0]
    brief = program("brief").out

    journal = Journal.open(program.file)
    app = JournalApp(journal, lambda _: journal, lambda: today, Settings(), None)
    async with app.run_test(size=(120, 40)) as pilot:
        driven = Driven(app, pilot)
        await driven.press("f4", "z")
        seen = driven.seen()
        assert isinstance(app.screen, TrendsScreen)
        assert numbers["headline"] in sentences
        assert numbers["statements"][0]["text"] in " ".join(seen.split())
        for element, row in zip(numbers["elements"], app.screen.bars.rows, strict=True):
            told = row.verdict
            (line,) = [line for line in sentences.splitlines() if line.startswith(f"{element['label']}: ")]
            first = told.level if element["last"] in ("drop", "fell") else element["level"]["word"]
            assert line.startswith(f"{element['label']}: {first}")
            assert told.level in seen
            assert told.going in line
            fell = element["direction"]["word"] == "lower than it was" and element["last"] in ("drop", "fell")
            if element["direction"]["word"] in ("lower than it was", "higher than it was") and not fell:
                assert told.going == element["direction"]["word"]
            if element["steady"]:
                assert told.going == element["steady"]
            assert sum(point["score"] for point in element["points"]) == sum(p.value for p in row.points.values())
            if element["id"] in numbers["low"]:
                assert f"- {element['label']}: since " in brief
    journal.close()
