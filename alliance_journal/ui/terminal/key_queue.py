"""What is typed is for what was there when its turn came, however fast it comes.

Textual gives each key to the field that has the focus when it is read. Where a terminal hands over many at once, as
from fast hands, a program that types passphrases or a computer that was busy, what follows a Tab would still go to
the field before it, and what follows a key that opens something would go to what was open.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable
from typing import Final

from textual import events
from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.widgets import Input

from alliance_journal.commands import COMMANDS
from alliance_journal.screens.locked import OPENS

HIDING: Final = next(command.keys for command in COMMANDS if command.action == "hide")
LEAVING: Final = frozenset(key for one in COMMANDS if one.action in ("lock", "leave") for key in one.keys)
"""Keys that do not wait for a journal that is being opened, where nothing that was typed waits for it."""
HEARING_SECONDS: Final = 10.0
"""So long it is waited for what was typed last."""
MOVES: Final = frozenset(("up", "down", "pageup", "pagedown", "home", "end", "j", "k"))
EDITS: Final = MOVES | {"left", "right", "backspace", "delete"}
"""What is held down: in a list, and in a field. Many come, and they need not be drawn one by one."""
LOOKING_SECONDS: Final = 0.05
"""How often it is looked whether what is waited for is done, or no longer in sight."""
Typed = events.Key | events.Paste


class InTurnApp(App[None]):
    """Gives out one key after the other; letters into one field go together."""

    def __init__(self) -> None:
        """Begin with nothing typed."""
        super().__init__()
        self._behind: deque[events.Event] = deque()
        self._acting: asyncio.Task[None] | None = None
        self._is_starting = True
        self._is_opening = False

    async def _ready(self) -> None:
        """Let what was typed while the program started wait for the first page, and for its field."""
        await super()._ready()
        self.let_keys_wait()

    @property
    def is_typed_to_end(self) -> bool:
        """Whether nothing that was typed waits for its turn."""
        is_acting = self._acting is not None and not self._is_opening
        return not (self._behind or is_acting or self.message_queue_size)

    async def on_event(self, event: events.Event) -> None:
        """Let what was typed wait until what was typed before it has come to its end."""
        if event.is_forwarded or not isinstance(event, Typed | events.MouseDown | events.AppBlur):
            await super().on_event(event)
        elif self._waits_for_nothing(event):
            if isinstance(event, events.Key) or not (self._is_starting or self._is_opening):
                # What was typed before it must not fall behind it; but a click hurries nothing to a page to come.
                await self._give_out_all()
            await super().on_event(event)
        elif self._acting:
            self._behind.append(_meant(event) if self._is_starting else event)
        else:
            await self._give_out(event)

    def _waits_for_nothing(self, event: events.Event) -> bool:
        """Whether it is a click, which is for what is in sight, hides everything, or leaves what only opens yet."""
        if not isinstance(event, events.Key):
            return isinstance(event, events.MouseDown)
        return event.key in HIDING or (self._is_opening and not self._behind and event.key in LEAVING)

    async def _give_out(self, event: events.Event) -> None:
        field = self.focused or self.screen
        await super().on_event(event)
        if not _is_text(event, field):
            self.let_keys_wait(field, is_held_down=_is_held_down(event, field))

    def let_keys_wait(self, field: DOMNode | None = None, *, is_held_down: bool = False) -> None:
        """Let what is typed from now on wait until all is done that was begun, and what comes of it is in sight.

        Args:
            field: where a key was given out to; None for what was begun by no key.
            is_held_down: whether that key may come many times, and need not be drawn each time.
        """
        if self._acting is None:
            self._acting = asyncio.create_task(self._act(field or self, is_held_down))

    async def _give_out_all(self) -> None:
        """Give out at once what waits, as Textual would."""
        while self._behind:
            await super().on_event(self._behind.popleft())

    async def _act(self, field: DOMNode, is_held_down: bool) -> None:
        """Wait until a key has done all that it does, then give out what was typed behind it."""
        hangs = True
        try:
            # One that hangs keeps nobody from typing on. At the very end there is no page any more.
            with contextlib.suppress(TimeoutError, ScreenStackError):
                async with asyncio.timeout(HEARING_SECONDS):
                    await self._come_to_an_end(field, is_held_down)
                    hangs = False
        finally:
            self.call_next(self._go_on, hangs)

    async def _come_to_an_end(self, field: DOMNode, is_held_down: bool) -> None:
        # The key itself goes up to the app, which does what it stands for; then what comes of that goes up.
        for _ in range(2):
            await _gone_up(field)
        # What it shows can have the focus, or do something, only once it was drawn.
        if not is_held_down:
            await self._drawn()
        while (now := self.focused or self.screen) is not field:
            field = now
            await self._drawn()
            await _gone_up(field)
        if self._is_at_work(OPENS):
            self._is_opening = True
            try:
                await self.work_is_over(OPENS)
            finally:
                self._is_opening = False
            await self._come_to_an_end(self, False)

    def _is_at_work(self, group: str) -> bool:
        return any(worker.group == group and not worker.is_finished for worker in self.workers)

    async def work_is_over(self, group: str) -> None:
        """Until no worker of this group is at work. Whoever stops waiting for a worker itself would stop it."""
        while self._is_at_work(group):
            await asyncio.sleep(LOOKING_SECONDS)

    async def _drawn(self) -> None:
        """Wait until what is in sight was drawn, and did what waited for that; or is not in sight any more."""
        screen, drawn = self.screen, asyncio.Event()
        if screen.call_after_refresh(drawn.set):
            while not drawn.is_set() and self.screen is screen:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(drawn.wait(), LOOKING_SECONDS)

    async def _go_on(self, hangs: bool) -> None:
        self._acting, self._is_starting = None, False
        if hangs:
            await self._give_out_all()
        while self._behind and not self._acting:
            await self._give_out(self._behind.popleft())

    async def hear_out(self) -> None:
        """Let all that was typed before this moment arrive: the last keys may still wait in the queue of a field.

        A key of the app itself, as the one that closes it, is acted on before them.
        """
        stacks = self._screen_stacks.values()
        fields = {screen.focused for stack in stacks for screen in stack if screen.is_running and screen.focused}
        await heard_out(fields, HEARING_SECONDS)


def _meant(event: events.Event) -> events.Event:
    """What was typed before the program could tell the terminal that Enter is to stay Enter."""
    is_line_feed = isinstance(event, events.Key) and event.key == "ctrl+j"
    return events.Key("enter", "\r") if is_line_feed else event


def _is_text(event: events.Event, field: DOMNode) -> bool:
    """Whether it only goes into the field, in the order of that field's queue."""
    is_letter = isinstance(event, events.Key) and event.is_printable
    return _takes_text(field) and (is_letter or isinstance(event, events.Paste))


def _is_held_down(event: events.Event, field: DOMNode) -> bool:
    return isinstance(event, events.Key) and event.key in (EDITS if _takes_text(field) else MOVES)


def _takes_text(field: DOMNode) -> bool:
    if isinstance(field, Input):
        return True
    # Imported here: the first picture needs none, and where one has the focus it is loaded.
    from textual.widgets import TextArea

    return isinstance(field, TextArea) and not field.read_only


async def heard_out(nodes: Iterable[DOMNode], seconds: float) -> None:
    """Until each was through with all that waits in its queue now; what hangs, or is no more, is not waited for."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*map(_heard, nodes))


async def _heard(node: DOMNode) -> None:
    heard = asyncio.Event()
    if node.call_later(heard.set):
        await heard.wait()


async def _gone_up(node: DOMNode | None) -> None:
    """Until what is in a field's queue now has gone up, from one to the next, to the app."""
    while node is not None:
        await _heard(node)
        node = node.parent
