"""Room for other widgets, drawn as what it is: the same line again and again between the first and the last one.

Textual works out every line of what lies below others, though hardly any of it is seen (speed.md, goals 1 and 15).
"""

from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Room(Widget):
    """A page or a pane that has nothing of its own but its background and a frame."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its lines; all between the first and the last are one, worked out once."""
        last = self.outer_size.height - 1
        alike = [y if y in (0, last) else 1 for y in crop.line_range]
        draw = super().render_lines
        drawn = {y: draw(Region(crop.x, y, crop.width, 1))[0] for y in set(alike)}
        return [drawn[y] for y in alike]


class Pane(Vertical, Room):
    """A part of a page."""


class LongPane(VerticalScroll, Room):
    """A part of a page with more in it than it has room for."""
