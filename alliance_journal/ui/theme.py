"""The two looks: hearth, dark, and paper, light (look-and-feel.md, section 6)."""

import os
from typing import Final

from textual.theme import Theme

from alliance_journal.settings import is_dark

PAPER_SHEET: Final = {
    "paper": "#faf5ec",
    "paper-text": "#3a322c",
    "paper-quiet": "#6d6056",
    "paper-accent": "#a9562a",
    "paper-primary": "#35705f",
}
"""The colours of the sheet, which is light in both looks."""


def _theme(
    name: str,
    *,
    dark: bool,
    background: str,
    surface: str,
    raised: str,
    text: str,
    quiet: str,
    line: str,
    primary: str,
    accent: str,
    on_chip: str,
    levels: tuple[str, str, str, str],
) -> Theme:
    own = {
        "quiet": quiet,
        "line": line,
        "raised": raised,
        "on-chip": on_chip,
        **{f"l{step}": colour for step, colour in enumerate(levels, start=1)},
        **PAPER_SHEET,
    }
    textual = {
        "block-cursor-background": raised,
        "block-cursor-foreground": text,
        "block-cursor-text-style": "none",
        "input-cursor-background": text,
        "input-selection-background": f"{primary} 35%",
        "scrollbar": line,
        "scrollbar-hover": quiet,
        "scrollbar-active": quiet,
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
        "border": line,
        "border-blurred": line,
    }
    return Theme(
        name=name,
        dark=dark,
        primary=primary,
        secondary=primary,
        accent=accent,
        foreground=text,
        background=background,
        surface=surface,
        panel=raised,
        boost=raised,
        success=levels[3],
        warning=levels[1],
        error=levels[0],
        text_alpha=1.0,
        variables={**own, **textual},
    )


HEARTH: Final = _theme(
    "hearth",
    dark=True,
    background="#1e1b1b",
    surface="#272323",
    raised="#2d2828",
    text="#ebe2d7",
    quiet="#b3a79c",
    line="#4a4340",
    primary="#8fbcab",
    accent="#e6a979",
    on_chip="#1e1b1b",
    levels=("#cf8a62", "#d3b483", "#8fbcab", "#5fa78f"),
)
PAPER: Final = _theme(
    "paper",
    dark=False,
    background="#faf5ec",
    surface="#f7f0e5",
    raised="#f7f0e5",
    text="#3a322c",
    quiet="#6d6056",
    line="#d9c8ad",
    primary="#35705f",
    accent="#a9562a",
    on_chip="#faf5ec",
    levels=("#a9562a", "#86651f", "#3d7766", "#1f5446"),
)
THEMES: Final = (HEARTH, PAPER)


def theme_name(setting: str) -> str:
    """Return the name of the theme for a value of the setting `theme`."""
    return (HEARTH if is_dark(setting, os.environ.get("COLORFGBG", "")) else PAPER).name
