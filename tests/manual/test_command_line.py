"""The manual's page of commands says what `--help` says, and its examples can be typed."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from alliance_journal.cli.command_group import cli
from tests.manual.pages import in_one_line, sections, text_of

PAGE = text_of("command_line")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by its name, those of a group as "passphrase set"."""
    for name in cli.list_commands(click.Context(cli)):
        command = cli.commands[name]
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())
        else:
            yield name, command


COMMANDS = dict(commands())
SECTIONS = {heading.strip("`"): body for heading, body in sections(PAGE, "##").items()}


def option_rows(command: click.Command) -> list[str]:
    """A row of the table for each option, as `--help` has it."""
    context = click.Context(command)
    records = [one.get_help_record(context) for one in command.params if isinstance(one, click.Option)]
    return [
        f"| `{signature}` | {says} |"
        for record in records
        if record is not None
        for signature, says in [[part.replace("|", "\\|") for part in record]]
    ]


def test_every_command_has_a_section() -> None:
    assert set(SECTIONS) == {"Before the command", *COMMANDS}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_a_section_says_what_help_says(name: str) -> None:
    command, section = COMMANDS.get(name, cli), SECTIONS[name or "Before the command"]
    if name:
        assert in_one_line((command.help or "").partition("\n\n")[0]) in in_one_line(section)
    assert re.findall(r"^\| `-.*$", section, re.MULTILINE) == option_rows(command)


def typed_in(line: str) -> str:
    """Name of the command in a line of the shell, whose words its own parser takes; empty for the app."""
    program, *words = shlex.split(line.partition("| ")[2] or line)
    assert program == "alliance-journal", line
    command: click.Command = cli
    names: list[str] = []
    while True:
        _, words, _ = command.make_parser(click.Context(command, **command.context_settings)).parse_args(words)
        if not isinstance(command, click.Group) or not words:
            return " ".join(names)
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, line
        command, names, words = found, [*names, words[0]], words[1:]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_can_be_typed(name: str) -> None:
    assert {typed_in(line) for line in examples(name)} == {name}


def test_the_examples_without_a_command_can_be_typed() -> None:
    assert [typed_in(line) for line in examples("Before the command")] == ["", "", "list"]


def examples(section: str) -> list[str]:
    """The lines of a section's example."""
    found = re.search(r"```sh\n(.*?)```", SECTIONS[section], re.DOTALL)
    assert found is not None
    return found[1].splitlines()
