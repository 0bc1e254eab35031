"""Commands of the palette about the journal's file: backups, passphrase, copies, import and export."""

from collections.abc import Callable, Mapping

from alliance_journal.ui.base_page import ONLY_READ, BasePage
from alliance_journal.ui.controllers.journal_opener import JournalOpener

NO_FILE = "These are example notes: there is nothing to keep safe."
NOTHING_TO_MERGE = "These are example notes: there is nothing to merge."
NO_IMPORT = "These are example notes: nothing is taken over here."


class FileCommands:
    """Opens the dialogs about the journal's file over a page."""

    def __init__(self, opener: JournalOpener) -> None:
        self.opener = opener

    def handlers(self) -> Mapping[str, Callable[[BasePage], object]]:
        """Return the handler of each command, by its action; it is called with the visible page."""
        return {
            "backups": self.show_backups,
            "passphrase": self.change_passphrase,
            "merge": self.merge,
            "export_all": self.export,
            "import_all": self.import_notes,
            "save_copy": self.save_copy,
        }

    def show_backups(self, page: BasePage) -> None:
        """List the backups, to make or restore one."""
        from alliance_journal.ui.files.backups_dialog import BackupsDialog

        journal = page.opened.journal
        if journal.is_example:
            page.say(NO_FILE)
        else:
            page.app.push_screen(BackupsDialog(journal, self.opener.run_offline))

    def change_passphrase(self, page: BasePage) -> None:
        """Encrypt the journal, change its passphrase, or remove the encryption."""
        from alliance_journal.ui.files.passphrase_dialog import PassphraseDialog

        journal = page.opened.journal
        if journal.is_example:
            page.say(NO_FILE)
        else:
            page.app.push_screen(PassphraseDialog(journal, self.opener.run_offline))

    def merge(self, page: BasePage) -> None:
        """Ask for another copy of the journal, and merge it."""
        from alliance_journal.ui.files.merge_dialog import MergeDialog

        if _can_add(page, NOTHING_TO_MERGE):
            page.app.push_screen(MergeDialog(page.opened.journal, self.opener.run_offline))

    def export(self, page: BasePage) -> None:
        """Ask where to export the whole journal."""
        from alliance_journal.ui.files.export_dialog import create_export_dialog

        # Text that is being typed is exported as well.
        page.save()
        page.app.push_screen(create_export_dialog(page.app, page.opened))

    def import_notes(self, page: BasePage) -> None:
        """Ask for notes of another program, or another journal, to import."""
        from alliance_journal.ui.files.import_dialog import create_import_dialog

        if _can_add(page, NO_IMPORT):
            page.app.push_screen(create_import_dialog(page.app, page.opened))

    def save_copy(self, page: BasePage) -> None:
        """Ask where to save a checked copy; the client goes on in it if the journal cannot be written."""
        from alliance_journal.ui.files.continue_in_copy import offer_copy

        offer_copy(page.app, page.opened)


def _can_add(page: BasePage, if_example: str) -> bool:
    """Return True if something can be added to the journal; otherwise say why not."""
    if page.opened.journal.is_example:
        page.say(if_example)
    elif page.opened.journal.read_only:
        page.say(ONLY_READ)
    else:
        return True
    return False
