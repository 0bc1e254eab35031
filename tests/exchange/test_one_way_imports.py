"""Direction of imports within `exchange`; type imports and imports within functions count, too."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

import alliance_journal.exchange

FOLDER: Final = Path(alliance_journal.exchange.__file__).parent
PACKAGE: Final = "alliance_journal"
NAME: Final = "alliance_journal.exchange"

ENTRANCES: Final = ("registry", "detect", "import_file", "export_file")
"""Modules that go through the rows of the registry, or hold them."""
SHARED: Final = "shared."
"""Beginning of the names of modules that several formats use and that stand in a folder of their own."""
LEVELS: Final = ("entrance", "format", "shared", "base")
"""A module imports modules of its own level and of later ones."""


def module_name(path: Path) -> str:
    """Return the name of a module within `exchange`, such as `csv.reader`."""
    return ".".join(path.relative_to(FOLDER).with_suffix("").parts)


MODULES: Final = {module_name(path): path for path in FOLDER.rglob("*.py") if path.name != "__init__.py"}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of each imported module or name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def edges(path: Path) -> set[str]:
    """Return the modules of `exchange` that a module imports."""
    names = {name.removeprefix(f"{NAME}.") for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
    return {module for module in MODULES if any(name == module or name.startswith(f"{module}.") for name in names)}


def level(module: str) -> int:
    """Return the place of a module in LEVELS."""
    if module in ENTRANCES:
        return LEVELS.index("entrance")
    if "." in module and not module.startswith(SHARED):
        return LEVELS.index("format")
    return LEVELS.index("base" if module == "base" else "shared")


def upward(module: str, others: set[str]) -> list[str]:
    """Return the imports of a module that the levels forbid, and those of another format."""
    folder = module.partition(".")[0]
    return [
        f"{module} > {other}"
        for other in sorted(others)
        if level(other) < level(module)
        or (level(module) == level(other) == LEVELS.index("format") and other.partition(".")[0] != folder)
    ]


def test_imports_point_one_way() -> None:
    assert [line for module, path in MODULES.items() for line in upward(module, edges(path))] == []
    assert sum(len(edges(path)) for path in MODULES.values()) > 50


def test_no_import_circle() -> None:
    """`prepare` raises CycleError, which names the circle."""
    TopologicalSorter({module: edges(path) for module, path in MODULES.items()}).prepare()


def test_base_imports_the_domain_only() -> None:
    names = imported(ast.parse(MODULES["base"].read_text(encoding="utf-8")))
    ours = [name for name in names if name.startswith(f"{PACKAGE}.")]
    assert ours
    assert all(name.startswith(f"{PACKAGE}.domain.") for name in ours)


@pytest.mark.parametrize("module", ["reader", "writer", "detection"])
def test_every_format_imports_base(module: str) -> None:
    found = [name for name in MODULES if name.endswith(f".{module}")]
    assert found
    assert [name for name in found if "base" not in edges(MODULES[name])] == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("decode", "from alliance_journal.exchange.registry import FORMATS"),
        ("decode", "def late():\n    from alliance_journal.exchange.csv import reader"),
        ("base", "if TYPE_CHECKING:\n    from alliance_journal.exchange.decode import bytes_of"),
        ("dayone.reader", "import alliance_journal.exchange.jrnl.text_reader"),
        ("csv.reader", "from alliance_journal.exchange import detect"),
        ("shared.zip_archive", "from alliance_journal.exchange.dayone import reader"),
    ],
)
def test_every_kind_of_import_is_found(module: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(line)
    assert len(upward(module, edges(path))) == 1
