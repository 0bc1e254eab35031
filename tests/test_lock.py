"""The lock file: every dependency in it, at a version that fits and with hashes, and no address of any kind."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED: Final = {
    name: version for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)[^\n]*\\$", LOCK, re.MULTILINE)
}
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("dependency", PROJECT["project"]["dependencies"])
def test_every_dependency_is_in_it_at_a_version_that_fits(dependency: str) -> None:
    wanted = Requirement(dependency)
    assert PINNED[wanted.name.lower()] in wanted.specifier


def test_every_package_has_hashes_and_nothing_else() -> None:
    blocks = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINNED)
    for block in blocks:
        lines = [line for line in block.splitlines()[1:] if line and not line.lstrip().startswith("#")]
        assert lines
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines)


def test_it_holds_no_address_and_no_path() -> None:
    assert "://" not in LOCK
    assert "@" not in LOCK
    assert not re.search(r"^-", LOCK, re.MULTILINE)
    assert not re.search(r"(^|\s|=)(/|~|[A-Za-z]:\\)", LOCK)


def test_it_was_written_by_the_documented_command() -> None:
    command = re.search(r"^#    (pip-compile .+)$", LOCK, re.MULTILINE)
    assert command
    assert f"`{command[1]}`" in (ROOT / "tests" / "README.md").read_text(encoding="utf-8")


def test_the_source_package_has_it_and_what_is_said_about_security() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"requirements.lock", "SECURITY.md"} <= set(included)
    assert all((ROOT / name).exists() for name in included)
