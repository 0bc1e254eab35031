"""Imports: between the parts of the package they point one way, and nothing is done while a module is loaded."""

import ast
import contextlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import alliance_journal
from alliance_journal.store.journal import Journal

PACKAGE = Path(alliance_journal.__file__).parent
NAME = PACKAGE.name

LAYERS = (
    ("cli",),
    ("ui.run",),
    ("ui.app",),
    ("ui.controllers",),
    ("ui.journal", "ui.checklist", "ui.trends", "ui.prepare", "ui.people", "ui.setup"),
    ("ui.lock", "ui.files", "ui.settings"),
    ("ui.base_page",),
    ("ui.help",),
    ("ui.dialogs",),
    ("ui.widgets",),
    ("ui.palette",),
    ("ui.open_journal", "ui.terminal", "ui.undo"),
    ("ui.key_map",),
    ("ui.stylesheet", "ui.commands", "ui.theme", "ui.key_names"),
    ("ui.pages", "ui"),
    ("store", "exchange"),
    ("settings_store",),
    ("settings",),
    ("files",),
    ("paths",),
    ("domain",),
)
"""Layers of the package, the highest first. A part imports only from lower layers; parts of one layer do not import
each other. A module belongs to the longest name here that it begins with.
"""

EVERYWHERE = "crash_message"
"""A module that every part may import, and that imports only the domain."""

NEVER = {("ui.widgets", "store"), ("ui.widgets", "exchange")}
"""Imports that are not allowed although they point down: widgets are given the data they show."""

DRIVERS = ("sqlite3", "sqlcipher3", "sqlite_utils")
SCREEN_LIBRARIES = ("textual", "rich")
SCREEN_PARTS = ("ui",)

LAYER = {part: layer for layer, parts in enumerate(LAYERS) for part in parts}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    """Return the part that a module belongs to: `alliance_journal.store.core.rows` is in the store."""
    name = module.partition(".")[2]
    while "." in name and name not in LAYER:
        name = name.rpartition(".")[0]
    return name


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each imported module, also of imports inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: an import must be absolute"
            assert node.module
            folder = PACKAGE.parent.joinpath(*node.module.split("."))
            for alias in node.names:
                is_module = (folder / alias.name).with_suffix(".py").is_file() or (folder / alias.name).is_dir()
                yield (
                    node.lineno,
                    f"{node.module}.{alias.name}" if is_module or node.module == NAME else node.module,
                )


def imports_between_parts() -> Iterator[tuple[str, str, str]]:
    """Yield the place of each import, the part it is in, and the part it imports from."""
    for path in modules():
        if path.name in ("__init__.py", "__main__.py") and path.parent == PACKAGE:
            continue
        for line, module in imports(path):
            if module.partition(".")[0] == NAME and not module.endswith(".__version__"):
                yield f"{path.relative_to(PACKAGE.parent)}:{line}", part_of(name_of(path)), part_of(module)


def test_every_module_belongs_to_a_layer() -> None:
    parts = {part_of(name_of(path)) for path in modules()} - {"", "__main__", EVERYWHERE}
    assert parts - set(LAYER) == set(), "add this part to LAYERS"


def test_every_import_is_from_a_lower_layer() -> None:
    found = list(imports_between_parts())
    up = [
        f"{place}: {here} > {there}"
        for place, here, there in found
        if here != there and there != EVERYWHERE and (here == EVERYWHERE or LAYER[here] >= LAYER[there])
        if not (here == EVERYWHERE and there == "domain")
    ]
    assert up == []
    assert len(found) > 50


def test_widgets_import_neither_store_nor_exchange() -> None:
    assert [(place, here, there) for place, here, there in imports_between_parts() if (here, there) in NEVER] == []


def test_only_the_store_imports_the_sqlite_driver() -> None:
    assert [
        f"{path.relative_to(PACKAGE)}:{line}: {module}"
        for path in modules()
        for line, module in imports(path)
        if module.partition(".")[0] in DRIVERS and part_of(name_of(path)) != "store"
    ] == []


def test_only_the_user_interface_imports_textual() -> None:
    assert [
        f"{path.relative_to(PACKAGE)}:{line}: {module}"
        for path in modules()
        for line, module in imports(path)
        if module.partition(".")[0] in SCREEN_LIBRARIES and part_of(name_of(path)).split(".")[0] not in SCREEN_PARTS
    ] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "from alliance_journal.ui.trends.screen import TrendsScreen",
        "import alliance_journal.cli",
        "from alliance_journal.ui import app",
        "def late():\n    from alliance_journal.ui.widgets import nav_bar",
    ],
)
def test_every_kind_of_import_is_found(wrong: str, tmp_path: Path) -> None:
    """A check of `imports`: an import from a higher layer is found in each form and at each place."""
    path = tmp_path / "x.py"
    path.write_text(wrong)
    reached = [part_of(module) for _, module in imports(path)]
    assert all(LAYER[part] < LAYER["store"] for part in reached)
    assert reached


STATEMENTS = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign,
)  # fmt: skip


def at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded, except definitions and assignments."""
    for node in body:
        if isinstance(node, ast.If | ast.Try):
            parts = [node.body, node.orelse]
            if isinstance(node, ast.Try):
                parts += [node.finalbody, *(handler.body for handler in node.handlers)]
            for part in parts:
                yield from at_import(part)
        elif not isinstance(node, STATEMENTS) and not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            yield node


def test_nothing_is_done_at_import() -> None:
    done = []
    for path in modules():
        if path.name == "__main__.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        done += [f"{path.relative_to(PACKAGE)}:{node.lineno}" for node in at_import(tree.body)]
    assert done == []


def run(script: str) -> str:
    """Run a script in a new Python process, and return its output."""
    ran = subprocess.run(
        [sys.executable, "-B", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


WATCH = """
import sys
seen = []
def hook(event, arguments):
    if event.startswith("socket.") or event in (
        "os.mkdir", "os.remove", "os.rename", "os.chmod", "os.putenv", "os.system", "subprocess.Popen",
        "sqlite3.connect", "webbrowser.open", "signal.signal",
    ):
        seen.append(event)
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"{event} {arguments[0]}")
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & 3:
        seen.append(f"{event} {arguments[0]}")
"""


def test_loading_modules_changes_no_file_and_connects_to_nothing() -> None:
    """An import alone writes no file, makes no folder, starts no process and opens no connection."""
    names = [name_of(path) for path in modules() if path.name != "__main__.py"]
    out = run(
        f"{WATCH}import importlib\n"
        # Libraries may do such work while they are loaded, so they are loaded before the hook is added.
        "import textual.app, textual.widgets, sqlite_utils.db\n"
        "sys.addaudithook(hook)\n"
        f"for name in {names!r}:\n    importlib.import_module(name)\n"
        "print(seen)\n"
    )
    assert out == "[]\n"


def test_the_audit_hook_notices_each_kind_of_event(tmp_path: Path) -> None:
    path = str(tmp_path / "x")
    out = run(
        f"{WATCH}sys.addaudithook(hook)\nimport os, sqlite3, socket\n"
        f"open({path!r}, 'w'); os.mkdir({path + 'y'!r}); sqlite3.connect(':memory:'); socket.socket()\n"
        "print(len(set(event.split()[0] for event in seen)))"
    )
    assert out == "4\n"


def loaded_by(*names: str) -> set[str]:
    out = run(f"import sys, {', '.join(names)}; print(*sys.modules)")
    return {name.partition(".")[0] for name in out.split()}


def test_the_domain_loads_no_library_for_data_or_screens() -> None:
    names = [name_of(path) for path in modules() if part_of(name_of(path)) == "domain"]
    assert len(names) > 5
    loaded = loaded_by(*names)
    assert (
        loaded & {*DRIVERS, *SCREEN_LIBRARIES, "_sqlite3", "click", "jinja2", "platformdirs", "socket", "asyncio"}
        == set()
    )


@pytest.mark.parametrize(
    "part",
    [
        "domain",
        "paths",
        "files",
        "settings",
        "settings_store",
        "store",
        "exchange",
        "cli",
        "crash_message",
    ],
)
def test_parts_below_the_user_interface_do_not_load_textual(part: str) -> None:
    names = [name_of(path) for path in modules() if part_of(name_of(path)) == part]
    loaded = loaded_by(*names)
    assert loaded & {*SCREEN_LIBRARIES, "asyncio"} == set()
    if part not in ("store", "crash_message"):
        assert loaded & set(DRIVERS) == set()


def test_the_domain_uses_no_clock_and_no_file() -> None:
    """Today's date is always an argument."""
    asked = []
    for path in modules():
        if part_of(name_of(path)) != "domain":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow"):
                asked.append(f"{path.name}:{node.lineno}: {node.attr}")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("open", "print", "input")
            ):
                asked.append(f"{path.name}:{node.lineno}: {node.func.id}")
        asked += [
            f"{path.name}: {module}"
            for _, module in imports(path)
            if module.partition(".")[0] in ("os", "pathlib", "time", "random", "sys", "io", "shutil", "tempfile")
        ]
    assert asked == []


STORE_ORDER = (
    ("merge",),
    ("queries", "transfer", "maintenance"),
    ("journal",),
    ("backup",),
    ("entries", "records", "schema"),
    ("changes",),
    ("search",),
    ("core",),
)
"""Layers of the store, the highest first; parts of one layer do not import each other."""


def store_part(module: str) -> str:
    """Return the part of the store of a module: "core" for `alliance_journal.store.core.rows`."""
    parts = module.split(".")
    return parts[2] if parts[1:2] == ["store"] and len(parts) > 2 else ""


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each imported module of the package, also if it is imported from its folder."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.startswith(NAME))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == NAME:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                is_module = PACKAGE.parent.joinpath(*submodule.split(".")).with_suffix(".py").exists()
                yield node.lineno, submodule if is_module else node.module


def test_imports_inside_the_store_point_one_way() -> None:
    rank = {part: row for row, parts in enumerate(STORE_ORDER) for part in parts}
    found = [
        (f"{path.relative_to(PACKAGE)}:{line}", here, there)
        for path in modules()
        if (here := store_part(name_of(path)))
        for line, module in imported_modules(path)
        if (there := store_part(module)) and there != here
    ]
    assert [(place, here, there) for place, here, there in found if rank[here] >= rank[there]] == []
    assert len(found) > 50


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that reach each other by imports."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for there in graph.get(waiting.pop(), set()) - found:
                found.add(there)
                waiting.append(there)
        return found

    reach = {module: reached(module) for module in graph}
    groups = {
        tuple(sorted(other for other in reach[module] if module in reach.get(other, set())))
        for module in graph
        if module in reach[module]
    }
    return [list(group) for group in sorted(groups)]


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types and imports inside functions count."""
    graph = {name_of(path): {module for _, module in imported_modules(path)} for path in modules()}
    assert circles(graph) == []


def test_the_search_for_circles_finds_one() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]


PLUMBING = {"database_of", "_database", "Database"}
"""Names by which code reaches a journal's database."""


def test_only_the_store_reaches_the_database_of_a_journal() -> None:
    found = []
    for path in modules():
        if part_of(name_of(path)) == "store":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in PLUMBING:
                    found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {name}")
    assert found == []


FILE_FACTS = {
    "open", "open_beside", "begin", "in_memory", "close", "transaction", "path", "passphrase", "forget_passphrase",
    "read_only", "is_example", "now", "data_version", "state_token", "limit_cache", "dropped_triggers_notice",
    "take_connection_of", "copy_to", "second_backup_folder",
}  # fmt: skip
"""Public attributes of a journal other than its repositories."""


def test_a_journal_offers_its_repositories_and_a_few_facts_of_its_file() -> None:
    with contextlib.closing(Journal.in_memory()) as journal:
        offered = {name: getattr(journal, name) for name in dir(journal) if not name.startswith("_")}
    repositories = {name: value for name, value in offered.items() if name not in FILE_FACTS}
    assert offered.keys() - repositories.keys() == FILE_FACTS
    assert len(repositories) > 15
    for name, repository in repositories.items():
        assert type(repository).__module__.split(".")[2] in ("entries", "records", "core"), name
        public = [getattr(repository, part) for part in dir(repository) if not part.startswith("_")]
        assert all(inspect.ismethod(verb) for verb in public), name


WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
WRITE_OF_THEIR_OWN = {"text_versions.py"}
"""Modules of repositories with a statement that writes, and its reason beside it."""


def test_repositories_write_rows_by_the_verbs_of_the_database() -> None:
    found = {
        path.name
        for path in modules()
        if store_part(name_of(path)) in ("entries", "records", "queries", "transfer")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lstrip().startswith(WRITES)
    }
    assert found == WRITE_OF_THEIR_OWN
