"""The keys in force, for widgets and for sentences on screen."""

from textual.content import Content
from textual.dom import DOMNode

from alliance_journal.ui.key_map import KeyMap
from alliance_journal.ui.terminal.safe_app import SafeApp


def key_map_of(node: DOMNode) -> KeyMap:
    """Return the key map of the app that a widget or a screen belongs to."""
    return node.app.key_map if isinstance(node.app, SafeApp) else KeyMap()


def with_keys(node: DOMNode, sentence: str) -> str:
    """Return a sentence with the keys in force in the place of commands such as `<journal.undo>`."""
    return key_map_of(node).fill(sentence)


def content_with_keys(node: DOMNode, sentence: str) -> Content:
    """Return a sentence with the keys in force as content for a widget, without markup."""
    return Content(with_keys(node, sentence))
