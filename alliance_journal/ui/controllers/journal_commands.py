"""Commands of the palette about what is in the journal: therapist, next appointment, numbers, trash, review."""

from collections.abc import Callable, Mapping

from alliance_journal.domain.text import one_line
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.controllers.journal_opener import JournalOpener

NO_THERAPIST = "There is no therapist yet."
EMPTY_TRASH = "The trash is empty."


class JournalCommands:
    """Runs commands that have no key on a page, or opens their dialogs over it."""

    def __init__(self, opener: JournalOpener) -> None:
        self.opener = opener

    def handlers(self) -> Mapping[str, Callable[[BasePage], object]]:
        """Return the handler of each command, by its action; it is called with the visible page."""
        return {
            "other_therapist": show_next_therapist,
            "meet_next": ask_for_next_appointment,
            "own_numbers": ask_for_numbers,
            "guide": show_guide,
            "manual": show_manual,
            "looking_back": show_monthly_review,
            "open_trash": self.show_trash,
            "ask_disagree": toggle_disagree_question,
        }

    def show_trash(self, page: BasePage) -> None:
        """Show the trash, unless it is empty."""
        from alliance_journal.ui.journal.trash_dialog import TrashDialog

        if page.opened.journal.trash.count():
            page.app.push_screen(TrashDialog(page.opened, self.opener.run_offline))
        else:
            page.say(EMPTY_TRASH)


def show_next_therapist(page: BasePage) -> None:
    """Show the sessions with the next therapist."""
    therapist = page.opened.next_therapist()
    page.reload()
    page.say(f"With {one_line(therapist.name).removesuffix('.')}." if therapist else NO_THERAPIST)


def ask_for_next_appointment(page: BasePage) -> None:
    """Show the form for the appointments with the therapist whose sessions are shown."""
    from alliance_journal.ui.dialogs.appointment_form import AppointmentChange, appointment_form

    def saved(change: AppointmentChange | None) -> None:
        if change:
            page.reload()
            page.say(change.say())

    form = appointment_form(page.opened, page.opened.therapist())
    form.keep = page.recording("a change of the appointments", form.keep)
    page.app.push_screen(form, saved)


def ask_for_numbers(page: BasePage) -> None:
    """Ask for the client's own numbers to call."""
    from alliance_journal.ui.help import help_now_dialog

    help_now_dialog.ask_for_numbers(page.app, page.opened.journal)


def show_guide(page: BasePage) -> None:
    """Show the guide."""
    from alliance_journal.ui.help.guide_dialog import GuideDialog

    page.app.push_screen(GuideDialog())


def show_manual(page: BasePage) -> None:
    """Show the manual."""
    from alliance_journal.ui.help.manual_dialog import ManualDialog

    page.app.push_screen(ManualDialog())


def show_monthly_review(page: BasePage) -> None:
    """Show what helped and what was said, by month."""
    from alliance_journal.ui.journal.monthly_review_dialog import monthly_review_dialog

    page.app.push_screen(monthly_review_dialog(page.opened.journal, page.opened.today()))


def toggle_disagree_question(page: BasePage) -> None:
    """Ask the optional thirteenth question from now on, or stop asking it."""
    questions = page.opened.journal.questions
    asked = not questions.asked()["disagree"]
    questions.set_asked("disagree", asked)
    page.reload()
    page.say(f"The question about room to disagree is {'asked now' if asked else 'no longer asked'}.")
