"""Commands for settings: the dialog, and the commands of the palette that change one setting."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from alliance_journal.settings import Value, row
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.page_modes import PageModes
from alliance_journal.ui.terminal.safe_app import SafeApp
from alliance_journal.ui.theme import HEARTH, theme_name

TOGGLES: Final = ("plain_glyphs", "word_count", "discreet")
"""Settings that are on or off, with a command of the same name each."""
NOTES_SECONDS: Final = 10
"""Time for which sentences about the settings file are shown."""


def _toggle(name: str, page: BasePage) -> None:
    page.change_settings(**{name: not getattr(page.opened.settings, name)})


class SettingsCommands:
    """Changes settings, saves them, and says what applies now; a setting is only changed from a page.

    Attributes:
        notes: sentences about values in the settings file that are not used.
    """

    def __init__(self, app: SafeApp, state: JournalState, pages: PageModes) -> None:
        self.app, self.state, self.pages = app, state, pages
        self.notes: tuple[str, ...] = ()

    def handlers(self) -> Mapping[str, Callable[[BasePage], object]]:
        """Return the handler of each command, by its action; it is called with the visible page."""
        return {
            "other_theme": lambda _: self.change_theme(),
            "lock_after": lambda _: self.change_lock_minutes(),
            "hide_on_blur": lambda _: self.change_hide_on_blur(),
            **{name: partial(_toggle, name) for name in TOGGLES},
        }

    def show_notes(self) -> None:
        """Show the notes about the settings file as a notice."""
        if self.notes:
            self.app.notify(" ".join(self.notes), markup=False, timeout=NOTES_SECONDS)

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
                await self.app.run_action("palette('backups')")

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
