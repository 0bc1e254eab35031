"""The style sheet: read once, and asked only for what is drawn.

Textual reads all of it again for every page that is opened for the first time. And whenever a widget is styled, it
works out all the looks that the widget can draw with, though few of them are drawn with.
"""

from collections.abc import Collection
from pathlib import Path

from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget


class KeptStylesheet(Stylesheet):
    """Keeps the rules it has read for as long as the theme's values stay the same."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take over a theme's values; only other ones make what was read useless."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Put the rules together again, and read what was not read with these values yet."""
        self.parse()

    def _process_component_classes(self, node: DOMNode) -> None:
        """Have a widget's looks ready to be asked for; draw it again where one that it was drawn with changed."""
        if names := node._get_component_classes():
            before, node._component_styles = node._component_styles, Looks(self, node, names)
            if any(node._component_styles[name] != look for name, look in before.items()):
                node.refresh()


class Looks(dict[str, RenderStyles]):
    """The looks a widget can draw with (its component classes), each worked out when it is asked for first."""

    def __init__(self, sheet: Stylesheet, node: DOMNode, names: Collection[str]) -> None:
        super().__init__()
        self._sheet, self._node, self._names = sheet, node, names

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __missing__(self, name: str) -> RenderStyles:
        # A node that is never shown is how Textual asks for the rules of a part of a widget.
        part = DOMNode(classes=name)
        part._attach(self._node)
        self._sheet.apply(part)
        self[name] = part.styles
        return part.styles


def look_ahead(page: DOMNode) -> None:
    """Work out the looks that the widgets of a page draw with, before anybody goes there."""
    for widget in page.walk_children(Widget):
        for name in widget._get_component_classes():
            widget.get_component_rich_style(name, partial=True)


def read_ahead(sheet: Stylesheet, path: Path) -> None:
    """Read the styles of pages that nobody has opened yet; nothing that is on the screen depends on them."""
    if not sheet.has_source(str(path)):
        sheet.read(path)
        sheet.parse()
