"""Every dialog shows a way to close it by mouse."""

import itertools
from pathlib import Path
from typing import Final

import pytest
from textual.widgets import Button

from alliance_journal.ui.dialogs.base_dialog import BaseDialog
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from tests.pages.driving import SIZES, Driven, driving, example, with_sample

DIALOGS: Final = {
    "journal": ("f1", "f12", "n", "a", "w", "s", "e", "t", "h", "number_sign"),
    "checklist": ("w",),
    "trends": ("enter", "i", "b"),
    "prepare": ("n", "enter", "q", "e"),
    "people": ("enter", "n", "c"),
}
"""Keys that open a dialog, by page."""
COMMANDS: Final = (
    "own_numbers", "meet_next", "guide", "looking_back", "open_trash", "backups", "passphrase", "merge",
    "export_all", "import_all", "save_copy",
)  # fmt: skip
"""Commands of the palette that open a dialog."""


async def close_by_mouse(driven: Driven) -> None:
    """Click on what is shown for closing: the hint for Escape, or the first answer of a question."""
    dialog = driven.app.screen
    assert isinstance(dialog, BaseDialog)
    if isinstance(dialog, ConfirmDialog):
        await driven.click(str(dialog.query(Button).first().label))
    else:
        hint = str(dialog.query_one(".card").border_subtitle)
        await driven.click(hint[hint.rindex("esc ") :])
    assert driven.app.screen is not dialog


@pytest.mark.parametrize(("page", "size"), list(zip(DIALOGS, itertools.cycle(SIZES[:2]), strict=False)))
async def test_dialogs_of_a_page(page: str, size: tuple[int, int]) -> None:
    async with driving(example(), size) as driven:
        await driven.app.run_action(f"go('{page}')")
        await driven.drawn()
        opened = 0
        for key in DIALOGS[page]:
            before = driven.app.screen
            await driven.press(key)
            opened += driven.app.screen is not before
            # One question can follow another.
            while driven.app.screen is not before:
                await close_by_mouse(driven)
        assert opened >= len(DIALOGS[page]) - 2


async def test_dialogs_of_the_palette(tmp_path: Path) -> None:
    journal = with_sample(tmp_path / "journal.db")
    journal.trash.put(journal.entries.list()[0].id)
    async with driving(journal) as driven:
        page = driven.app.screen
        for command in COMMANDS:
            await driven.app.run_action(f"palette('{command}')")
            await driven.drawn()
            assert driven.app.screen is not page, command
            await close_by_mouse(driven)
            assert driven.app.screen is page


@pytest.mark.parametrize(
    ("command", "keys"), [("backups", ("down", "enter")), ("import_all", ("ctrl+o",)), ("guide", ("1",))]
)
async def test_dialogs_over_dialogs(tmp_path: Path, command: str, keys: tuple[str, ...]) -> None:
    async with driving(with_sample(tmp_path / "journal.db")) as driven:
        await driven.app.run_action(f"palette('{command}')")
        await driven.drawn()
        below = driven.app.screen
        await driven.press(*keys)
        assert driven.app.screen is not below
        await close_by_mouse(driven)
        assert driven.app.screen is below


async def test_a_click_on_the_rest_of_the_border_closes_nothing() -> None:
    async with driving(example()) as driven:
        await driven.app.run_action("palette('own_numbers')")
        await driven.drawn()
        dialog = driven.app.screen
        await driven.click("tab next field")
        await driven.click("Numbers to call")
        assert driven.app.screen is dialog


async def test_a_click_beside_closes_a_text_but_no_form() -> None:
    async with driving(example()) as driven:
        page = driven.app.screen
        await driven.press("f1")
        assert driven.app.screen is not page
        await driven.pilot.click(offset=(0, 0))
        assert driven.app.screen is page
        await driven.app.run_action("palette('own_numbers')")
        await driven.drawn()
        form = driven.app.screen
        await driven.pilot.click(offset=(0, 0))
        assert driven.app.screen is form
