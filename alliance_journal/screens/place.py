"""What every page has: the line above, the line below, and calm words when something cannot be done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from alliance_journal import commands
from alliance_journal.domain.dates.parse import UnclearDate
from alliance_journal.domain.models import Unsaved
from alliance_journal.domain.text import UnusableText, has_too_long_a_line
from alliance_journal.screens.drawn_once import DrawnOnceScreen
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.widgets.frame import Banner, KeyLine, NavBar
from alliance_journal.widgets.room import Room
from alliance_journal.widgets.telling import draw_changes

TROUBLE = (JournalError, UnusableText, UnclearDate)
ONLY_READ = "This journal can only be read. ^p Save a copy to go on writing."
TOO_LONG_FOR_A_CARD = (
    "These words are too long to be changed in here. They are kept whole, and an export holds them."
)


def bindings(place: commands.Place) -> list[Binding]:
    """The key bindings of a place, from the table of commands."""
    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, priority=command.always)
        for command in commands.of(place)
        if command.keys and not command.by_widget
    ]


def mounted_screens(app: App[Any]) -> list[Screen[Any]]:
    """Return the mounted screens of every mode of the app: pages, and the cards over them."""
    return [screen for stack in app._screen_stacks.values() for screen in stack if screen.is_mounted]


class Place(DrawnOnceScreen, Room):
    """One of the five pages.

    Attributes:
        desk: what it is about. One that is put together while its journal is being opened is given it later.
    """

    PLACE: ClassVar[commands.Place]

    desk: OpenJournal

    def __init__(self, desk: OpenJournal | None = None) -> None:
        super().__init__()
        if desk:
            self.desk = desk
        self._read: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        """The line above, the page, the line below."""
        yield NavBar(self.PLACE)
        yield Banner()
        yield from self.compose_page()
        yield KeyLine(self.PLACE)

    def compose_page(self) -> ComposeResult:
        """What this page shows."""
        raise NotImplementedError

    def load(self) -> None:
        """Read what the page shows from the journal, and show it."""
        raise NotImplementedError

    @property
    def is_whole(self) -> bool:
        """Whether all of the page is there. What takes long can come behind its first picture, with `finish`."""
        return True

    async def finish(self) -> None:
        """Put together what is not there yet."""

    def keep(self) -> bool:
        """Put on the disk what was typed here; most pages keep everything at once and have nothing to do.

        Returns:
            Whether all of it is on the disk now. If not, why was said, and the text is still in sight.
        """
        return True

    def unsaved(self) -> list[Unsaved]:
        """Return typed text that is not saved yet; most pages save everything at once."""
        return []

    def carry_over(self, copy: Journal) -> None:
        """Put into a copy what this journal could not take; most pages have nothing of that kind.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """

    def carried_over(self) -> None:
        """A copy has it: there is nothing to keep here any more."""

    @property
    def warning(self) -> str:
        """What is said above the page while it holds; empty where all is well."""
        return ONLY_READ if self.desk.journal.only_read else ""

    def show_warning(self) -> None:
        """Say it, or stop saying it."""
        self.query_one(Banner).say(self.warning)

    def place_now(self) -> commands.Place:
        """Where the keys go at this moment."""
        return self.PLACE

    def on_screen_resume(self) -> None:
        """Reload when the page comes into sight, unless what it shows is up to date."""
        with self.report_errors():
            if self.is_mounted and self._read == self._state() and self.shows_entry:
                self.resume()
                return
        self.reload()

    def draw_together(self) -> None:
        """One picture for all that was changed just now; a second one would wait for a sixtieth of a second."""
        draw_changes(self)

    @property
    def shows_entry(self) -> bool:
        """Whether it is the entry looked at that is shown; where none is, that is no question."""
        return True

    def resume(self) -> None:
        """Update what does not depend on the journal, when the page comes into sight and is up to date."""
        self.show_warning()

    def mark_stale(self) -> None:
        """Reload the next time the page comes into sight, even if nothing changed in the journal."""
        self._read = None

    def _state(self) -> tuple[object, ...]:
        """All that decides what a page shows, but for the entry looked at: where two are equal, it is the same."""
        desk = self.desk
        return desk.journal.state(), desk.today(), desk.settings, desk.looked_at, self.app.size, self.app.theme

    def reload(self) -> None:
        """Load the page again, with the top line."""
        if not self.is_mounted:
            # It is still being put together, and reads by itself when it comes into sight.
            return
        self.show_warning()
        self._read = None
        with self.report_errors():
            # Asked first: what changes while it is read is read again the next time.
            state = self._state()
            self.query_one(NavBar).show_next(*self.desk.next_texts())
            self.load()
            self._read = state
        self.draw_together()

    def on_nav_bar_picked(self, message: NavBar.Picked) -> None:
        """Go to the page that was clicked."""
        self.app.call_next(self.app.run_action, f"go('{message.page}')")

    async def on_key_line_pressed(self, message: KeyLine.Pressed) -> None:
        """Do the command that was clicked."""
        if not message.command.by_widget:
            await self.run_command(message.command)

    async def run_command(self, command: commands.Command) -> None:
        """Do a command of this place or of the app."""
        await self.app.run_action(command.action, self.app if command.place == "everywhere" else self)

    def change_settings(self, **settings: object) -> None:
        """Take over a changed setting, and keep it for next time."""
        try:
            self.desk.change_settings(**settings)
        except OSError:
            self.say("This could not be kept for next time: the settings cannot be written.")
        self.reload()

    @contextmanager
    def report_errors(self) -> Iterator[None]:
        """Show the error of the block as a notice, and go on."""
        try:
            yield
        except TROUBLE as error:
            self.say(str(error))

    def ask_for_words(
        self,
        title: str,
        value: str,
        hint: str,
        card: str,
        keep: Callable[[str], None],
        then: Callable[[str | None], None] | None = None,
    ) -> None:
        """Open a card for a few words, which begins with what was typed in it when the app ended suddenly.

        Args:
            title: what it is.
            value: what is there already.
            hint: what happens with it.
            card: the name under which what is typed is kept until then.
            keep: puts the words where they belong; what it raises is said, and the card stays.
            then: is told the words, or None where the card was left.
        """
        from alliance_journal.screens.dialogs import OneLine
        from alliance_journal.screens.unfinished import Unfinished

        with self.report_errors():
            if has_too_long_a_line(value):
                self.say(TOO_LONG_FOR_A_CARD)
                return
            unfinished = Unfinished(self.desk.journal, card)
            self.app.push_screen(OneLine(title, value, hint, keep, unfinished), then)

    def bring(self, text: str, from_entry: str | None = None) -> None:
        """Copy words to the list for next time, once."""
        with self.report_errors():
            self.put_on_list(text, from_entry)

    def put_on_list(self, text: str, from_entry: str | None = None) -> None:
        """Copy words to the list for next time, once.

        Raises:
            JournalError, UnusableText: when they cannot be kept.
        """
        if not text.strip():
            return
        therapist = self.desk.therapist()
        there = self.desk.journal.open_topics_for(therapist.id if therapist else None)
        if any(topic.text == text.strip() for topic in there):
            self.say("That is on your list already.")
            return
        self.desk.journal.add_topic(text, from_entry or self.desk.latest_session())
        self.say("On your list for next time. You can reword it on Prepare.")

    def say(self, words: str) -> None:
        """A short calm notice; at most one is on screen."""
        self.app.clear_notifications()
        self.notify(words, markup=False, timeout=6 if len(words) > 60 else 4)
