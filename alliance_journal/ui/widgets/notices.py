"""Notices: short sentences that are shown for a few seconds."""

from typing import Any

from textual.app import App


def say(app: App[Any], sentence: str) -> None:
    """Show a notice; it replaces the one before."""
    app.clear_notifications()
    app.notify(sentence, markup=False, timeout=6 if len(sentence) > 60 else 4)
