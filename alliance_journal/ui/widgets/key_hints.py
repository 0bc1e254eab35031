"""The keys in force, for widgets and for sentences on screen."""

from textual.content import Content
from textual.dom import DOMNode

from alliance_journal.ui.key_map import NAMED_COMMAND, KeyMap
from alliance_journal.ui.terminal.safe_app import SafeApp


def key_map_of(node: DOMNode) -> KeyMap:
    """Return the key map of the app that a widget or a screen belongs to."""
    return node.app.key_map if isinstance(node.app, SafeApp) else KeyMap()


def content_with_keys(node: DOMNode, text: str | Content) -> Content:
    """Return a text with the keys in force as content for a widget, without markup.

    Args:
        node: the widget, or its screen.
        text: a sentence; or content, in which the keys get a colour.
    """
    key_map = key_map_of(node)
    if isinstance(text, str):
        return Content(key_map.fill(text))
    for found in reversed([*NAMED_COMMAND.finditer(text.plain)]):
        text = text[: found.start()] + Content.styled(key_map.named(found[1]), "$accent") + text[found.end() :]
    return text
