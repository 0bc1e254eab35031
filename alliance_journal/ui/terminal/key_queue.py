"""Queue of typed events: keys typed while a screen opens or changes wait for it, and are then delivered there.

Textual gives each key to the widget that has the focus when the key is read. Where a terminal hands over many keys
at once (fast hands, a program that types passphrases, a busy computer), the text after a Tab would still go to the
field before it, and the text after a key that opens a dialog would go to the page under it.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final
from weakref import WeakSet

from textual import events
from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.widgets import Input

from alliance_journal.ui.key_map import KeyMap

OPENING_GROUP: Final = "opening"
"""Group of the workers that open a journal: keys typed behind Enter are for the screen that comes of it."""
TIMEOUT_SECONDS: Final = 10.0
"""Longest wait for one key to have its effect, and for typed text to arrive."""
POLL_SECONDS: Final = 0.05
LIST_KEYS: Final = frozenset(("up", "down", "pageup", "pagedown", "home", "end", "j", "k"))
FIELD_KEYS: Final = LIST_KEYS | {"left", "right", "backspace", "delete"}
"""Keys that are held down: the screen need not be drawn after each of them."""


class KeyQueue:
    """Delivers one typed event after the other, each after the effect of the one before; text of a field together.

    Attributes:
        is_opening: True while a worker of `OPENING_GROUP` is waited for.
        hide_keys: keys that wait for nothing.
        leave_keys: keys that do not wait for a journal that is being opened, as long as no other key waits.
    """

    def __init__(
        self,
        app: App[Any],
        deliver: Callable[[events.Event], Awaitable[None]],
        before_draw: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Create a queue in front of an app.

        Args:
            app: the app.
            deliver: Textual's own handler of events.
            before_draw: awaited before each wait for the screen to be drawn.
        """
        self.app = app
        self.is_opening = False
        self.use_key_map(KeyMap())
        self._deliver, self._before_draw = deliver, before_draw
        self._waiting: deque[events.Event] = deque()
        self._effect: asyncio.Task[None] | None = None
        self._is_starting = True
        self._receivers: WeakSet[DOMNode] = WeakSet()

    def use_key_map(self, key_map: KeyMap) -> None:
        """Use the keys in force."""
        self.hide_keys = frozenset(key_map.keys_of("everywhere.hide"))
        self.leave_keys = frozenset((*key_map.keys_of("everywhere.lock"), *key_map.keys_of("everywhere.leave")))

    @property
    def is_empty(self) -> bool:
        """True if no typed event waits, here or in the app's own queue."""
        has_effect = self._effect is not None and not self.is_opening
        return not (self._waiting or has_effect or self.app.message_queue_size)

    async def receive(self, event: events.Event) -> None:
        """Handle an event of the app: deliver it, or let it wait for the effect of an earlier one."""
        if event.is_forwarded or not isinstance(
            event, events.Key | events.Paste | events.MouseDown | events.AppBlur
        ):
            await self._deliver(event)
        elif self._is_immediate(event):
            if isinstance(event, events.Key) or not (self._is_starting or self.is_opening):
                # Earlier keys must not come behind it. A click does not hurry them to a page that is not there yet.
                await self._deliver_all()
            await self._deliver(event)
        elif self._effect:
            self._waiting.append(_as_enter(event) if self._is_starting else event)
        else:
            await self._deliver_one(event)

    def hold(self, receiver: DOMNode | None = None, *, is_repeated: bool = False) -> None:
        """Let typed events wait until everything that was begun has happened and is drawn.

        Args:
            receiver: the widget or screen that got a key; None if no key began it.
            is_repeated: True for a key that may be held down; then drawing is not waited for.
        """
        if self._effect is None:
            self._effect = asyncio.create_task(self._wait_for_effect(receiver or self.app, is_repeated))

    async def drain(self) -> None:
        """Wait until all text typed so far has arrived in its fields.

        A key of the app itself, such as the one that closes it, is handled before text still queued in a field.
        """
        with contextlib.suppress(ScreenStackError):
            if self.app.focused:
                self._receivers.add(self.app.focused)
        await drain((node for node in list(self._receivers) if node.is_running), TIMEOUT_SECONDS)

    def _is_immediate(self, event: events.Event) -> bool:
        """Return True for a click, a hide key, and a key that leaves the lock screen while it opens."""
        if not isinstance(event, events.Key):
            return isinstance(event, events.MouseDown)
        leaves = self.is_opening and not self._waiting and event.key in self.leave_keys
        return leaves or event.key in self.hide_keys

    async def _deliver_one(self, event: events.Event) -> None:
        receiver = self.app.focused or self.app.screen
        self._receivers.add(receiver)
        await self._deliver(event)
        if not _is_text(event, receiver):
            self.hold(receiver, is_repeated=_is_repeated(event, receiver))

    async def _deliver_all(self) -> None:
        while self._waiting:
            await self._deliver(self._waiting.popleft())

    async def _wait_for_effect(self, receiver: DOMNode, is_repeated: bool) -> None:
        timed_out = True
        try:
            # A widget that hangs does not block the keyboard for ever; at the very end there is no screen any more.
            with contextlib.suppress(TimeoutError, ScreenStackError):
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    await self._settle(receiver, is_repeated)
                    timed_out = False
        finally:
            self.app.call_next(self._continue, timed_out)

    async def _settle(self, receiver: DOMNode, is_repeated: bool) -> None:
        # First the key bubbles up to the app, which runs its action; then the messages of that action bubble up.
        for _ in range(2):
            await _bubbled(receiver)
        if not is_repeated:
            await self._drawn()
        while (now := self.app.focused or self.app.screen) is not receiver:
            receiver = now
            await self._drawn()
            await _bubbled(receiver)
        if is_working(self.app, OPENING_GROUP):
            self.is_opening = True
            try:
                await wait_for_workers(self.app, OPENING_GROUP)
            finally:
                self.is_opening = False
            await self._settle(self.app, False)

    async def _drawn(self) -> None:
        """Wait until the screen was drawn and its pending callbacks ran, or another screen is shown."""
        if self._before_draw:
            await self._before_draw()
        screen, drawn = self.app.screen, asyncio.Event()
        if screen.call_after_refresh(drawn.set):
            while not drawn.is_set() and self.app.screen is screen:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(drawn.wait(), POLL_SECONDS)

    async def _continue(self, timed_out: bool) -> None:
        self._effect, self._is_starting = None, False
        if timed_out:
            await self._deliver_all()
        while self._waiting and not self._effect:
            await self._deliver_one(self._waiting.popleft())


def is_working(app: App[Any], group: str) -> bool:
    """Return True if a worker of this group has not finished."""
    return any(worker.group == group and not worker.is_finished for worker in app.workers)


async def wait_for_workers(app: App[Any], group: str) -> None:
    """Wait until no worker of a group runs. Cancelling this does not cancel the worker, as `Worker.wait` would."""
    while is_working(app, group):
        await asyncio.sleep(POLL_SECONDS)


async def drain(nodes: Iterable[DOMNode], seconds: float) -> None:
    """Wait until each node has handled the messages that are in its queue now, at most so many seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*map(_handled, nodes))


async def _handled(node: DOMNode) -> None:
    handled = asyncio.Event()
    if node.call_later(handled.set):
        await handled.wait()


async def _bubbled(node: DOMNode | None) -> None:
    """Wait until the messages in a node's queue have bubbled up, from parent to parent, to the app."""
    while node is not None:
        await _handled(node)
        node = node.parent


def _as_enter(event: events.Event) -> events.Event:
    """Return Enter for a line feed: Enter as typed before the program could set the terminal's input mode."""
    is_line_feed = isinstance(event, events.Key) and event.key == "ctrl+j"
    return events.Key("enter", "\r") if is_line_feed else event


def _is_text(event: events.Event, receiver: DOMNode) -> bool:
    """Return True if the event only adds text to a field, whose own queue keeps the order."""
    is_letter = isinstance(event, events.Key) and event.is_printable
    return _takes_text(receiver) and (is_letter or isinstance(event, events.Paste))


def _is_repeated(event: events.Event, receiver: DOMNode) -> bool:
    return isinstance(event, events.Key) and event.key in (FIELD_KEYS if _takes_text(receiver) else LIST_KEYS)


def _takes_text(receiver: DOMNode) -> bool:
    if isinstance(receiver, Input):
        return True
    # Imported here: the first paint does not need it, and where one has the focus it is loaded.
    from textual.widgets import TextArea

    return isinstance(receiver, TextArea) and not receiver.read_only
