"""What the palette offers on every page: whom one looks at, when one meets next, how it looks, what is asked."""

from alliance_journal.domain.dates import When, say_full
from alliance_journal.domain.journal import Appointment
from alliance_journal.domain.text import one_line
from alliance_journal.screens.forms import MeetForm
from alliance_journal.screens.place import Place


class Page(Place):
    """A page with the commands that have no key."""

    def action_other_therapist(self) -> None:
        """Another therapist's sessions."""
        with self.calmly():
            therapist = self.desk.next_therapist()
            self.look_again()
            self.say(
                f"With {one_line(therapist.name).removesuffix('.')}." if therapist else "There is no therapist yet."
            )

    def action_meet_next(self) -> None:
        """Say when you meet next."""
        self.app.push_screen(MeetForm(self.desk.today()), self._meet_next)

    def _meet_next(self, when: When | None) -> None:
        if when is None:
            return
        with self.calmly():
            therapist = self.desk.therapist()
            appointment = Appointment(when.day, when.time, therapist.id if therapist else None)
            self.desk.journal.meet_next(appointment, self.desk.today())
            self.look_again()
            self.say(f"Next: {say_full(when.day)}.")

    def action_plain_glyphs(self) -> None:
        """Digits instead of bars, or bars again."""
        self.change_settings(plain_glyphs=not self.desk.settings.plain_glyphs)

    def action_word_count(self) -> None:
        """Show or hide the number of words."""
        self.change_settings(word_count=not self.desk.settings.word_count)

    def action_ask_disagree(self) -> None:
        """Ask the optional thirteenth question, or stop asking it."""
        with self.calmly():
            asked = not self.desk.journal.questions_asked()["disagree"]
            self.desk.journal.ask("disagree", asked)
            self.look_again()
            self.say(f"The question about room to disagree is {'asked now' if asked else 'no longer asked'}.")
