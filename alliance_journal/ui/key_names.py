"""Names of keys: as Textual has them, as people write them in the settings file, and as they are shown."""

import re
import unicodedata
from functools import cache
from typing import Final

_MODIFIERS: Final = {"alt": "alt+", "ctrl": "^", "shift": "⇧"}
"""Modifiers in the order in which Textual writes them, each as it is shown."""
_NAMED: Final = {
    "enter": "⏎",
    "escape": "esc",
    "backspace": "⌫",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{name: name for name in ("space", "tab", "delete", "insert", "home", "end", "pageup", "pagedown")},
}
"""Keys that type no character of their own name, each as it is shown."""
_SIGN_NAMES: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Textual's names of signs, where they are not the ones of Unicode."""
_FUNCTION_KEY: Final = re.compile(r"f([1-9]|1\d|2[0-4])")


def key_name(text: str) -> str:
    """Return Textual's name of a key as people write it: `/` is `slash`, `^k` and `Ctrl+K` are `ctrl+k`.

    Returns:
        The name; empty if there is no such key.
    """
    text = text.strip()
    if text.startswith("^") and len(text) > 1:
        text = f"ctrl+{text[1:]}"
    *modifiers, base = ["+"] if text == "+" else text.split("+")
    modifiers = sorted({one.strip().lower() for one in modifiers})
    base = _base_name(base.strip())
    if not base or not set(modifiers) <= set(_MODIFIERS):
        return ""
    if len(base) == 1:
        # A terminal sends the capital letter, and with Ctrl the same for both.
        base = base.lower() if "ctrl" in modifiers else base.upper() if modifiers == ["shift"] else base
        modifiers = [] if modifiers == ["shift"] else modifiers
    return "+".join((*modifiers, base))


def shown_key(name: str) -> str:
    """Return a key as it is shown: `^k`, `⇧↑`, `f7`, `/`."""
    *modifiers, base = name.split("+")
    return "".join(_MODIFIERS.get(one, one) for one in modifiers) + (_NAMED.get(base) or _sign(base) or base)


def types_a_character(name: str) -> bool:
    """Return True if a key types a character in a text."""
    is_other = "+" in name or name in _NAMED or _FUNCTION_KEY.fullmatch(name)
    return name == "space" or not is_other


def _base_name(text: str) -> str:
    """Return the name of a key without modifiers; empty if there is no such key."""
    if len(text) == 1:
        return text if text.isalnum() else _sign_name(text)
    small = text.lower()
    return small if small in _NAMED or _FUNCTION_KEY.fullmatch(small) or _sign(small) else ""


def _sign_name(sign: str) -> str:
    """Return Textual's name of a sign; empty if it has none."""
    name = unicodedata.name(sign, "").lower().replace("-", "_").replace(" ", "_")
    return _SIGN_NAMES.get(name, name)


@cache
def _signs() -> dict[str, str]:
    """Return the signs of a Latin keyboard by their names."""
    return {
        _sign_name(sign): sign for sign in map(chr, range(33, 256)) if sign.isprintable() and not sign.isalnum()
    }


def _sign(name: str) -> str:
    """Return the sign with this name; empty if there is none."""
    return _signs().get(name, "")
