"""How the app looks and behaves for this person on this computer. Never anything that was written."""

from pathlib import Path
from typing import Final, NamedTuple

from alliance_journal.domain.brief.paper import PAPERS
from alliance_journal.files import make_folder, write_private

THEMES: Final = ("hearth", "paper")
LOCK_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 0)
"""What can be chosen in the app, in this order; 0 is never. In the file, any number up to 60 can stand."""
LONGEST_LOCK: Final = 60


class Settings(NamedTuple):
    """The choices of look-and-feel.md that a person can change.

    Attributes:
        lock_minutes: minutes without a key until the journal is locked; 0 never locks it by itself.
        hide_on_blur: whether everything is hidden when the terminal is no longer looked at.
        paper: what the page is printed on; empty for what is usual where one lives.
    """

    theme: str = "hearth"
    plain_glyphs: bool = False
    word_count: bool = True
    discreet: bool = False
    lock_minutes: int = 5
    hide_on_blur: bool = False
    paper: str = ""


def load(path: Path) -> Settings:
    """The saved settings; what is missing or cannot be used is as at first."""
    try:
        text = path.read_text(encoding="utf-8")
        # Imported here: where nothing was changed yet, there is nothing to be read.
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
    """Write the settings whole or not at all.

    Raises:
        OSError: when the folder or the file cannot be written.
    """
    import json

    make_folder(path.parent)
    write_private(path, json.dumps(settings._asdict(), indent=1).encode(), overwrite=True)
