"""The page of the manual about settings is what the program does."""

import tomllib

from alliance_journal.settings import ROWS, Settings, literal
from alliance_journal.settings_store import KEYS, MOST_BYTES
from alliance_journal.ui.key_map import check
from tests.manual.pages import marked, text_of


def test_every_setting_is_in_the_table() -> None:
    lines = [
        f"| `{one.name}` | {one.label} | {one.accepted()} | {literal(one.default)} | {one.help} |" for one in ROWS
    ]
    assert marked(text_of("settings"), "settings").splitlines()[2:] == lines


def test_the_example_is_a_settings_file() -> None:
    example = tomllib.loads(text_of("settings").partition("```toml\n")[2].partition("```")[0])
    accepted = {one.name: one.accepts for one in ROWS}
    assert example
    assert all(accepted[name](value) for name, value in example.items())
    assert Settings(**example) != Settings()


def test_the_example_of_keys_is_used_as_it_stands() -> None:
    example = tomllib.loads(
        text_of("settings").partition("## Keys")[2].partition("```toml\n")[2].partition("```")[0]
    )
    assert example.keys() == {KEYS}
    found = check(example[KEYS])
    assert found.notes == ()
    assert len(found.chosen) == 3


def test_the_largest_size_is_named() -> None:
    assert f"larger than {MOST_BYTES // 1000} kB" in text_of("settings")
