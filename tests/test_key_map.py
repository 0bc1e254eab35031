"""Which key runs a command: what the settings file can change, a sentence for what it cannot, and what is shown."""

import re
from typing import Final

import pytest
from textual.binding import BindingsMap
from textual.widgets import Input, TextArea

from alliance_journal.ui.commands import COMMANDS, Command, command
from alliance_journal.ui.key_map import (
    FIXED_KEYS,
    LETTERS,
    LIST_KEYS,
    NAMED_COMMAND,
    TERMINAL_KEYS,
    TEXT_KEYS,
    KeyMap,
    check,
    refusal,
)
from alliance_journal.ui.key_names import key_name, shown_key
from tests.test_words import PACKAGE, texts

TABLE = (
    Command("help", "everywhere", ("question_mark", "f1"), "? f1", "Help", "help"),
    Command("hide", "everywhere", ("ctrl+g", "f9"), "^g f9", "Hide", "hide", always=True),
    Command("search", "journal", ("slash",), "/", "Search", "search"),
    Command("new", "journal", ("n",), "n", "New", "new"),
    Command("trash", "journal", ("d",), "d", "Delete", "delete"),
    Command("letter", "journal", (), "", "Letter", "letter"),
    Command("bring", "writing", ("ctrl+b",), "^b", "Bring", "bring"),
    Command("answer", "checklist", ("1", "2"), "1-2", "Answer", "answer", by_widget=True),
    Command("words", "checklist", ("w",), "w", "Words", "words"),
    Command("older", "trends", ("left",), "←→", "Earlier", "earlier or later"),
    Command("order", "trends", ("o",), "o", "Order", "order"),
)


def test_a_free_key_is_taken() -> None:
    table = {"journal.new": "x", "writing.bring": "ctrl+r", "everywhere.hide": "f7", "journal.letter": "l"}
    assert check(table, TABLE) == KeyMap(
        {
            "journal.new": ("x",),
            "writing.bring": ("ctrl+r",),
            "everywhere.hide": ("f7",),
            "journal.letter": ("l",),
        }
    )


def test_several_keys_signs_and_keys_as_they_are_shown() -> None:
    table = {"journal.search": ["!", "F", "!"], "trends.older": ["^K", "Ctrl+R", "left"], "journal.new": "Shift+z"}
    assert check(table, TABLE).chosen == {
        "journal.search": ("exclamation_mark", "F"),
        "trends.older": ("ctrl+k", "ctrl+r", "left"),
        "journal.new": ("Z",),
    }


def test_an_id_without_quotation_marks_is_a_table_inside_the_table() -> None:
    assert check({"journal": {"new": "x", "nothing": "y"}}, TABLE) == KeyMap(
        {"journal.new": ("x",)}, ("In [keys], “journal.nothing” is not a command; it is left as it is.",)
    )


def test_the_names_of_signs_are_those_of_textual_and_are_shown_as_signs() -> None:
    for sign in map(chr, range(33, 127)):
        if sign != ",":
            (name,) = BindingsMap([(sign, "nothing")]).key_to_bindings
            assert key_name(sign) == name
        assert shown_key(key_name(sign)) == sign
    assert [key_name(name) for name in ("slash", "F7", "f25", "nothing", "é", " ", "\x1b", "ctrl+", "a b")] == [
        "slash", "f7", "", "", "é", "", "", "", ""
    ]  # fmt: skip
    assert [shown_key(key) for key in ("enter", "escape", "ctrl+p", "shift+up", "alt+x", "f7", "space")] == [
        "⏎", "esc", "^p", "⇧↑", "alt+x", "f7", "space"
    ]  # fmt: skip


def test_what_a_text_field_uses_is_known() -> None:
    used = {key for field in (Input, TextArea) for key in BindingsMap(field.BINDINGS).key_to_bindings}
    known = TEXT_KEYS | LIST_KEYS | FIXED_KEYS | set(TERMINAL_KEYS)
    assert {key for key in used if not key.startswith("super+")} <= known
    assert used >= TEXT_KEYS


def test_two_commands_exchange_their_keys() -> None:
    assert check({"journal.new": "d", "journal.trash": "n"}, TABLE) == KeyMap(
        {"journal.new": ("d",), "journal.trash": ("n",)}
    )


def test_the_same_key_on_two_pages_is_no_conflict() -> None:
    assert check({"trends.order": "n"}, TABLE) == KeyMap({"trends.order": ("n",)})


@pytest.mark.parametrize(
    ("table", "used", "named"),
    [
        ({"journal.new": "d"}, {}, "journal.new and journal.trash would have the same key, d"),
        ({"journal.new": "x", "journal.trash": "x"}, {"journal.new": ("x",)}, "journal.trash and journal.new"),
        ({"journal.new": "f9"}, {}, "journal.new and everywhere.hide would have the same key, f9"),
        ({"everywhere.hide": "f1"}, {}, "everywhere.hide and everywhere.help would have the same key, f1"),
        ({"everywhere.hide": ["f7", "f1"]}, {}, "f1"),
        # The list and the note are on one page.
        ({"journal.new": "ctrl+b"}, {}, "journal.new and writing.bring would have the same key, ctrl+b"),
        ({"checklist.words": "1"}, {}, "checklist.words and checklist.answer would have the same key, 1"),
    ],
)
def test_a_conflict_is_named(table: dict[str, object], used: dict[str, object], named: str) -> None:
    found = check(table, TABLE)
    assert found.chosen == used
    assert len(found.notes) == 1
    assert named in found.notes[0]


def test_a_conflict_can_bring_about_another_one() -> None:
    # trash cannot have f1, so it keeps d, so new cannot have d.
    found = check({"journal.new": "d", "journal.trash": "f1"}, TABLE)
    assert found.chosen == {}
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"nothing": "x"}, "“nothing” is not a command"),
        ({"\x1b[31m" + "a" * 500: "x"}, "a…” is not a command"),
        ({"journal.new": 3}, "for journal.new"),
        ({"journal.new": []}, "for journal.new"),
        ({"journal.new": ["x", 3]}, "for journal.new"),
        ({"journal.new": ""}, "for journal.new"),
        ({"journal.new": "a b"}, "“a b” is not a key"),
        ({"journal.new": "nokey"}, "“nokey” is not a key"),
        ({"journal.new": "\x1b[31m" + "a" * 500}, "a…” is not a key"),
        ({"journal.new": {"a": "b"}}, "for journal.new"),
        ({"journal.new": "escape"}, "escape cannot be used"),
        ({"journal.new": "j"}, "j cannot be used"),
        ({"journal.new": "ctrl+m"}, "a terminal sends ⏎"),
        ({"writing.bring": "b"}, "no other use in a text"),
        ({"writing.bring": "ctrl+z"}, "no other use in a text"),
        ({"everywhere.hide": ["!", "€"]}, "no other use in a text"),
        ({"checklist.answer": "7"}, "belong to the list of answers"),
    ],
)
def test_what_cannot_be_used_is_named(table: dict[str, object], named: str) -> None:
    found = check(table, TABLE)
    assert found.chosen == {}
    assert len(found.notes) == 1
    assert named in found.notes[0]
    assert "\x1b" not in found.notes[0]


def test_what_is_typed_in_the_app_is_refused_in_one_sentence() -> None:
    new = command("journal.new_session")
    assert new
    assert refusal({}, new, ["x"]) == ""
    assert refusal({}, new, ["nokey"]) == '“nokey” is not a key; write a key such as "x", "f7" or "ctrl+k".'
    assert refusal({}, new, ["f9"]) == "journal.new_session and everywhere.hide would have the same key, f9."
    assert refusal({"journal.trash": "x"}, new, ["x"]).startswith("journal.new_session and journal.trash")
    # The one that it has already is none of another command.
    assert refusal({"journal": {"new_session": "x"}}, new, ["x", "y"]) == ""
    # An older conflict, in which it is the other one.
    older = {"journal.search": "x", "journal.filter": "x"}
    assert refusal(older, new, ["z"]) == ""
    assert refusal(older, new, ["x"]).startswith("journal.new_session and journal.search")


# What is shown


def test_the_table_shows_the_usual_keys() -> None:
    for one in COMMANDS:
        assert KeyMap().shown(one) == one.shown
        assert not one.shown or one.keys


def test_other_keys_are_shown_and_a_pair_is_shown_apart() -> None:
    older, newer, order = (command(f"trends.{name}") for name in ("older", "newer", "order"))
    assert older
    assert newer
    assert order
    assert (KeyMap().shown(older), KeyMap().shown(newer)) == ("[ ]", "")
    changed = check({"trends.newer": ["+", "f7"]})
    assert (changed.shown(older), changed.shown(newer), changed.shown(order)) == ("[ ←", "+ f7", "o")


def test_of_several_keys_the_footer_shows_one_that_works_there() -> None:
    help_, write = command("everywhere.help"), command("journal.write")
    assert help_
    assert write
    assert (KeyMap().short(help_), KeyMap().short(help_, in_text=True)) == ("?", "f1")
    assert KeyMap().short(write) == "⏎"
    assert check({"everywhere.help": "!"}).short(help_, in_text=True) == ""


def test_sentences_name_the_keys_in_force() -> None:
    said = "Press <journal.trash>, <everywhere.help_now> or <palette.save_copy>, <nobody> & <journal.nothing>."
    assert KeyMap().fill(said) == "Press d, F12 or ^p Save a copy, <nobody> & <journal.nothing>."
    changed = check({"journal.trash": "x", "palette.save_copy": "f7", "everywhere.help_now": "^r"})
    assert changed.fill(said) == "Press x, ^r or F7, <nobody> & <journal.nothing>."
    assert check({"everywhere.command_palette": "f7"}).fill("<palette.save_copy>.") == "F7 Save a copy."


def test_textual_gets_letters_apart_from_keys_that_work_in_a_text() -> None:
    changed = check({"everywhere.go_to_trends": ["T", "f7"], "journal.trash": ["x", "f11"]})
    assert changed.keymap() == {
        "everywhere.go_to_trends": "f7",
        f"everywhere.go_to_trends{LETTERS}": "T",
        "journal.trash": "x,f11",
    }
    assert check({"everywhere.go_to_trends": "f7"}).keymap()[f"everywhere.go_to_trends{LETTERS}"] not in ("T", "f7")


# Sentences

LITERAL: Final = re.compile(r"\^[a-z]\b|\b[fF]\d{1,2}\b|[Pp]ress [a-z#/](?!\w)|; [a-z] [a-z]+s\b")
"""Keys in a sentence; most commands have one such."""
OF_A_DIALOG: Final = {
    "ui/dialogs/path_field.py": 1,
    "ui/files/export_dialog.py": 1,
    "ui/files/import_dialog.py": 1,
    "ui/help/help_now_dialog.py": 1,
    "ui/settings/keys_dialog.py": 1,
    "ui/trends/element_dialogs.py": 1,
}
"""Modules with sentences that name keys of their own dialog, or keys as examples, and how many they are."""


def test_every_sentence_names_commands_and_not_their_usual_keys() -> None:
    literal: dict[str, list[str]] = {}
    for path in (*PACKAGE.joinpath("ui").rglob("*.py"), *PACKAGE.joinpath("domain", "alliance").rglob("*.py")):
        module = path.relative_to(PACKAGE).as_posix()
        for text in texts(path):
            for named in NAMED_COMMAND.findall(text):
                assert command(named), (module, text)
            if " " in text and LITERAL.search(text) and not module.startswith(("ui/commands", "ui/key_")):
                literal.setdefault(module, []).append(text)
    assert {module: len(found) for module, found in literal.items()} == OF_A_DIALOG, literal
