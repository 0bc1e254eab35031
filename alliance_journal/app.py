"""The app: the four pages as modes, the looks, and a calm end whatever happens."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, cast

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerFailed

from alliance_journal import commands
from alliance_journal.calm import KEPT, NOT_KEPT, unforeseen
from alliance_journal.domain.dates import When, say_full
from alliance_journal.domain.journal import Appointment
from alliance_journal.domain.text import one_line
from alliance_journal.screens.checklist import ChecklistScreen
from alliance_journal.screens.desk import Desk
from alliance_journal.screens.dialogs import Question
from alliance_journal.screens.forms import MeetForm
from alliance_journal.screens.help import HELP_NOW_ID, help_card, help_now_card
from alliance_journal.screens.journal import JournalScreen
from alliance_journal.screens.place import Place, bindings
from alliance_journal.screens.prepare import PrepareScreen
from alliance_journal.screens.trends import TrendsScreen
from alliance_journal.screens.welcome import Beginning, WelcomeScreen
from alliance_journal.settings import THEMES as THEME_NAMES
from alliance_journal.settings import Settings
from alliance_journal.store.journal import Journal
from alliance_journal.themes import HEARTH, THEMES
from alliance_journal.widgets.terminal import Unsteered, steadied

PLACES: dict[str, type[Place]] = {
    "journal": JournalScreen,
    "checklist": ChecklistScreen,
    "trends": TrendsScreen,
    "prepare": PrepareScreen,
}
UNSTEERED = Unsteered()
LOOK_SECONDS = 2
"""How often it is looked whether another program changed the journal."""


class JournalApp(App[None]):
    """One person, one journal."""

    TITLE = "Alliance Journal"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("everywhere"))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    NOTIFICATION_TIMEOUT = 4

    desk: Desk | None = None

    def __init__(
        self,
        journal: Journal | None,
        begin: Callable[[Beginning], Journal],
        today: Callable[[], date],
        settings: Settings,
        settings_file: Path | None,
    ) -> None:
        """Start in a journal, or with the first card where there is none.

        Args:
            journal: the open journal; None where there is none yet.
            begin: makes the journal that the first card asks for.
            today: the client's own day.
            settings: how it looks.
            settings_file: where a changed setting is kept; None keeps nothing.
        """
        super().__init__()
        self._first, self._begin, self._today = journal, begin, today
        self._settings, self._settings_file = settings, settings_file
        self._version = 0
        self._opened = False
        self._ended_with = KEPT

    def get_driver_class(self) -> type[Driver]:
        """Textual's own, but neither a stray byte nor a lost line ends badly."""
        return steadied(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Whatever a text holds, only its letters reach the terminal."""
        return [*super().get_line_filters(), UNSTEERED]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, also under a theme that does not have them."""
        return HEARTH.variables

    def on_load(self) -> None:
        """Be ready for the end before the terminal is touched."""
        self._listen_for_the_end()

    async def on_mount(self) -> None:
        """Open at the journal, or at the first card."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._settings.theme
        self._opened = True
        if self._first is None:
            self.push_screen(WelcomeScreen(self._today(), self._begin_with))
        else:
            await self._open(self._first)

    def _begin_with(self, beginning: Beginning) -> None:
        journal = self._begin(beginning)
        self.call_next(self._open, journal)

    async def _open(self, journal: Journal) -> None:
        desk = self.desk = Desk(journal, self._today, self._settings, self._settings_file)
        self._version = journal.data_version()
        for name, place in PLACES.items():
            self.add_mode(name, lambda place=place: place(desk))  # type: ignore[misc]
        await self.switch_mode("journal")
        self.set_interval(LOOK_SECONDS, self._look_for_changes)
        self.call_after_refresh(self._offer_draft)

    def _look_for_changes(self) -> None:
        """Read again when another program, or another window, changed the journal."""
        place = self.place
        if place is None or self.desk is None:
            return
        with place.calmly():
            version = self.desk.journal.data_version()
            if version != self._version:
                self._version = version
                place.look_again()

    def _offer_draft(self) -> None:
        """Text that was being written when the app ended suddenly."""
        if self.desk is None or not isinstance(self.place, JournalScreen):
            return
        page, journal, drafts = self.place, self.desk.journal, []
        with page.calmly():
            # One that says what its note says anyway is nothing to ask about.
            drafts = [draft for draft in journal.drafts() if draft.body != journal.entry(draft.entry_id).body]
        if not drafts:
            return
        draft = drafts[0]
        when = draft.saved_at[:16].replace("T", " ")
        text = (
            f"When the app ended, something was still being written ({when} UTC). It is safe. "
            "It shows again in its note, too, whenever you open that note."
        )
        answers = (("continue", "Go on with it"), ("later", "Leave it for later"))
        card = Question("Text that was being written", text, answers)
        self.push_screen(card, lambda answer: page.go_on_with(draft) if answer == "continue" else None)

    # Commands

    @property
    def place(self) -> Place | None:
        """The page in sight, under any card."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Place)), None)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Our commands only: none of Textual's own, one of which would write the screen to a file."""
        place = self.place
        if place is None:
            return
        here = place.place_now()
        for command in (*commands.of(here), *commands.of("everywhere")):
            if command.action != "command_palette" and not command.by_widget:
                run = cast("Callable[[], None]", lambda command=command: self._run(place, command))
                yield SystemCommand(command.label, command.help, run)

    def _run(self, place: Place, command: commands.Command) -> None:
        self.call_later(place.run_command, command)

    async def action_go(self, page: str) -> None:
        """Go to a page; from a card, once the card is closed."""
        if self.desk is not None and isinstance(self.screen, Place) and self.current_mode != page:
            await self.switch_mode(page)

    def action_help(self) -> None:
        """The keys."""
        if isinstance(self.screen, Place):
            self.push_screen(help_card(self.screen.PLACE))

    def action_help_now(self) -> None:
        """Where to turn now, from everywhere; the same key closes it."""
        if self.screen.id == HELP_NOW_ID:
            self.pop_screen()
        else:
            self.push_screen(help_now_card())

    async def action_leave(self) -> None:
        """Close, once what was typed is on the disk."""
        if self._keep():
            self.exit()
            return
        text = "The last words could not be saved. They are still in the note. You can free space and try again."
        answers = (("stay", "Stay"), ("close", "Close without them"))
        self.push_screen(
            Question("Not everything is saved", text, answers), lambda a: self.exit() if a == "close" else None
        )

    async def action_quit(self) -> None:
        """However it is asked to quit, it leaves in order."""
        await self.action_leave()

    def _keep(self) -> bool:
        """What was typed on any page goes to the disk."""
        return all([screen.keep() for screen in self._places()])

    def _places(self) -> list[Place]:
        stacks = self._screen_stacks.values()
        return [screen for stack in stacks for screen in stack if isinstance(screen, Place) and screen.is_mounted]

    def action_other_therapist(self) -> None:
        """Another therapist's sessions."""
        if self.desk and self.place:
            therapist = self.desk.next_therapist()
            self.place.look_again()
            self.place.say(f"With {one_line(therapist.name)}." if therapist else "There is no therapist yet.")

    def action_meet_next(self) -> None:
        """Say when you meet next."""
        if self.desk:
            self.push_screen(MeetForm(self._today()), self._meet_next)

    def _meet_next(self, when: When | None) -> None:
        if when is None or self.desk is None or self.place is None:
            return
        with self.place.calmly():
            therapist = self.desk.therapist()
            appointment = Appointment(when.day, when.time, therapist.id if therapist else None)
            self.desk.journal.meet_next(appointment, self._today())
            self.place.look_again()
            self.place.say(f"Next: {say_full(when.day)}.")

    def action_other_theme(self) -> None:
        """The other look."""
        self.theme = THEME_NAMES[(THEME_NAMES.index(self.theme) + 1) % len(THEME_NAMES)]
        self._change(theme=self.theme)

    def action_plain_glyphs(self) -> None:
        """Digits instead of bars, or bars again."""
        if self.desk:
            self._change(plain_glyphs=not self.desk.settings.plain_glyphs)

    def action_word_count(self) -> None:
        """Show or hide the number of words."""
        if self.desk:
            self._change(word_count=not self.desk.settings.word_count)

    def _change(self, **settings: object) -> None:
        if self.desk is None or self.place is None:
            return
        try:
            self.desk.change_settings(**settings)
        except OSError:
            self.place.say("This could not be kept for next time: the settings cannot be written.")
        self.place.look_again()

    def action_ask_disagree(self) -> None:
        """Ask the optional thirteenth question, or stop asking it."""
        if self.desk is None or self.place is None:
            return
        with self.place.calmly():
            asked = not self.desk.journal.questions_asked()["disagree"]
            self.desk.journal.ask("disagree", asked)
            self.place.look_again()
            self.place.say(
                "The question about room to disagree is " + ("asked now." if asked else "no longer asked.")
            )

    def copy_to_clipboard(self, text: str) -> None:
        """Copying stays inside the app: the terminal's clipboard is only reached from Prepare, on purpose."""
        self._clipboard = text

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing is ever opened; an address is only shown."""
        self.notify(url, markup=False)

    # The end

    def _listen_for_the_end(self) -> None:
        """Put everything on the disk when the terminal is closed or the program is told to stop."""
        for name, code in (("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)):
            number = getattr(signal, name, None)
            if number is not None:
                # Windows has no such handlers; there the drafts are the protection.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    asyncio.get_running_loop().add_signal_handler(number, self._end, code)

    def _end(self, code: int) -> None:
        self._keep_whatever_happens()
        self.exit(return_code=code)

    def _keep_whatever_happens(self) -> bool:
        """What was typed goes to the disk as far as it can; whether all of it did."""
        kept = True
        for screen in self._places():
            try:
                kept = screen.keep() and kept
            except Exception:
                kept = False
        return kept

    def _handle_exception(self, error: Exception) -> None:
        """Keep what was typed, then end. The error's own text could hold the client's words and is not shown."""
        if self._exit or (self._opened and not self._running):
            # A page that was only half there when the app was left; everything is kept already.
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self._ended_with = KEPT if self._keep_whatever_happens() else NOT_KEPT
        self._fatal_error()

    def _fatal_error(self) -> None:
        """One calm line in the place of a traceback with local variables."""
        if not self._exit_renderables:
            error = self._exception or sys.exc_info()[1] or RuntimeError()
            cause = error.error if isinstance(error, WorkerFailed) else error
            self._exit_renderables.append(unforeseen(cause, self._ended_with))
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """What Textual itself cannot go on with; the traceback it brings along is not shown."""
        self._handle_exception(RuntimeError())
