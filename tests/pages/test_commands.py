"""The table of commands: ids, other keys, and commands without keys."""

from alliance_journal.ui.commands import COMMANDS
from alliance_journal.ui.journal.screen import JournalScreen
from tests.pages.driving import driving, example


def test_every_command_has_an_id_of_its_own() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(set(ids)) == len(ids)
    assert all(id_.replace(".", "_").isidentifier() for id_ in ids)


async def test_every_command_without_keys_has_a_handler() -> None:
    async with driving(example()) as driven:
        without = [command for command in COMMANDS if not command.keys]
        of_the_app = {command.action for command in without if command.place in ("everywhere", "palette")}
        assert set(driven.app.handlers) == of_the_app
        for command in (command for command in without if command.action not in of_the_app):
            await driven.app.run_action(f"go('{command.place}')")
            await driven.drawn()
            assert hasattr(driven.app.screen, f"action_{command.action.partition('(')[0]}"), command.id


async def test_a_key_map_gives_a_command_another_key() -> None:
    async with driving(example()) as driven:
        driven.app.set_keymap({"journal.new_session": "x"})
        page = driven.app.screen
        assert isinstance(page, JournalScreen)
        await driven.press("n")
        assert driven.app.screen is page
        await driven.press("x")
        assert "New session" in driven.seen()
        assert driven.app.screen is not page


async def test_a_key_map_changes_keys_that_work_everywhere() -> None:
    async with driving(example()) as driven:
        driven.app.set_keymap({"everywhere.go_to_trends": "f7"})
        await driven.press("f7")
        assert driven.app.current_mode == "trends"


async def test_the_optional_question_from_the_palette() -> None:
    async with driving(example()) as driven:
        asked = driven.journal.questions.asked()["disagree"]
        await driven.press("ctrl+p")
        await driven.press(*"room to disagree")
        await driven.press("enter")
        assert driven.journal.questions.asked()["disagree"] != asked
