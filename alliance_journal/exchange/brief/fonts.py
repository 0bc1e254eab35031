"""Fonts for the PDF: the vendored ones, and those of the computer for characters that these lack.

Characters that no font can draw are found before anything is written, because a PDF library omits them silently.
"""

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

VENDORED: Final = Path(__file__).parents[2] / "fonts"
"""Latin, Greek, Cyrillic and Vietnamese; made from Source Serif 4, see the licence in the same folder."""

KNOWN: Final = (
    # Chinese, Japanese, Korean
    "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf",
    "NotoSansCJKjp-Regular.otf", "NotoSansSC-Regular.ttf", "NotoSansJP-Regular.ttf", "NotoSansKR-Regular.ttf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "PingFang.ttc",
    "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "AppleSDGothicNeo.ttc", "msyh.ttc", "simsun.ttc",
    "YuGothR.ttc", "msgothic.ttc", "malgun.ttf",
    # Hebrew, Arabic, symbols, everything else
    "DejaVuSerif.ttf", "DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansHebrew-Regular.ttf",
    "NotoSansArabic-Regular.ttf", "NotoNaskhArabic-Regular.ttf", "NotoSansThai-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf", "NotoSansArmenian-Regular.ttf", "NotoSansGeorgian-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoSansSymbols2-Regular.ttf",
    "NotoSansMath-Regular.ttf", "FreeSerif.ttf", "FreeSans.ttf", "LiberationSerif-Regular.ttf",
    "Arial Unicode.ttf", "ArialUnicodeMS.ttf", "times.ttf", "arial.ttf", "segoeui.ttf", "seguisym.ttf",
    "Apple Symbols.ttf", "unifont.ttf",
    # Emoji
    "NotoColorEmoji.ttf", "Noto-COLRv1.ttf", "NotoEmoji-Regular.ttf", "Apple Color Emoji.ttc", "seguiemj.ttf",
    "Symbola.ttf",
)  # fmt: skip
"""File names of common fonts, in order of preference."""


def folders(home: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which this system keeps its fonts, the user's own first."""
    own = home or Path("~").expanduser()
    if sys.platform == "darwin":
        return own / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(own / "AppData/Local")
        windows = os.environ.get("WINDIR") or r"C:\Windows"
        return Path(local) / "Microsoft/Windows/Fonts", Path(windows) / "Fonts"
    return own / ".local/share/fonts", own / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")


def known_fonts(where: Iterable[Path]) -> list[Path]:
    """Return the known fonts in these folders, in order of preference."""
    found: dict[str, Path] = {}
    for folder in where:
        for path, _, names in os.walk(folder):
            for name in set(names) & set(KNOWN):
                found.setdefault(name, Path(path) / name)
    return [found[name] for name in KNOWN if name in found]


def is_drawn(character: str) -> bool:
    """Return True if a character has a visible shape; spaces, joiners and variation selectors have none."""
    return (
        not character.isspace()
        and unicodedata.category(character) != "Cf"
        and not "\ufe00" <= character <= "\ufe0f"
    )


def held_by(path: Path) -> frozenset[int]:
    """Return the code points that a font file covers; none if it cannot be read."""
    return frozenset(_table(path))


def _table(path: Path) -> Iterator[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            if "fvar" in font:
                # Creating one weight of a variable font would take very long each time.
                return
            table: dict[int, Any] = font.getBestCmap() or {}
            yield from table
    except (OSError, TTLibError, ValueError, KeyError, AssertionError):
        return


def fallbacks(characters: Iterable[str], where: Iterable[Path] | None = None) -> tuple[list[Path], list[str]]:
    """Return fonts of this computer for missing characters, and the characters that none of them covers.

    Args:
        characters: those that the vendored fonts lack.
        where: folders to search; by default those of this system.
    """
    missing = list(characters)
    used: list[Path] = []
    for path in known_fonts(folders() if where is None else where) if missing else ():
        held = held_by(path)
        if any(ord(character) in held for character in missing):
            used.append(path)
            missing = [character for character in missing if ord(character) not in held]
        if not missing:
            break
    return used, missing
