"""Search for planted words in every place where a run of the program can have left them."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from alliance_journal import paths
from tests.conftest import Program

OLD: Final = "Quizzical walruses whispered."
"""What stands in a note before a test begins."""
WORDS: Final = ("quizzical", "walruses", "whispered", "umbrella", "raincoat", "lighthouse", "windmill")
"""What stands in a note before or is typed into it; nothing else says so."""


def files_of(journal: Path) -> set[Path]:
    """The journal, what SQLite has beside it, its backups, and what a restored one took the place of."""
    backups = paths.backups_folder(journal).glob("*")
    return {journal, paths.journal_journal(journal), *paths.put_aside(journal), *backups}


def everything_in(program: Program) -> list[Path]:
    """Every file in the home, which is the working folder too, and in the folder for temporary files."""
    return [path for folder in (program.home, program.temporary) for path in folder.rglob("*") if path.is_file()]


def words_in(data: bytes, words: Collection[str]) -> list[str]:
    """Return which of the words can be read in bytes, large or small."""
    data = data.lower()
    return [word for word in words if word.lower().encode() in data]


def nowhere_but(program: Program, words: Collection[str], kept: Collection[Path] = ()) -> None:
    """Words that were planted are in no file but these, on no terminal that was given back, and in no complaint.

    Those of an encrypted journal are nowhere at all: its own files hold nothing that can be read.
    """
    places = {str(path): path.read_bytes() for path in everything_in(program) if path not in kept}
    places |= {f"terminal {number}": one.left for number, one in enumerate(program.terminals)}
    places |= {f"run {number}": ran.err.encode() for number, ran in enumerate(program.runs)}
    leaks = {place: found for place, data in places.items() if (found := words_in(data, words))}
    assert not leaks, f"planted words are in {leaks}"
