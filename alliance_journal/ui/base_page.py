"""What every page has: the line above, the line below, and calm words when something cannot be done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from alliance_journal.domain.dates.parse import UnclearDate
from alliance_journal.domain.models import Unsaved
from alliance_journal.domain.text import UnusableText, has_too_long_a_line
from alliance_journal.settings_store import SettingsNotSaved
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui import commands
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.pages import PAGES
from alliance_journal.ui.widgets.frame import Banner, KeyFooter, NavBar

TROUBLE = (JournalError, UnusableText, UnclearDate)
ONLY_READ = "This journal can only be read. ^p Save a copy to go on writing."
TOO_LONG_FOR_A_CARD = (
    "These words are too long to be changed in here. They are kept whole, and an export holds them."
)


def bindings(place: commands.CommandPlace) -> list[Binding]:
    """The key bindings of a place, from the table of commands."""
    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, priority=command.always)
        for command in commands.of(place)
        if command.keys and not command.by_widget
    ]


def mounted_screens(app: App[Any]) -> list[Screen[Any]]:
    """Return the mounted screens of every page's mode, and of the current mode: pages, and the cards over them."""
    screens: list[Screen[Any]] = []
    for mode in {*(page.name for page in PAGES), app.current_mode}:
        # A page that nobody has opened yet has no screens.
        with suppress(KeyError):
            screens += (screen for screen in app.get_screen_stack(mode) if screen.is_mounted)
    return screens


class BasePage(Screen[None]):
    """One of the five pages.

    Attributes:
        opened: the open journal, and what is looked at.
    """

    PLACE: ClassVar[commands.CommandPlace]

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__()
        self.opened = opened
        self._read: tuple[object, ...] | None = None
        self._styled_for = self._look()
        # Textual adds them when it tells the screen its size: it would be laid out without them first.
        self._set_breakpoints()

    def compose(self) -> ComposeResult:
        """The line above, the page, the line below."""
        yield NavBar(self.PLACE)
        yield Banner()
        yield from self.compose_page()
        yield KeyFooter(self.PLACE)

    def compose_page(self) -> ComposeResult:
        """What this page shows."""
        raise NotImplementedError

    def load(self) -> None:
        """Show the journal as it is now."""
        raise NotImplementedError

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
        return ONLY_READ if self.opened.journal.read_only else ""

    def show_warning(self) -> None:
        """Say it, or stop saying it."""
        self.query_one(Banner).say(self.warning)

    def place_now(self) -> commands.CommandPlace:
        """Where the keys go at this moment."""
        return self.PLACE

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Read again when the page comes into sight, but where it shows the journal as it is now."""
        # Styling every widget again takes as long as drawing the page.
        event.refresh_styles, self._styled_for = self._styled_for != self._look(), self._look()
        self._set_breakpoints()
        with self.report_errors():
            if self.is_mounted and self._read == self._state() and self.shows_entry:
                self.resume()
                return
        self.reload()

    def on_resize(self) -> None:
        """Style the page for the new size before it is laid out."""
        self._set_breakpoints()

    def _look(self) -> tuple[object, ...]:
        """Everything that the styles of a page depend on and that can change while it is out of sight."""
        return self.app.theme, self.app.size, self.app.app_focus

    def _set_breakpoints(self) -> None:
        """Add the classes for the size of the terminal, and remove those for other sizes.

        Textual does the same, but after it laid the page out with the classes for the size before.
        """
        width, height = self.app.size
        across, down = self.app.HORIZONTAL_BREAKPOINTS or [], self.app.VERTICAL_BREAKPOINTS or []
        classes: dict[str, bool] = {}
        for size, breakpoints in ((width, across), (height, down)):
            reached = max((least for least, _ in breakpoints if least <= size), default=None)
            classes |= {name: least == reached for least, name in breakpoints}
        self.update_classes(classes, update=self.is_attached, animate=False)

    @property
    def shows_entry(self) -> bool:
        """Whether it is the entry looked at that is shown; where none is, that is no question."""
        return True

    def resume(self) -> None:
        """What is to be done where nothing has to be read again."""
        self.show_warning()

    def mark_stale(self) -> None:
        """Read again the next time the page comes into sight, though nothing changed in the journal."""
        self._read = None

    def _state(self) -> tuple[object, ...]:
        """All that decides what a page shows, but for the entry looked at: where two are equal, it is the same."""
        opened = self.opened
        return (
            opened.journal.state_token(),
            opened.today(),
            opened.settings,
            opened.looked_at,
            self.app.size,
            self.app.theme,
        )

    def reload(self) -> None:
        """Read the journal again, line above included."""
        if not self.is_mounted:
            # It is still being put together, and reads by itself when it comes into sight.
            return
        self.show_warning()
        self._read = None
        with self.report_errors():
            # Asked first: what changes while it is read is read again the next time.
            state = self._state()
            self.query_one(NavBar).show_next(*self.opened.next_texts())
            self.load()
            self._read = state

    def on_nav_bar_picked(self, message: NavBar.Picked) -> None:
        """Go to the page that was clicked."""
        self.app.call_next(self.app.run_action, f"go('{message.page}')")

    async def on_key_footer_pressed(self, message: KeyFooter.Pressed) -> None:
        """Do the command that was clicked."""
        if not message.command.by_widget:
            await self.run_command(message.command)

    async def run_command(self, command: commands.Command) -> None:
        """Do a command of this place or of the app."""
        await self.app.run_action(command.action, self.app if command.place == "everywhere" else self)

    def change_settings(self, **settings: object) -> None:
        """Take over a changed setting, and keep it for next time."""
        try:
            self.opened.change_settings(**settings)
        except SettingsNotSaved as error:
            self.say(str(error))
        self.reload()

    @contextmanager
    def report_errors(self) -> Iterator[None]:
        """Say what cannot be done, and go on."""
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
        from alliance_journal.ui.dialogs.dialog import PromptDialog
        from alliance_journal.ui.dialogs.draft import DialogDraft

        with self.report_errors():
            if has_too_long_a_line(value):
                self.say(TOO_LONG_FOR_A_CARD)
                return
            unfinished = DialogDraft(self.opened.journal, card)
            self.app.push_screen(PromptDialog(title, value, hint, keep, unfinished), then)

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
        therapist = self.opened.therapist()
        there = self.opened.journal.topics.open_for(therapist.id if therapist else None)
        if any(topic.text == text.strip() for topic in there):
            self.say("That is on your list already.")
            return
        self.opened.journal.topics.add(text, from_entry or self.opened.latest_session())
        self.say("On your list for next time. You can reword it on Prepare.")

    def say(self, words: str) -> None:
        """A short calm notice; at most one is on screen."""
        self.app.clear_notifications()
        self.notify(words, markup=False, timeout=6 if len(words) > 60 else 4)
