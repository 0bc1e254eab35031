"""Looking back, from the palette, at every size."""

from pathlib import Path

from alliance_journal.domain.models import Document, Entry, Topic
from alliance_journal.store.transfer.import_document import import_into
from tests.hostile import HOSTILE, MEGABYTE, SHORT
from tests.new_journal import new_journal
from tests.pages.driving import TODAY, Driven, driving, each_size, example


async def look_back(driven: Driven) -> None:
    await driven.press("ctrl+p")
    await driven.type("looking back")
    await driven.until_seen("what helped and what was said")
    await driven.press("enter")
    await driven.pilot.pause()
    await driven.drawn()


def words(driven: Driven) -> str:
    return " ".join("".join(" " if "─" <= c <= "▟" else c for c in driven.seen()).split())


@each_size
async def test_months_are_read_and_left(size: tuple[int, int]) -> None:
    async with driving(example(), size) as driven:
        await look_back(driven)
        assert "Looking back" in driven.seen()
        seen = words(driven)
        for _ in range(8):
            await driven.press("space")
            seen += words(driven)
        assert "Raw notes and letters are left out." in seen
        assert "2026" in seen
        assert "The tension of" in seen
        await driven.press("escape")
        assert "Looking back" not in driven.seen()


async def test_nothing_yet(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    journal.entries.add("between", TODAY, body="## What helped\nSECRET", private=True)
    async with driving(journal) as driven:
        await look_back(driven)
        assert "Nothing to look back on yet." in words(driven)
        assert "SECRET" not in driven.seen()


async def test_hostile_words_are_quoted_and_kept(tmp_path: Path) -> None:
    journal = new_journal(tmp_path / "journal.db")
    # The newest one stands beside the list, where a long text takes time to be wrapped: that is tested elsewhere.
    days = (TODAY.replace(day=29 if text == MEGABYTE else 30) for text in HOSTILE)
    entries = tuple(
        Entry(f"e{place}", "session", day, body=f"## What helped\n{text}")
        for place, (day, text) in enumerate(zip(days, HOSTILE, strict=True))
    )
    topics = tuple(Topic(f"t{place}", text, "e0", "brought") for place, text in enumerate(SHORT))
    import_into(journal, Document(entries=entries, topics=topics))
    goal = journal.goals.add(HOSTILE[0])
    journal.goals.set_state(goal.id, "reached")
    before = journal.entries.list()
    async with driving(journal) as driven:
        await look_back(driven)
        assert "“we [/felt]”" in driven.seen()
        assert "Goals you reached" in driven.seen()
        await driven.press(*["pagedown"] * 5, "escape")
    assert journal.entries.list() == before
