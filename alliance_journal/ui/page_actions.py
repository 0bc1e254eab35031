"""What the palette offers on every page: whom one looks at, when one meets next, how it looks, what is asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from alliance_journal.domain.dates.parse import clock_text, say_full
from alliance_journal.domain.models import Appointment, Therapist
from alliance_journal.domain.text import one_line
from alliance_journal.ui.base_page import ONLY_READ, BasePage
from alliance_journal.ui.dialogs.draft import DialogDraft

if TYPE_CHECKING:
    from alliance_journal.ui.files.continue_in_copy import RunsOffline
    from alliance_journal.ui.open_journal import Work


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
        with self.report_errors():
            self.ask_when(self.opened.therapist(), self._met_next)

    def ask_when(self, therapist: Therapist | None, then: Callable[[Appointment | None], None]) -> None:
        """Ask when one meets next, with this therapist where there is one.

        Raises:
            JournalError: when the journal cannot be read now.
        """
        from alliance_journal.ui.people.appointment_form import AppointmentForm

        def with_them(found: Appointment) -> Appointment:
            return found._replace(therapist_id=therapist.id if therapist else None)

        journal, today = self.opened.journal, self.opened.today()
        form = AppointmentForm(
            today,
            lambda found: journal.appointments.set_next(with_them(found), today),
            lambda found: self.said_of_two(with_them(found)),
            DialogDraft(journal, "meet"),
        )
        self.app.push_screen(form, then)

    def said_of_two(self, appointment: Appointment, instead_of: Appointment | None = None) -> str:
        """Whom one meets already at the time of an appointment; nothing where it is free."""
        other = self.opened.journal.appointments.at_same_time(appointment, self.opened.today(), instead_of)
        if other is None:
            return ""
        names = {therapist.id: one_line(therapist.name) for therapist in self.opened.journal.therapists.list()}
        who = names.get(other.therapist_id or "", "somebody")
        when = f"On {say_full(other.date)}, {clock_text(other.time)}"
        if other.therapist_id == appointment.therapist_id:
            return f"{when}, you meet {who} already; the two would become one."
        return f"{when}, you also meet {who.removesuffix('.')}."

    def _met_next(self, found: Appointment | None) -> None:
        if found:
            self.reload()
            self.say(f"Next: {say_full(found.date)}.")

    def action_own_numbers(self) -> None:
        """Whom one would call."""
        from alliance_journal.ui.help.help_now_dialog import ask_for_numbers

        with self.report_errors():
            ask_for_numbers(self.app, self.opened.journal)

    def action_backups(self) -> None:
        """The backups: make one, restore one."""
        from alliance_journal.ui.files.backups_dialog import BackupsDialog

        if self.opened.journal.is_example:
            self.say("These are example notes: there is nothing to keep safe.")
        else:
            with self.report_errors():
                self.app.push_screen(BackupsDialog(self.opened.journal, self._go_away))

    def action_passphrase(self) -> None:
        """Encrypt the journal, or change how it is encrypted."""
        from alliance_journal.ui.files.passphrase_dialog import PassphraseDialog

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
                self.app.push_screen(TrashDialog(self, self._go_away))
            else:
                self.say("The trash is empty.")

    def _go_away(self, work: "Work") -> None:
        cast("RunsOffline", self.app).run_offline(work)

    def action_looking_back(self) -> None:
        """What helped and what was said, by month."""
        from alliance_journal.ui.journal.monthly_review_dialog import looking_back_card

        with self.report_errors():
            self.app.push_screen(looking_back_card(self.opened.journal, self.opened.today()))

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
