"""Fonts for the PDF: the vendored ones, and those of the computer for signs that these do not hold.

Whatever nobody can draw is found before anything is written: a PDF library leaves such signs out without a word.
"""

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

VENDORED: Final = Path(__file__).parents[2] / "fonts"
"""Latin, Greek, Cyrillic and Vietnamese; made from Source Serif 4, see the licence beside them."""

KNOWN: Final = (
    # Chinese, Japanese, Korean
    "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf",
    "NotoSansCJKjp-Regular.otf", "NotoSansSC-Regular.ttf", "NotoSansJP-Regular.ttf", "NotoSansKR-Regular.ttf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "PingFang.ttc",
    "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "AppleSDGothicNeo.ttc", "msyh.ttc", "simsun.ttc",
    "YuGothR.ttc", "msgothic.ttc", "malgun.ttf",
    # Hebrew, Arabic, signs, everything else
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
"""Files of fonts that are often there, in the order in which they are asked."""


def folders(home: Path | None = None) -> tuple[Path, ...]:
    """Where this system keeps its fonts, the user's own first."""
    own = home or Path("~").expanduser()
    if sys.platform == "darwin":
        return own / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(own / "AppData/Local")
        windows = os.environ.get("WINDIR") or r"C:\Windows"
        return Path(local) / "Microsoft/Windows/Fonts", Path(windows) / "Fonts"
    return own / ".local/share/fonts", own / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")


def known_fonts(where: Iterable[Path]) -> list[Path]:
    """The known fonts that are there, in the order in which they are asked."""
    found: dict[str, Path] = {}
    for folder in where:
        for path, _, names in os.walk(folder):
            for name in set(names) & set(KNOWN):
                found.setdefault(name, Path(path) / name)
    return [found[name] for name in KNOWN if name in found]


def is_drawn(sign: str) -> bool:
    """Whether a sign has a shape of its own; spaces and marks that only join or choose a form have none."""
    return not sign.isspace() and unicodedata.category(sign) != "Cf" and not "\ufe00" <= sign <= "\ufe0f"


def held_by(path: Path) -> frozenset[int]:
    """The signs a font file holds; none where it cannot be read."""
    return frozenset(_table(path))


def _table(path: Path) -> Iterator[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            if "fvar" in font:
                # Making one weight of it would take very long each time.
                return
            table: dict[int, Any] = font.getBestCmap() or {}
            yield from table
    except (OSError, TTLibError, ValueError, KeyError, AssertionError):
        return


def fallbacks(signs: Iterable[str], where: Iterable[Path] | None = None) -> tuple[list[Path], list[str]]:
    """Fonts of this computer for signs that are missing, and the signs that none of them holds.

    Args:
        signs: what the vendored fonts do not hold.
        where: the folders to look in; those of this system where none are named.
    """
    missing = list(signs)
    used: list[Path] = []
    for path in known_fonts(folders() if where is None else where) if missing else ():
        held = held_by(path)
        if any(ord(sign) in held for sign in missing):
            used.append(path)
            missing = [sign for sign in missing if ord(sign) not in held]
        if not missing:
            break
    return used, missing
