"""Views and texts that let the page be laid out again only where that would change anything.

Laying out means that Textual works out the place of everything on the screen and draws what moved: several times
what it costs to draw what changed (speed.md, goals 9 to 15).
"""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.visual import VisualType
from textual.widgets import Input, Static

from alliance_journal.widgets.room import Rail


class FixedView(ScrollView):
    """A list or a text that fills the room it is given: only its own scroll bar follows what is in it.

    Not for a view that grows with its text.
    """

    virtual_size = Reactive(Size(0, 0))

    @property
    def vertical_scrollbar(self) -> Rail:
        """Its scroll bar; made where it is asked for first, which is where Textual would make its own."""
        rail = self._vertical_scrollbar
        if not isinstance(rail, Rail):
            rail = self._vertical_scrollbar = Rail(name="vertical", thickness=self.scrollbar_size_vertical)
            rail.display = False
            self.app._start_widget(self, rail)
        return rail

    def watch_virtual_size(self) -> None:
        """The scroll bar says how much there is; where it comes or goes, Textual lays out by itself."""
        self._scroll_update(self.virtual_size)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take over another size.

        Textual compares the room around with the room within, so that at every layout it takes the size for
        another one, and draws the scroll bar again.
        """
        if size == self._size and size - self.styles.gutter.totals == self._container_size:
            return False
        return super()._size_updated(size, virtual_size, container_size, layout)


class FixedInput(Input, FixedView):
    """A line to type in that keeps its place."""


class FixedText(Static):
    """Words in a place whose width does not depend on them."""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show other words; what is around them moves only where they take another number of lines."""
        if isinstance(content, Content) and isinstance(self.content, Content) and content.is_same(self.content):
            return
        before = self._lines()
        super().update(content, layout=False)
        if layout and (before is None or before != self._lines()):
            self.refresh(layout=True)

    def _lines(self) -> int | None:
        """How many lines the words take; None while that is not known."""
        width, least = self.content_size.width, self.styles.min_height
        if not width:
            return None
        lines = self.get_content_height(self.container_size, self.app.size, width)
        return max(lines, int(least.value)) if least and least.is_cells else lines
