"""Commands for settings from everywhere: the dialog, theme, time to lock, hiding."""

from alliance_journal.settings import Value, row
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.page_modes import PageModes
from alliance_journal.ui.terminal.safe_app import SafeApp
from alliance_journal.ui.theme import HEARTH, theme_name


class SettingsCommands:
    """Changes settings, saves them, and says what applies now; a setting is only changed from a page.

    Attributes:
        notes: sentences about what the settings file has and is not used.
    """

    def __init__(self, app: SafeApp, state: JournalState, pages: PageModes) -> None:
        self.app, self.state, self.pages = app, state, pages
        self.notes: tuple[str, ...] = ()

    def say_notes(self) -> None:
        """Say what the settings file has and is not used."""
        if self.notes:
            self.app.notify(" ".join(self.notes), markup=False, timeout=10)

    def show_settings(self) -> None:
        """Show the settings over the visible page."""
        from alliance_journal.ui.settings.screen import BACKUPS, SettingsDialog

        page = self.app.screen
        if not isinstance(page, BasePage):
            return

        async def follow(chosen: str | None) -> None:
            # The page shows what belongs to the journal, too.
            page.reload()
            if chosen == BACKUPS:
                await self.app.run_action("backups", page)

        with page.report_errors():
            self.app.push_screen(SettingsDialog(page.opened, self.change, self.notes), follow)

    def change(self, name: str, value: Value) -> None:
        """Change a setting, and save it."""
        if page := self.pages.visible:
            page.change_settings(**{name: value})
        if name == "theme":
            self.app.theme = theme_name(str(value))

    def change_theme(self) -> None:
        """Change to the other theme."""
        self.change("theme", "light" if self.app.theme == HEARTH.name else "dark")

    def change_lock_minutes(self) -> None:
        """Change to the next longer time until the journal is locked by itself; after the longest one, never."""
        minutes = int(row("lock_minutes").step(self.state.settings.lock_minutes, 1))
        if page := self.pages.visible:
            self.change("lock_minutes", minutes)
            after = f"after {minutes} minute{'s' if minutes > 1 else ''} without a key"
            page.say(f"It locks {after}." if minutes else "It never locks by itself. ^l locks it.")

    def change_hide_on_blur(self) -> None:
        """Hide everything when the client looks at another window, or stop that."""
        hide = not self.state.settings.hide_on_blur
        if page := self.pages.visible:
            self.change("hide_on_blur", hide)
            page.say(f"When you go to another window, everything is {'hidden' if hide else 'left as it is'}.")
