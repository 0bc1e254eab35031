"""The installed Textual has every private name that the app depends on, and the app uses no other one."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import textual

import alliance_journal
from alliance_journal.ui.terminal.private_names import INTERNAL_NAMES, PRIVATE_NAMES, PrivateName

UI: Final = Path(alliance_journal.__file__).parent / "ui"


def name_of(one: PrivateName) -> str:
    return f"{one.owner}.{one.name}"


@pytest.mark.parametrize("one", [*PRIVATE_NAMES, *INTERNAL_NAMES], ids=name_of)
def test_the_installed_textual_has_the_name(one: PrivateName) -> None:
    """As an attribute, or assigned by the code of its owner: many exist only in instances."""
    module_name, _, class_name = one.owner.partition(":")
    owner: Any = importlib.import_module(module_name)
    if class_name:
        owner = getattr(owner, class_name)
    source = inspect.getsource(owner)
    assert hasattr(owner, one.name) or f"self.{one.name}" in source or f'"{one.name}"' in source, (
        f"Textual {textual.__version__} has no {name_of(one)}. It {one.reason}."
    )


def private_names(path: Path) -> Iterator[str]:
    """Yield names with one leading underscore that a file reads, sets or defines as attributes or methods."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.endswith("__"):
            yield node.attr
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                name = part.name if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) else ""
                if name.startswith("_") and not name.endswith("__"):
                    yield name


def test_no_other_private_name_is_used() -> None:
    """A private attribute of ours that Textual has as well counts: it would hide Textual's own."""
    bases = ("app", "screen", "widget", "dom", "message_pump", "driver", "css.stylesheet", "drivers.linux_driver")
    folder = Path(textual.__file__).parent
    of_textual = {
        name for base in bases for name in private_names((folder / base.replace(".", "/")).with_suffix(".py"))
    }
    allowed = {one.name for one in PRIVATE_NAMES}
    used = {(path.name, name) for path in UI.rglob("*.py") for name in private_names(path)}
    assert {(file, name) for file, name in used if name in of_textual} <= {
        (file, name) for file in ("safe_app.py", "terminal_driver.py") for name in allowed
    }
    assert len(PRIVATE_NAMES) <= 15
