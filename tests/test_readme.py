"""The READMEs are true: keys, commands, pictures, links, modules."""

import re
from pathlib import Path
from typing import Final

from click import Context

from alliance_journal.cli.command_group import cli
from alliance_journal.ui import commands
from alliance_journal.ui.help.manual_dialog import PAGES

ROOT: Final = Path(__file__).parents[1]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL: Final = ROOT / "alliance_journal" / "manual"
KEYS: Final = (MANUAL / "keys.md").read_text(encoding="utf-8")
TESTS: Final = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
NOT_LISTED: Final = {"screens", "widgets"}
"""Folders with one module for each page, dialog or widget."""


def test_the_keys_are_those_of_the_command_table() -> None:
    found = re.search(r"<!-- keys:.*?-->\n(.*?)\n<!-- end of keys -->", KEYS, re.DOTALL)
    assert found is not None
    assert found[1] == commands.readme_table()


def test_every_command_is_named() -> None:
    section = README.partition("## On the command line")[2].partition("##")[0]
    for name in cli.list_commands(Context(cli)):
        assert f"`{name}`" in section, name


def test_every_link_leads_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "SECURITY.md", *MANUAL.glob("*.md")):
        links = re.findall(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)", page.read_text(encoding="utf-8"))
        for file, anchor in links:
            target = page.parent / file
            assert target.is_file(), (page.name, file)
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert not anchor or anchor in anchors, (page.name, file, anchor)


def test_the_app_lists_every_page_of_the_manual() -> None:
    titles = {page.stem: page.read_text(encoding="utf-8").partition("\n")[0][2:] for page in MANUAL.glob("*.md")}
    assert titles == PAGES


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 180


def test_every_picture_is_there_and_says_what_is_to_be_seen() -> None:
    pictures = re.findall(r"screenshots/[\w-]+\.svg", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture
    assert all(len(alt) > 40 for alt in re.findall(r"!\[(.*?)\]\(screenshots", README))


def test_every_test_file_in_a_command_is_there() -> None:
    named = re.findall(r"tests/[\w/*]+\.py", TESTS)
    assert named
    assert [name for name in named if not list(ROOT.glob(name))] == []


def test_every_dependency_has_its_reason() -> None:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = declared.partition("dependencies = [")[2].partition("\n]")[0]
    for name in re.findall(r'^    "([A-Za-z0-9-]+)', block, re.MULTILINE):
        assert re.search(rf"^\| {name}\b", README, re.MULTILINE | re.IGNORECASE), name


def test_the_table_of_modules_is_what_the_folders_hold() -> None:
    package = ROOT / "alliance_journal"
    rows = re.findall(
        r"^\| `([\w./]+)` \| ([\w ]*) \| .+ \|$", (package / "README.md").read_text(encoding="utf-8"), re.M
    )
    listed = {folder: set(modules.split()) for folder, modules in rows}
    there: dict[str, set[str]] = {}
    for path in package.rglob("*.py"):
        folder = path.parent.relative_to(package).as_posix()
        if folder not in NOT_LISTED and not path.stem.startswith("__"):
            there.setdefault(folder, set()).add(path.stem)
    assert listed == there
