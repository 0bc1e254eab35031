"""The base of the five pages: navigation bar, banner and footer, reloading, and errors shown as notices."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from alliance_journal.domain.models import Unsaved
from alliance_journal.settings_store import SettingsNotSaved
from alliance_journal.store.journal import Journal
from alliance_journal.ui import commands
from alliance_journal.ui.dialogs import notice
from alliance_journal.ui.dialogs.next_session import add_topic
from alliance_journal.ui.key_map import LETTERS
from alliance_journal.ui.key_names import types_a_character
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.pages import PAGES
from alliance_journal.ui.widgets.banner import Banner
from alliance_journal.ui.widgets.footer import KeyFooter
from alliance_journal.ui.widgets.key_hints import key_map_of
from alliance_journal.ui.widgets.nav_bar import NavBar

Filled = TypeVar("Filled")
TROUBLE = notice.TROUBLE
ONLY_READ = "This journal can only be read. <palette.save_copy> to go on writing."


def bindings(place: commands.CommandPlace) -> list[Binding]:
    """Return the key bindings of a place, from the table of commands."""
    return [binding for command in commands.of(place) if not command.by_widget for binding in _bindings(command)]


def _bindings(command: commands.Command) -> Iterator[Binding]:
    """Yield the bindings of a command; one without usual keys has a binding that the key map can give keys to."""
    action = f"palette('{command.action}')" if command.has_handler else command.action
    # In a text, and in a dialog, a key that types a character is typed.
    letters = [key for key in command.keys if command.always and types_a_character(key)]
    others = [key for key in command.keys if key not in letters]
    for keys, ending in ((others, ""), (letters, LETTERS)):
        if command.always or not ending:
            id_, names = command.id + ending, ",".join(keys) or commands.NO_KEY
            is_first = command.always and not ending
            yield Binding(names, action, command.label, show=False, priority=is_first, id=id_)


def mounted_screens(app: App[Any]) -> list[Screen[Any]]:
    """Return the mounted screens of every page's mode and of the current mode: pages and the dialogs over them."""
    screens: list[Screen[Any]] = []
    for mode in {*(page.name for page in PAGES), app.current_mode}:
        # A page that nobody has opened yet has no screens.
        with suppress(KeyError):
            screens += (screen for screen in app.get_screen_stack(mode) if screen.is_mounted)
    return screens


class BasePage(Screen[None]):
    """One of the five pages.

    Attributes:
        PLACE: place of its commands in the table of commands.
        opened: the open journal, with the selection.
    """

    PLACE: ClassVar[commands.CommandPlace]

    def __init__(self, opened: OpenJournal) -> None:
        super().__init__()
        self.opened = opened
        self._read: tuple[object, ...] | None = None
        self._styled_for = self._look()
        # Textual adds them only with the first Resize event; the screen would be laid out without them first.
        self._set_breakpoints()

    def compose(self) -> ComposeResult:
        """Compose navigation bar, banner, page and footer."""
        yield NavBar(self.PLACE)
        yield Banner()
        yield from self.compose_page()
        yield KeyFooter(self.PLACE)

    def compose_page(self) -> ComposeResult:
        """Compose the page."""
        raise NotImplementedError

    def load(self) -> None:
        """Read the journal, and show it."""
        raise NotImplementedError

    def save(self) -> bool:
        """Save what was typed here; most pages save everything at once and have nothing to do.

        Returns:
            True if all of it is on the disk now. If not, the page says why, and the text stays on screen.
        """
        return True

    def unsaved(self) -> list[Unsaved]:
        """Return typed text that is not saved yet; most pages save everything at once."""
        return []

    def save_unsaved_in(self, copy: Journal) -> None:
        """Save unsaved text in a copy of the journal; most pages have none.

        Raises:
            JournalError, UnusableText: when the copy does not take it either.
        """

    def forget_unsaved(self) -> None:
        """Forget unsaved text, which a copy has now."""

    @property
    def warning(self) -> str:
        """Text of the banner; empty for none."""
        return ONLY_READ if self.opened.journal.read_only else ""

    def show_warning(self) -> None:
        """Show the warning in the banner, or hide the banner."""
        self.query_one(Banner).say(self.warning)

    def current_place(self) -> commands.CommandPlace:
        """Return the place whose commands the keys run now."""
        return self.PLACE

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Reload when the page is shown, unless nothing changed."""
        # Styling every widget again takes as long as drawing the page.
        event.refresh_styles, self._styled_for = self._styled_for != self._look(), self._look()
        self._set_breakpoints()
        with self.report_errors():
            if self.is_mounted and self._read == self._state() and self.shows_selected_entry:
                self.resume()
                return
        self.reload()

    def on_resize(self) -> None:
        """Set the classes for the new size before the page is laid out."""
        self._set_breakpoints()

    def _look(self) -> tuple[object, ...]:
        """Return everything that the styles depend on and that can change while the page is hidden."""
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
    def shows_selected_entry(self) -> bool:
        """True if the selected entry is shown, or if the page shows no entry."""
        return True

    def resume(self) -> None:
        """Update the page when it is shown again and nothing changed."""
        self.show_warning()
        self.show_keys()

    def mark_stale(self) -> None:
        """Reload the next time the page is shown, even if nothing changed in the journal."""
        self._read = None

    def _state(self) -> tuple[object, ...]:
        """Return everything that decides what the page shows, except the selected entry."""
        opened = self.opened
        return (
            opened.journal.state_token(),
            opened.today(),
            opened.settings,
            opened.looked_at,
            self.app.size,
            self.app.theme,
            key_map_of(self),
        )

    def reload(self) -> None:
        """Read the journal again, for the navigation bar as well."""
        if not self.is_mounted:
            # It is still being composed, and loads when it is shown.
            return
        self.show_warning()
        self._read = None
        with self.report_errors():
            # Read first: a change during loading is then loaded the next time.
            state = self._state()
            self._show_navigation()
            self.load()
            self._read = state
        self.show_keys()

    def _show_navigation(self) -> None:
        """Show the next session, and the pages that there is something for.

        Raises:
            JournalError: if the journal cannot be read.
        """
        bar, found = self.query_one(NavBar), self.opened.navigation()
        bar.show_next(*found.next_texts, can_set=found.can_set_next)
        bar.hide_pages(*(() if found.has_people else ("people",)))

    # Keys

    def show_keys(self) -> None:
        """Show in navigation bar and footer which keys work now."""
        in_text = self.focused is not None and self.focused.check_consume_key("x", "x")
        self.query_one(NavBar).mark_keys(in_text=in_text)
        self.query_one(KeyFooter).show_place(self.current_place(), self.most_wanted(), in_text=in_text)

    def most_wanted(self) -> tuple[str, ...]:
        """Return the ids of the commands that are most wanted where the client is; the footer shows them first."""
        return ()

    def on_descendant_focus(self) -> None:
        """Show the keys for the part of the page that has the focus."""
        self.show_keys()

    def on_nav_bar_next_picked(self) -> None:
        """Ask for the next session."""
        self.app.call_next(self.app.run_action, "palette('meet_next')")

    def on_nav_bar_picked(self, message: NavBar.Picked) -> None:
        """Go to the page that was clicked."""
        self.app.call_next(self.app.run_action, f"go('{message.page}')")

    async def on_key_footer_pressed(self, message: KeyFooter.Pressed) -> None:
        """Run the command that was clicked."""
        if not message.command.by_widget:
            await self.run_command(message.command)

    async def leave_text(self) -> None:
        """Leave a text that is being written, so that other commands of the page can run; most pages have none."""

    async def run_command(self, command: commands.Command) -> None:
        """Run a command of this page or of the app."""
        if command.has_handler:
            await self.app.run_action(f"palette('{command.action}')", self.app)
        else:
            await self.app.run_action(command.action, self if command.page else self.app)

    def change_settings(self, **settings: object) -> None:
        """Apply and save changed settings."""
        try:
            self.opened.change_settings(**settings)
        except SettingsNotSaved as error:
            self.say(str(error))
        self.reload()

    @contextmanager
    def report_errors(self) -> Iterator[None]:
        """Show an error raised inside as a notice, and go on after the block."""
        with notice.reported(self):
            yield

    def ask_for_text(
        self,
        title: str,
        value: str,
        hint: str,
        card: str,
        keep: Callable[[str], None],
        then: Callable[[str | None], None] | None = None,
    ) -> None:
        """Ask for a line of text; what was left there without saving is restored.

        Args:
            title: title of the dialog.
            value: the present text.
            hint: a sentence below the text.
            card: name of the draft.
            keep: saves the text; if it raises, the dialog stays open and shows the error.
            then: called with the text, or with None if the dialog was closed.
        """
        # Imported here: no dialog is needed at the start.
        from alliance_journal.ui.dialogs.ask_for_text import Prompt, ask_for_text

        with self.report_errors():
            ask_for_text(self, self.opened.journal, Prompt(title, value, hint, card), keep, then)

    def add_topic(self, text: str, from_entry: str | None = None) -> None:
        """Add a topic to the list for the next session, unless it is on it already, and say so.

        Args:
            text: the topic; an empty one is not added.
            from_entry: id of the entry that it comes from; None for the latest session.

        Raises:
            JournalError, UnusableText: when it cannot be saved.
        """
        add_topic(self, self.opened, text, from_entry)

    def recording(self, done: str, save: Callable[[Filled], None] | None) -> Callable[[Filled], None] | None:
        """Return what saves in a dialog over this page; a page that can undo it remembers what it changes.

        Args:
            done: what it does, in a few words.
            save: saves the result of the dialog.
        """
        return save

    def say(self, sentence: str) -> None:
        """Show a notice; it replaces the one before."""
        notice.show_notice(self, sentence)
