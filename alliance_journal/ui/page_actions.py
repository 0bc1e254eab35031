"""What the palette offers on every page: whom one looks at, when one meets next, how it looks, what is asked."""

from typing import TYPE_CHECKING, cast

from alliance_journal.domain.dates.parse import say_full
from alliance_journal.domain.models import Appointment
from alliance_journal.domain.text import one_line
from alliance_journal.ui.base_page import ONLY_READ, BasePage

if TYPE_CHECKING:
    from alliance_journal.ui.files.backup_and_passphrase_dialogs import Work
    from alliance_journal.ui.files.continue_in_copy import RunsOffline


class Page(BasePage):
    """A page with the commands that have no key."""

    def action_other_therapist(self) -> None:
        """Another therapist's sessions."""
        with self.report_errors():
            therapist = self.opened.next_therapist()
            self.reload()
            self.say(
                f"With {one_line(therapist.name).removesuffix('.')}." if therapist else "There is no therapist yet."
            )

    def action_meet_next(self) -> None:
        """Say when you meet next."""
        from alliance_journal.ui.dialogs.appointment_form import next_appointment_form

        with self.report_errors():
            form = next_appointment_form(self.opened, self.opened.therapist())
            self.app.push_screen(form, self._met_next)

    def _met_next(self, found: Appointment | None) -> None:
        if found:
            self.reload()
            self.say(f"Next: {say_full(found.date)}.")

    def action_own_numbers(self) -> None:
        """Whom one would call."""
        from alliance_journal.ui.help.help_dialog import ask_for_numbers

        with self.report_errors():
            ask_for_numbers(self.app, self.opened.journal)

    def action_backups(self) -> None:
        """The backups: make one, restore one."""
        from alliance_journal.ui.files.backup_and_passphrase_dialogs import BackupsDialog

        if self.opened.journal.is_example:
            self.say("These are example notes: there is nothing to keep safe.")
        else:
            with self.report_errors():
                self.app.push_screen(BackupsDialog(self.opened.journal, self._go_away))

    def action_passphrase(self) -> None:
        """Encrypt the journal, or change how it is encrypted."""
        from alliance_journal.ui.files.backup_and_passphrase_dialogs import PassphraseDialog

        if self.opened.journal.is_example:
            self.say("These are example notes: there is nothing to keep safe.")
        else:
            self.app.push_screen(PassphraseDialog(self.opened.journal, self._go_away))

    def action_merge(self) -> None:
        """Take over what another copy of this journal has."""
        from alliance_journal.ui.files.merge_dialog import MergeDialog

        if self.opened.journal.is_example:
            self.say("These are example notes: there is nothing to merge.")
        elif self.opened.journal.read_only:
            self.say(ONLY_READ)
        else:
            self.app.push_screen(MergeDialog(self.opened.journal, self._go_away))

    def action_export_all(self) -> None:
        """Everything into a file, or a folder of files."""
        from alliance_journal.ui.files.export_dialog import export_card

        # What is being typed belongs to everything.
        self.keep()
        with self.report_errors():
            self.app.push_screen(export_card(self.app, self.opened))

    def action_import_all(self) -> None:
        """What other programs wrote, or another journal."""
        from alliance_journal.ui.files.import_dialog import import_card

        if self.opened.journal.is_example:
            self.say("These are example notes: nothing is taken over here.")
        elif self.opened.journal.read_only:
            self.say(ONLY_READ)
        else:
            self.app.push_screen(import_card(self.app, self.opened))

    def action_open_trash(self) -> None:
        """What is in the trash."""
        from alliance_journal.ui.journal.trash_dialog import TrashDialog

        with self.report_errors():
            if self.opened.journal.trash.count():
                self.app.push_screen(TrashDialog(self.opened, self._go_away))
            else:
                self.say("The trash is empty.")

    def _go_away(self, work: "Work") -> None:
        cast("RunsOffline", self.app).run_offline(work)

    def action_looking_back(self) -> None:
        """What helped and what was said, by month."""
        from alliance_journal.ui.journal.monthly_review_dialog import monthly_review_dialog

        with self.report_errors():
            self.app.push_screen(monthly_review_dialog(self.opened.journal, self.opened.today()))

    def action_plain_glyphs(self) -> None:
        """Digits instead of bars, or bars again."""
        self.change_settings(plain_glyphs=not self.opened.settings.plain_glyphs)

    def action_word_count(self) -> None:
        """Show or hide the number of words."""
        self.change_settings(word_count=not self.opened.settings.word_count)

    def action_save_copy(self) -> None:
        """A checked copy of the journal, to go on in where this one cannot be written."""
        from alliance_journal.ui.files.continue_in_copy import offer_copy

        with self.report_errors():
            offer_copy(self)

    def action_discreet(self) -> None:
        """Only day and kind in the list, or titles again."""
        self.change_settings(discreet=not self.opened.settings.discreet)

    def action_ask_disagree(self) -> None:
        """Ask the optional thirteenth question, or stop asking it."""
        with self.report_errors():
            asked = not self.opened.journal.questions.asked()["disagree"]
            self.opened.journal.questions.set_asked("disagree", asked)
            self.reload()
            self.say(f"The question about room to disagree is {'asked now' if asked else 'no longer asked'}.")
