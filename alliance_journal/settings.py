"""Settings of the app's appearance and behaviour for one user on one computer; never any journal content."""

from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.domain.brief.paper import PAPERS
from alliance_journal.files import make_folder, write_private

THEMES: Final = ("hearth", "paper")
LOCK_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 0)
"""Choices offered in the app, in this order; 0 is never. The file may hold any number up to LONGEST_LOCK."""
LONGEST_LOCK: Final = 60


class Settings(NamedTuple):
    """Settings that the user can change.

    Attributes:
        lock_minutes: minutes without a key press until the journal is locked; 0 disables the automatic lock.
        hide_on_blur: True to hide everything when the terminal loses the focus.
        paper: paper size for printing; empty for the usual one of the user's region.
    """

    theme: str = "hearth"
    plain_glyphs: bool = False
    word_count: bool = True
    discreet: bool = False
    lock_minutes: int = 5
    hide_on_blur: bool = False
    paper: str = ""


def load(path: Path) -> Settings:
    """Return the saved settings; missing or unusable values are replaced by the defaults."""
    try:
        text = path.read_text(encoding="utf-8")
        # Imported here because it is not needed until settings were saved.
        import json

        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    first = Settings()
    usable = {name: found[name] for name in Settings._fields if type(found.get(name)) is type(getattr(first, name))}
    if usable.get("theme", first.theme) not in THEMES:
        del usable["theme"]
    if not 0 <= usable.get("lock_minutes", first.lock_minutes) <= LONGEST_LOCK:
        del usable["lock_minutes"]
    if usable.get("paper") not in PAPERS:
        usable.pop("paper", None)
    return Settings(**usable)


def save(path: Path, settings: Settings) -> None:
    """Write the settings, completely or not at all.

    Raises:
        OSError: if the folder or the file cannot be written.
    """
    import json

    make_folder(path.parent)
    write_private(path, json.dumps(settings._asdict(), indent=1).encode(), overwrite=True)
