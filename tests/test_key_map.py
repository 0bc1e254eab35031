"""Keys of commands from the settings file: what can be used, and a sentence for what cannot."""

import pytest
from textual.binding import Binding, BindingsMap

from alliance_journal.key_map import CommandKeys, KeyMap, check, key_name

COMMANDS = (
    CommandKeys("help", "everywhere", ("f1",), everywhere=True, in_text=True),
    CommandKeys("hide", "everywhere", ("ctrl+g", "f9"), everywhere=True, in_text=True),
    CommandKeys("search", "journal", ("slash",)),
    CommandKeys("new", "journal", ("n",)),
    CommandKeys("raw", "journal", ("r",)),
    CommandKeys("bring", "writing", ("ctrl+b",), in_text=True),
    CommandKeys("order", "trends", ("o",)),
)


def test_a_free_key_is_taken() -> None:
    assert check({"new": "x", "bring": "ctrl+k", "help": "f7"}, COMMANDS) == KeyMap(
        {"new": ("x",), "bring": ("ctrl+k",), "help": ("f7",)}
    )


def test_a_list_of_keys_and_signs() -> None:
    assert check({"search": ["?", "F", "?"]}, COMMANDS).keys == {"search": ("question_mark", "F")}
    assert [key_name(sign) for sign in "/#-+@_é1"] == [
        "slash", "number_sign", "minus", "plus", "at", "underscore", "é", "1"
    ]  # fmt: skip


def test_the_names_of_signs_are_those_of_textual() -> None:
    for sign in map(chr, range(33, 127)):
        if sign != ",":
            (name,) = BindingsMap([Binding(sign, "nothing")]).key_to_bindings
            assert key_name(sign) == name


def test_two_commands_exchange_their_keys() -> None:
    assert check({"new": "r", "raw": "n"}, COMMANDS) == KeyMap({"new": ("r",), "raw": ("n",)})


def test_the_same_key_in_two_places_is_no_conflict() -> None:
    assert check({"order": "n"}, COMMANDS) == KeyMap({"order": ("n",)})


@pytest.mark.parametrize(
    ("table", "used", "named"),
    [
        ({"new": "r"}, {}, "new and raw would have the same key, r"),
        ({"new": "x", "raw": "x"}, {"new": ("x",)}, "raw and new would have the same key, x"),
        ({"new": "f9"}, {}, "new and hide would have the same key, f9"),
        ({"hide": "f1"}, {}, "hide and help would have the same key, f1"),
        ({"hide": ["f7", "f1"]}, {}, "f1"),
    ],
)
def test_a_conflict_is_named(table: dict[str, object], used: dict[str, object], named: str) -> None:
    found = check(table, COMMANDS)
    assert found.keys == used
    assert len(found.notes) == 1
    assert named in found.notes[0]


def test_a_conflict_can_bring_about_another_one() -> None:
    # raw cannot have f1, so it keeps r, so new cannot have r.
    found = check({"new": "r", "raw": "f1"}, COMMANDS)
    assert found.keys == {}
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"nothing": "x"}, "“nothing” is not a command"),
        ({"\x1b[31m" + "a" * 500: "x"}, "a…” is not a command"),
        ({"new": 3}, "for new"),
        ({"new": []}, "for new"),
        ({"new": ["x", 3]}, "for new"),
        ({"new": ""}, "for new"),
        ({"new": "a b"}, "for new"),
        ({"new": "ctrl+"}, "for new"),
        ({"new": {"a": "b"}}, "for new"),
        ({"new": "escape"}, "escape cannot be used"),
        ({"bring": "b"}, "types nothing"),
        ({"help": "?"}, "types nothing"),
        ({"hide": ["f7", "h"]}, "types nothing"),
    ],
)
def test_what_cannot_be_used_is_named(table: dict[str, object], named: str) -> None:
    found = check(table, COMMANDS)
    assert found.keys == {}
    assert len(found.notes) == 1
    assert named in found.notes[0]
    assert "\x1b" not in found.notes[0]
