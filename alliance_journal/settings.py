"""How the app looks and behaves for this person on this computer. Never anything that was written."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from alliance_journal.files import write_private

THEMES: Final = ("hearth", "paper")


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of look-and-feel.md that a person can change."""

    theme: str = "hearth"
    plain_glyphs: bool = False
    word_count: bool = True


def load(path: Path) -> Settings:
    """The saved settings; what is missing or cannot be used is as at first."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    first = Settings()
    usable = {
        field.name: found[field.name]
        for field in fields(Settings)
        if type(found.get(field.name)) is type(getattr(first, field.name))
    }
    if usable.get("theme", first.theme) not in THEMES:
        del usable["theme"]
    return Settings(**usable)


def save(path: Path, settings: Settings) -> None:
    """Write the settings whole or not at all.

    Raises:
        OSError: when the folder or the file cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, json.dumps(asdict(settings), indent=1).encode(), overwrite=True)
