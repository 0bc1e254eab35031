"""Commands for settings: the dialogs, the keys, and the commands of the palette that change one setting."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from alliance_journal import settings_store
from alliance_journal.settings import Value, row
from alliance_journal.settings_store import FoundSettings, SettingsNotSaved
from alliance_journal.ui import key_map
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.commands import command
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
        table: the table of keys in the settings file.
    """

    def __init__(self, app: SafeApp, state: JournalState, pages: PageModes) -> None:
        self.app, self.state, self.pages = app, state, pages
        self.table: Mapping[str, object] = {}
        self._file_notes: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what the settings file has and is not used."""
        return (*self._file_notes, *self.app.key_map.notes)

    def use_file(self, found: FoundSettings) -> None:
        """Use the keys of the settings file, and remember what in it is not used."""
        self._file_notes = found.notes
        self._use_keys(found.keys)

    def _use_keys(self, table: Mapping[str, object]) -> None:
        self.table = table
        self.app.use_key_map(key_map.check(table))

    def handlers(self) -> Mapping[str, Callable[[BasePage], object]]:
        """Return the handler of each command, by its action; it is called with the visible page."""
        return {
            "other_theme": lambda _: self.change_theme(),
            "lock_after": lambda _: self.change_lock_minutes(),
            "hide_on_blur": lambda _: self.change_hide_on_blur(),
            "change_keys": lambda _: self.show_keys(),
            **{name: partial(_toggle, name) for name in TOGGLES},
        }

    def show_notes(self) -> None:
        """Show the notes about the settings file as a notice."""
        if self.notes:
            self.app.notify(" ".join(self.notes), markup=False, timeout=NOTES_SECONDS)

    def show_settings(self) -> None:
        """Show the settings over the visible page."""
        from alliance_journal.ui.settings.screen import BACKUPS, KEYS, SettingsDialog

        page = self.app.screen
        if not isinstance(page, BasePage):
            return

        async def follow(chosen: str | None) -> None:
            # The page shows what belongs to the journal, too.
            page.reload()
            if chosen == BACKUPS:
                await self.app.run_action("palette('backups')")
            elif chosen == KEYS:
                self.show_keys()

        with page.report_errors():
            self.app.push_screen(SettingsDialog(page.opened, self.change, self.notes), follow)

    def show_keys(self) -> None:
        """Show every command with its keys over the visible page."""
        from alliance_journal.ui.settings.keys_dialog import KeysDialog

        if page := self.pages.visible:
            opened = page.opened
            file = None if opened.journal.is_example else opened.settings_file
            dialog = KeysDialog(self.change_keys, lambda: self.app.key_map.notes, file)
            self.app.push_screen(dialog, lambda _: page.reload())

    def change_keys(self, command_id: str, keys: Sequence[str]) -> str:
        """Give a command other keys, and save them.

        Args:
            command_id: id of the command.
            keys: the keys as they were typed; none for the usual ones.

        Returns:
            A sentence if the command cannot have them; empty if it has them now.
        """
        changed, page = command(command_id), self.pages.visible
        if changed is None or page is None:
            return ""
        if keys and (sentence := key_map.refusal(self.table, changed, keys)):
            return sentence
        others = {id_: value for id_, value in key_map.flat(self.table).items() if id_ != command_id}
        self._use_keys({**others, **({command_id: list(keys)} if keys else {})})
        if page.opened.settings_file and not page.opened.journal.is_example:
            try:
                settings_store.change_keys(page.opened.settings_file, command_id, keys)
            except SettingsNotSaved as error:
                page.say(str(error))
        return ""

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
            page.say(f"It locks {after}." if minutes else "It never locks by itself. <everywhere.lock> locks it.")

    def change_hide_on_blur(self) -> None:
        """Hide everything when the client looks at another window, or stop that."""
        hide = not self.state.settings.hide_on_blur
        if page := self.pages.visible:
            self.change("hide_on_blur", hide)
            page.say(f"When you go to another window, everything is {'hidden' if hide else 'left as it is'}.")
