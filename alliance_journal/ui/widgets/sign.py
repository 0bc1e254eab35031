"""The app's sign, and the words for a short wait."""

from typing import Final

from textual.content import Content

ONE_MOMENT: Final = "One moment…"


def sign() -> Content:
    """Return two half circles that face each other, and the name."""
    return (
        Content.styled("◖", "$primary") + Content.styled("◗", "$accent") + Content.styled("  Alliance Journal", "b")
    )
