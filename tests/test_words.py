"""Words that users read: none that judges or alarms, in the code, the guide and the page's template."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

PACKAGE: Final = Path(__file__).parents[1] / "alliance_journal"
NEVER: Final = re.compile(
    r"\b(score\w*|fail\w*|risk\w*|rupture\w*|alert\w*|overdue|missed|streak\w*|complian\w*|resist\w*)\b",
    re.IGNORECASE,
)
ALLOWED: Final = {
    # Not read by a person: a field of the JSON document and a column of the view, by the stable format.
    ("exchange/trends_json.py", "score"),
    ("exchange/csv/writer.py", "score"),
    ("store/schema/steps/m001_first.py", "score"),
    ("store/schema/steps/m002_safe.py", "score"),
    ("store/schema/steps/m004_in_and_out.py", "score"),
    ("store/schema/steps/m005_wordings.py", "score"),
}


def texts(path: Path) -> Iterator[str]:
    """Every string of a module but docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(body[0].value)
        for node in ast.walk(tree)
        for body in [getattr(node, "body", None)]
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr)
    }
    # A string that stands alone after a constant documents it.
    documentation |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


MODULES: Final = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_judges(path: Path) -> None:
    name = str(path.relative_to(PACKAGE))
    for text in texts(path):
        for found in NEVER.findall(text):
            assert (name, found.lower()) in ALLOWED, (found, text)
        assert not re.search(r"[a-z]!(\s|$)", text), text


def test_the_template_is_as_calm() -> None:
    for template in PACKAGE.rglob("*.html"):
        shown = re.sub(
            r"<style>.*?</style>|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template.read_text(), flags=re.DOTALL
        )
        assert not NEVER.search(shown)
        assert "!" not in shown


MANUAL: Final = sorted(PACKAGE.joinpath("manual").rglob("*.md"))


def test_the_manual_and_its_guide_are_as_calm() -> None:
    """Names in code, such as the column `score`, belong to the stable formats."""
    assert {"guide", "manual"} <= {page.parent.name for page in MANUAL}
    for page in MANUAL:
        shown = re.sub(r"```.*?```|`[^`\n]*`|<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not NEVER.search(shown), page.name
        assert "!" not in shown, page.name


def test_docstrings_of_commands_are_read_too() -> None:
    from alliance_journal.cli.command_group import cli

    assert "add" in cli.list_commands(click.Context(cli))
    for command in (cli, *cli.commands.values()):
        help_text = f"{command.help} {' '.join(getattr(o, 'help', '') or '' for o in command.params)}"
        assert not NEVER.search(help_text)
        assert "!" not in help_text
