"""Texts that have broken programs before. Whatever keeps, shows or writes what was typed meets them."""

from typing import Final

MEGABYTE: Final = "long " * 200_000 + "line"

SHORT: Final = (
    "we [/felt]",
    "[red",
    "[b]x[/b]",
    "[link=https://example.org]x[/link]",
    "שלום עולם \u202eabc\u202c \u2066isolated\u2069 \u200f",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 🫩",
    "悲しい、でも大丈夫。我很难过",
    "한국어",
    "Zoe\u0308 a\u0301\u0323\u0302 z̷͓̫a͓͞l̸g̨o",
    "one\r\ntwo\rthree\x0bfour\x0cfive\u2028six\u2029seven\x85eight",
    "\x1b[31mred\x1b[0m \x1b]52;c;xx\x07 \x1b]0;title\x1b\\ \x9b31m \x08\x7f",
    "a\ttab",
    "no\u00a0break \u3000 thin\u202fspace",
    "=cmd()",
    "+1 -1 @x",
    "{{ 7*7 }} {% raw %} {# no #}",
    "<script>alert(1)</script><img src=x onerror=y> & &amp; &#60;",
    '"><b>x</b>',
    "don't",
    "% _ ' \" \\ ;--",
    "'; DROP TABLE entries; --",
    "$var $(id) `id` ${HOME}",
    "# heading\n===\n- item\n1. one\n> quote\n    code\n```\nfence\n```\n***\n| a | b |\n|---|---|",
    "*bold* _it_ ~~gone~~ [x](https://example.org) ![y](z) <https://example.org> https://example.org",
    "\ufeffmark of order",
    "   \n  leading and trailing  \n\n",
    "\ue000 private use",
)
TOGETHER: Final = tuple(" · ".join(SHORT[first::4]) for first in range(4))
"""The same in a few texts, for what is slow to ask of each one by itself, as a whole app is."""
HOSTILE: Final = (*SHORT, MEGABYTE)
"""What must be kept byte for byte and must never steer a terminal, a page or a query."""

UNUSABLE: Final = ("a\0b", "half a pair \ud83d", "\udcff")
"""What no file can keep; it is refused with a sentence and nothing is written."""


def named(text: str) -> str:
    """A short name for a text, as the id of a test case."""
    return ascii(text[:18]).strip("'\"")


def steers(text: str) -> list[str]:
    """The signs in a text that would steer a terminal or turn the direction of writing; line ends aside."""
    turning = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return [c for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) <= 0x9F or c in turning]
