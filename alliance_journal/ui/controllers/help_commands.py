"""The commands Help and Help now."""

from textual.screen import Screen

from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.controllers.journal_state import JournalState
from alliance_journal.ui.controllers.lock import LockController
from alliance_journal.ui.terminal.safe_app import SafeApp


def show_help(app: SafeApp) -> None:
    """Show the keys over a page, or over the welcome screen."""
    from alliance_journal.ui.help.help_dialog import create_help_dialog

    screen: Screen[object] = app.screen
    if isinstance(screen, BasePage):
        app.push_screen(create_help_dialog(screen.PLACE, app.key_map))
    elif app.current_mode == "welcome" and len(app.screen_stack) == 1:
        app.push_screen(create_help_dialog("journal", app.key_map))


def toggle_help_now(app: SafeApp, state: JournalState, lock: LockController) -> None:
    """Show where to turn now over any screen, or close that."""
    from alliance_journal.ui.help.help_now_dialog import HELP_NOW_ID, HelpNowDialog

    if app.screen.id == HELP_NOW_ID:
        app.pop_screen()
    else:
        # While it is locked, or no journal is open, no numbers of the client's own are shown.
        opened = None if lock.is_covered else state.open
        app.push_screen(HelpNowDialog(opened.journal if opened else None))
