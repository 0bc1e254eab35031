"""The app: wires its controllers, shows the pages as modes, and runs the actions that work everywhere."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.notifications import Notify
from textual.types import CSSPathType

from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.settings import Settings
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.ui.base_page import BasePage, bindings
from alliance_journal.ui.controllers.exit import ExitController
from alliance_journal.ui.controllers.file_commands import FileCommands
from alliance_journal.ui.controllers.file_watcher import FileWatcher
from alliance_journal.ui.controllers.help_commands import show_help, toggle_help_now
from alliance_journal.ui.controllers.journal_commands import JournalCommands
from alliance_journal.ui.controllers.journal_opener import JournalOpener, Startup
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.lock import LockController
from alliance_journal.ui.controllers.maintenance import Maintenance
from alliance_journal.ui.controllers.page_modes import PageModes
from alliance_journal.ui.controllers.palette import JournalPalette
from alliance_journal.ui.controllers.settings_commands import SettingsCommands
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal
from alliance_journal.ui.terminal.safe_app import SafeApp
from alliance_journal.ui.theme import HEARTH, THEMES, theme_name
from alliance_journal.ui.widgets.rendering import NORMAL, WIDE

if TYPE_CHECKING:
    from textual.command import Provider

    from alliance_journal.ui.setup.welcome_screen import Beginning

CHECK_SECONDS: Final = 2
"""Interval of the checks for changes by other programs, and for the time to lock."""
SWITCH_SECONDS: Final = 0.005
"""Time in which a page that comes into sight gets ready before it is drawn. Textual's own is ten times longer."""


def palette_provider() -> "type[Provider]":
    """Load the provider of the palette, when the palette is opened first."""
    from alliance_journal.ui.palette.provider import PaletteProvider

    return PaletteProvider


class JournalApp(SafeApp):
    """App for one person's journal.

    Attributes:
        state: the open journal.
        pages: the pages as modes.
        lock: cover, lock and idle timer.
        maintenance: daily maintenance.
        opener: opens and creates journals.
        watcher: watches the journal's file.
        leaving: closes the app on request.
        palette: what the palette offers.
        settings_commands: commands that change a setting.
        handlers: handler of each command without keys, by its action.
    """

    TITLE = "Alliance Journal"
    CSS_PATH: ClassVar[CSSPathType] = ["app.tcss", "journal/journal.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere"), *bindings("palette")]
    # One of Textual's own commands writes the screen to a file.
    COMMANDS = {palette_provider}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NORMAL, "-normal"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    NOTIFICATION_TIMEOUT = 4

    def __init__(
        self,
        first: Journal | JournalError | None,
        create: "Callable[[Beginning], Journal]",
        today: Callable[[], date],
        settings: Settings,
        settings_file: Path | None,
        path: Path | None = None,
    ) -> None:
        """Start with a journal, or with the screen that says why there is none.

        Args:
            first: the open journal; None if there is none yet; else why it cannot be opened.
            create: creates the journal that the welcome screen asks for; runs in a thread.
            today: the client's own day.
            settings: settings in force at the start.
            settings_file: where changed settings are saved; None saves nothing.
            path: the journal's file, if it is not open yet.
        """
        super().__init__(THEMES, theme_name(settings.theme))
        self.state = JournalState(settings)
        self.lock = LockController(self, self.state, self._unlock)
        self.maintenance = Maintenance(self, self.state, today)
        self.pages = PageModes(self, self.state)
        startup = Startup(create, today, settings_file, path)
        self.opener = JournalOpener(self, self.state, self.lock, self.maintenance, self.pages, startup)
        self.watcher = FileWatcher(self, self.state, self.lock, self.opener, self.pages.reload)
        self.opener.file_opened = self.watcher.start
        self.leaving = ExitController(self, self.state, self.lock, self.watcher)
        self.settings_commands = SettingsCommands(self, self.state, self.pages)
        self.palette = JournalPalette(self, self.state, self.lock, self.pages)
        commands = (self.settings_commands, FileCommands(self.opener), JournalCommands(self.opener))
        self.handlers = {action: handler for one in commands for action, handler in one.handlers().items()}
        self._first = first

    @property
    def opened(self) -> OpenJournal | None:
        """The open journal; None while none is open."""
        return self.state.open

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables, for a theme that does not have them."""
        return HEARTH.variables

    def delay_update(self, delay: float = SWITCH_SECONDS) -> None:
        """Draw nothing for a moment while a page is switched."""
        super().delay_update(delay)

    async def on_mount(self) -> None:
        """Show the journal, or the screen that says why there is none."""
        # In the app's own queue: a timer runs beside it.
        self.set_interval(CHECK_SECONDS, lambda: self.call_next(self.check))
        first, self._first = self._first, None
        if isinstance(first, Journal):
            await self.opener.show_pages(first)
        else:
            await self.opener.show_error(first, self.opener.path)
            self.call_after_refresh(self.pages.preload)

    def on_ready(self) -> None:
        """From here on, a stopped process locks the journal first."""
        super().on_ready()
        self.lock.lock_when_stopped()
        self.settings_commands.show_notes()

    async def check(self) -> None:
        """Run the checks that repeat every few seconds."""
        await self.lock.check()
        await self.watcher.check()
        self.pages.reload_if_changed()

    # Lock

    def _unlock(self, passphrase: Passphrase | None) -> None:
        self.call_next(self.watcher.unlock, passphrase, self.screen)

    async def on_event(self, event: events.Event) -> None:
        """Lock if the time to lock has passed; the first key after that has no other effect."""
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            if await self.lock.lock_if_idle():
                event.stop()
                return
            self.lock.presence.seen()
        await super().on_event(event)

    def on_app_blur(self) -> None:
        """Hide everything when the client looks at another window, if that is set."""
        if self.state.settings.hide_on_blur and self.state.open:
            self.lock.hide()

    def on_notify(self, event: Notify) -> None:
        """Show no notices over the cover."""
        if self.lock.is_covered:
            event.stop()
            event.prevent_default()

    # For screens: the parts of the controllers that they use

    @property
    def needs_new_passphrase(self) -> bool:
        """True if the file of the open journal has another passphrase, which is not known here yet."""
        return self.state.needs_new_passphrase

    def run_offline(self, work: Callable[[], OfflineResult]) -> None:
        """Close the journal, do the work, and open the resulting journal."""
        self.opener.run_offline(work)

    def use_second_folder(self, folder: str) -> None:
        """From now on, write each backup of the open journal to a second folder as well."""
        self.maintenance.use_second_folder(folder)

    def close_journal(self) -> None:
        """Close the journal, at the very end."""
        if self.state.open:
            self.state.open.journal.close()

    # Commands

    def action_palette(self, action: str) -> None:
        """Run a command that has no keys on the visible page."""
        if page := self.pages.visible:
            with page.report_errors():
                self.handlers[action](page)

    async def action_go(self, page: str, selected: bool = False) -> None:
        """Go to a page, unless a dialog is open; to Checklist for the selected or the latest session."""
        opened, here = self.state.open, self.screen
        if opened is None or not isinstance(here, BasePage):
            return
        await self.keys.drain()
        if page == "checklist":
            opened.session_id = opened.entry_id if selected else None
        if self.current_mode != page:
            await self.show_page(page)
        elif page == "checklist":
            here.reload()

    def action_help(self) -> None:
        """Show the keys."""
        show_help(self)

    def action_help_now(self) -> None:
        """Show where to turn now, over everything; the same key closes it."""
        toggle_help_now(self, self.state, self.lock)

    async def action_leave(self) -> None:
        """Close, once everything typed is saved."""
        await self.leaving.leave()

    action_quit = action_leave
    """Textual's own action."""

    async def action_save_now(self) -> None:
        """Save what is being typed, and say so."""
        if self.state.open and not self.lock.is_covered:
            await self.keys.drain()
            self.pages.save_now()

    def save_all(self) -> bool:
        """Save typed text of every page and of the dialogs over them; return True if all of it is on the disk."""
        return self.pages.save_all()

    def save_beside(self) -> bool:
        """Write text that the journal does not take to a file beside it; return True if nothing is lost."""
        return self.watcher.save_beside()

    def action_hide(self) -> None:
        """Hide everything at once, and lock the journal behind it."""
        self.lock.hide()

    def action_lock(self) -> None:
        """Lock the journal; one that is not encrypted is only hidden."""
        self.lock.lock()

    def action_command_palette(self) -> None:
        """Show every command, if there is a page to use it on."""
        from textual.command import CommandPalette

        if not self.pages.visible:
            self.call_next(self.lock.show_lock)
        elif not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=self.palette.placeholder))

    def action_settings(self) -> None:
        """Show the settings."""
        self.settings_commands.show_settings()
