"""Commands of the palette that change a setting."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from alliance_journal.settings import LOCK_MINUTES, THEMES
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.page_modes import PageModes
from alliance_journal.ui.terminal.safe_app import SafeApp

TOGGLES: Final = ("plain_glyphs", "word_count", "discreet")
"""Settings that are on or off, with a command of the same name each."""


def _toggle(name: str, page: BasePage) -> None:
    page.change_settings(**{name: not getattr(page.opened.settings, name)})


class SettingsCommands:
    """Changes settings, saves them, and says what applies now; a setting is only changed from a page."""

    def __init__(self, app: SafeApp, state: JournalState, pages: PageModes) -> None:
        self.app, self.state, self.pages = app, state, pages

    def handlers(self) -> Mapping[str, Callable[[BasePage], object]]:
        """Return the handler of each command, by its action; it is called with the visible page."""
        return {
            "other_theme": lambda _: self.change_theme(),
            "lock_after": lambda _: self.change_lock_minutes(),
            "hide_on_blur": lambda _: self.change_hide_on_blur(),
            **{name: partial(_toggle, name) for name in TOGGLES},
        }

    def change_theme(self) -> None:
        """Change to the other theme."""
        self.app.theme = THEMES[(THEMES.index(self.app.theme) + 1) % len(THEMES)]
        if page := self.pages.visible:
            page.change_settings(theme=self.app.theme)

    def change_lock_minutes(self) -> None:
        """Change to the next longer time until the journal is locked by itself; after the longest one, never."""
        present = self.state.settings.lock_minutes
        longer = (minutes for minutes in LOCK_MINUTES if present and (minutes > present or not minutes))
        minutes = next(longer, LOCK_MINUTES[0])
        if page := self.pages.visible:
            page.change_settings(lock_minutes=minutes)
            after = f"after {minutes} minute{'s' if minutes > 1 else ''} without a key"
            page.say(f"It locks {after}." if minutes else "It never locks by itself. ^l locks it.")

    def change_hide_on_blur(self) -> None:
        """Hide everything when the client looks at another window, or stop that."""
        hide = not self.state.settings.hide_on_blur
        if page := self.pages.visible:
            page.change_settings(hide_on_blur=hide)
            page.say(f"When you go to another window, everything is {'hidden' if hide else 'left as it is'}.")
