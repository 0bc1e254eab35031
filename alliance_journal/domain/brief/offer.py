"""Item that can be put on the page to bring, the choices made for it, and its place in the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from alliance_journal.domain.brief.model import GROUP_NAMES, Group, Strip
from alliance_journal.domain.models import Excerpt, Goal, Task, Topic

MOST_IN_FRONT: Final = 3
"""Maximum number of topics in front of the others."""


class Offer(NamedTuple):
    """An item that can be put on the page: shown as `short` in the list, and as `text` or `strip` on the page.

    Attributes:
        in_front: True if it is one of the topics that come first.
        towards: text of the goal a topic belongs to; only the list shows it.
        place: its index in the list if no topic were in front and no goal closed.
    """

    key: str
    group: Group
    short: str
    included: bool
    text: str = ""
    strip: Strip | None = None
    topic: Topic | None = None
    task: Task | None = None
    goal: Goal | None = None
    excerpt: Excerpt | None = None
    in_front: bool = False
    towards: str = ""
    place: int = 0

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Sort key of the list; an item changes places only with items of the same rank."""
        closed = self.goal is not None and self.goal.state != "open"
        return list(GROUP_NAMES).index(self.group), not self.in_front, closed


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices made by hand for a page, by key: whether an item is on it, and its place in its group."""

    included: Mapping[str, bool] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


def front_key(topic_id: str) -> str:
    """Return the key of the choice that puts a topic in front."""
    return f"front:{topic_id}"


def question_key(topic_id: str) -> str:
    """Return the key of the choice that makes a topic one of the questions to ask."""
    return f"own-question:{topic_id}"


def moved(offered: Sequence[Offer], key: str, by: int) -> list[str]:
    """Return the keys of an item's group in their new order after it is moved.

    Args:
        offered: all items.
        key: key of the item to move.
        by: 1 to swap it with the next item of its rank, -1 with the previous one.

    Returns:
        All keys of the group; empty if there is no such neighbour.
    """
    here = next((offer for offer in offered if offer.key == key), None)
    if here is None:
        return []
    like = [offer for offer in offered if offer.rank == here.rank]
    at = like.index(here) + by
    if not 0 <= at < len(like):
        return []
    other = like[at]
    group = sorted((offer for offer in offered if offer.group == here.group), key=lambda offer: offer.place)
    changed = {here.key: other.key, other.key: here.key}
    return [changed.get(offer.key, offer.key) for offer in group]
