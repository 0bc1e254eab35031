"""Room for other widgets, and the bar at its side, drawn as what they are: the same line again and again.

Textual works out every line of what lies below others, though hardly any of it is seen, and every line of a scroll
bar, though no more than five of them differ (speed.md, goals 1, 10 and 15).
"""

from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.scrollbar import ScrollBar
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


class Rail(ScrollBar):
    """The scroll bar at the side of a list or of a text; without Textual's frames and shades around it."""

    _drawn: list[Strip] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its lines, worked out again where something changed."""
        if self._drawn is None or len(self._drawn) != self.size.height:
            self._drawn = self._draw()
        return [line.crop(*crop.column_span) for line in self._drawn[crop.y : crop.bottom]]

    def _set_dirty(self, *regions: Region) -> None:
        super()._set_dirty(*regions)
        self._drawn = None

    def _draw(self) -> list[Strip]:
        """All of its lines. Those of one kind are one and the same segment in Textual's bar."""
        width, height = self.size
        if not height:
            return []
        console = self.app.console
        whole = console.render(self.render(), console.options.update_dimensions(width, height))
        segments = [segment for segment in whole if segment.text != "\n"]
        drawn: dict[int, Strip] = {}
        _, background = self.background_colors
        for segment in segments:
            if id(segment) not in drawn:
                line = Strip([segment], width).apply_style(self.visual_style.rich_style)
                for line_filter in self.get_line_filters():
                    line = line.apply_filter(line_filter, background)
                drawn[id(segment)] = line
        return [drawn[id(segment)] for segment in segments]
