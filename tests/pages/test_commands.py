"""The table of commands: ids, other keys, and commands without keys."""

from importlib import import_module
from typing import Final

from alliance_journal.ui.commands import COMMANDS, PAGE_NAMES
from alliance_journal.ui.journal.screen import JournalScreen
from alliance_journal.ui.key_names import types_a_character
from alliance_journal.ui.pages import PAGES
from tests.pages.driving import driving, example


def test_every_command_has_an_id_of_its_own() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(set(ids)) == len(ids)
    assert all(id_.replace(".", "_").isidentifier() for id_ in ids)


async def test_every_command_has_a_handler_or_an_action() -> None:
    async with driving(example()) as driven:
        assert set(driven.app.handlers) == {command.action for command in COMMANDS if command.has_handler}
        classes = {page.name: getattr(import_module(page.module), page.screen) for page in PAGES}
        for command in COMMANDS:
            if not (command.has_handler or command.by_widget):
                action = f"action_{command.action.partition('(')[0]}"
                assert hasattr(classes.get(command.page, driven.app), action), command.id


MOST_CHARACTERS: Final = 41
"""Keys without a modifier that type one character, on all pages together; to become 40."""
LETTERS_WITH_SEVERAL_MEANINGS: Final = 9
"""To become 0."""


def by_character() -> dict[str, set[str]]:
    """Return the meanings of each key that types a character: the verbs of its commands, or else their labels."""
    found: dict[str, set[str]] = {}
    for command in COMMANDS:
        for key in filter(types_a_character, command.keys):
            found.setdefault(key, set()).add(command.verb or command.label)
    return found


def test_forty_keys() -> None:
    assert len(by_character()) <= MOST_CHARACTERS


def test_a_letter_means_the_same_on_every_page() -> None:
    several = {key: meanings for key, meanings in by_character().items() if len(meanings) > 1}
    assert len(several) <= LETTERS_WITH_SEVERAL_MEANINGS, several


def test_a_key_has_one_command_in_a_place() -> None:
    used = [
        (page, key) for one in COMMANDS for key in one.keys for page in ({one.page} if one.page else PAGE_NAMES)
    ]
    assert len(set(used)) == len(used), [one for one in used if used.count(one) > 1]


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


async def test_a_command_without_keys_can_be_given_one() -> None:
    async with driving(example()) as driven:
        driven.app.set_keymap({"palette.word_count": "x"})
        shown = driven.app.state.settings.word_count
        await driven.press("x")
        assert driven.app.state.settings.word_count != shown


async def test_the_optional_question_from_the_palette() -> None:
    async with driving(example()) as driven:
        asked = driven.journal.questions.asked()["disagree"]
        await driven.press("ctrl+p")
        await driven.press(*"room to disagree")
        await driven.press("enter")
        assert driven.journal.questions.asked()["disagree"] != asked
