"""The README's pictures: drawn over the invented year with a fixed day, and golden files at once.

To draw them anew after a change that is meant to be seen: `python -m pytest --draw tests/pages/test_pictures.py`,
then look at each one before it is committed.
"""

import re
from pathlib import Path
from typing import Final

import pytest

from alliance_journal.settings import Settings
from tests.pages.driving import driving, example, hold_still

FOLDER: Final = Path(__file__).parents[2] / "screenshots"

PICTURES: Final[dict[str, tuple[tuple[int, int], str, tuple[str, ...]]]] = {
    "journal-120-hearth": ((120, 40), "hearth", ("enter",)),
    "journal-120-paper": ((120, 40), "paper", ("enter",)),
    "journal-80-hearth": ((80, 24), "hearth", ()),
    "checklist-80-hearth": ((80, 24), "hearth", ("f3", "end")),
    "checklist-80-paper": ((80, 24), "paper", ("f3", "end")),
    "checklist-120-hearth": ((120, 40), "hearth", ("f3",)),
    "trends-80-hearth": ((80, 24), "hearth", ("f4", "down", "down", "down")),
    "trends-120-paper": ((120, 40), "paper", ("f4", "down", "down", "down")),
    "trends-120-hearth": ((120, 40), "hearth", ("f4", "down", "down", "down")),
    "prepare-80-hearth": ((80, 24), "hearth", ("f5",)),
    "prepare-120-hearth": ((120, 40), "hearth", ("f5",)),
    "prepare-120-paper": ((120, 40), "paper", ("f5",)),
    "help-80-hearth": ((80, 24), "hearth", ("f1",)),
    "new-session-80-hearth": ((80, 24), "hearth", ("n",)),
    "journal-60-hearth": ((60, 20), "hearth", ()),
    "checklist-60-hearth": ((60, 20), "hearth", ("f3",)),
    "trends-60-hearth": ((60, 20), "hearth", ("f4",)),
    "prepare-60-hearth": ((60, 20), "hearth", ("f5", "v")),
}


@pytest.mark.parametrize("name", [*PICTURES, "welcome-80-hearth"])
async def test_picture(name: str, pytestconfig: pytest.Config) -> None:
    if name in PICTURES:
        size, theme, keys = PICTURES[name]
        journal = example()
    else:
        size, theme, keys, journal = (80, 24), "hearth", (), None
    async with driving(journal, size, Settings(theme="light" if theme == "paper" else "dark"), keys=keys) as driven:
        await hold_still(driven)
        drawn = loading_nothing(driven.app.export_screenshot())
    path = FOLDER / f"{name}.svg"
    if pytestconfig.getoption("--draw"):
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8"), f"{name} looks different; draw it anew and look at it"


def loading_nothing(svg: str) -> str:
    """The picture without the web font it would ask for: a private app's pictures load nothing."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def test_pictures_load_nothing_and_none_is_left_over() -> None:
    found = sorted(FOLDER.glob("*"))
    assert {path.stem for path in found} == {*PICTURES, "welcome-80-hearth"}
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"(?:https?:)?//(?!www\.w3\.org|www\.textualize\.io)[^\s\"']+", text), path.name
        assert "url(http" not in text
