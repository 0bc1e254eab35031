"""Short notices at the edge of the screen."""

from typing import Any

from textual.screen import Screen


def show_notice(screen: Screen[Any], sentence: str) -> None:
    """Show a sentence for a few seconds, in place of the notice before it.

    Args:
        screen: the screen it is about.
        sentence: plain text, without markup.
    """
    screen.app.clear_notifications()
    screen.notify(sentence, markup=False, timeout=6 if len(sentence) > 60 else 4)
