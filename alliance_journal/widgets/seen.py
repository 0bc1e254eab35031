"""What is seen of a page is worked out, and nothing that lies beside it or below.

Wherever a single line changed, Textual works out all lines of all widgets and takes from them what it needs
(speed.md, goals 6, 9, 10 and 13).
"""

from collections.abc import Iterator

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class SeenCompositor(Compositor):
    """Has only those widgets drawn, and only those rows of them, that are in a picture."""

    def _get_renders(self, crop: Region | None = None) -> Iterator[tuple[Region, Region, list[Strip]]]:
        """What is seen within `crop`, from the front to the back: a place, twice, and the lines in it.

        Textual asks for a widget's region and what that is clipped to, and takes what they have in common.
        """
        crop = self.size.region if crop is None else crop
        rows = Region(0, crop.y, self.size.width, crop.height)
        bare = [crop]
        for widget, (region, clip) in self.visible_widgets.items():
            place = region.intersection(clip).intersection(rows)
            still = [piece for part in bare for piece in _without(part, place)]
            if still == bare:
                continue
            lines = widget.render_lines(place.translate(-region.offset))
            yield place, place, lines
            if len(lines) < place.height or any(line.cell_length < place.width for line in lines):
                # It is about to go, or to get smaller, and the page was not laid out anew yet: what is behind it
                # fills the rest.
                continue
            if not still:
                break
            bare = still


def _without(part: Region, hole: Region) -> list[Region]:
    """What is left of a part: above the hole, below it, and at both sides of it."""
    cut = part.intersection(hole)
    if not cut:
        return [part]
    left = (
        Region.from_corners(part.x, part.y, part.right, cut.y),
        Region.from_corners(part.x, cut.bottom, part.right, part.bottom),
        Region.from_corners(part.x, cut.y, cut.x, cut.bottom),
        Region.from_corners(cut.right, cut.y, part.right, cut.bottom),
    )
    return [piece for piece in left if piece]
