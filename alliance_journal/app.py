"""The app: the four pages as modes, the looks, and what works everywhere."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, cast

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from alliance_journal import commands
from alliance_journal.domain.dates import say_full
from alliance_journal.guarded import GuardedApp
from alliance_journal.screens.checklist import ChecklistScreen
from alliance_journal.screens.desk import Desk
from alliance_journal.screens.dialogs import OneLine, Question
from alliance_journal.screens.forms import Form
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

PLACES: dict[str, type[Place]] = {
    "journal": JournalScreen,
    "checklist": ChecklistScreen,
    "trends": TrendsScreen,
    "prepare": PrepareScreen,
}
LOOK_SECONDS = 2
"""How often it is looked whether another program changed the journal."""


class JournalApp(GuardedApp):
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

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, also under a theme that does not have them."""
        return HEARTH.variables

    async def on_mount(self) -> None:
        """Open at the journal, or at the first card."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._settings.theme
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
        when = datetime.fromisoformat(draft.saved_at).astimezone()
        text = (
            f"When the app ended, something was still being written ({when:%H:%M} on "
            f"{say_full(when.date())}). It is safe. "
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
        for command in (*commands.of(here), *commands.of("everywhere"), *commands.of("palette")):
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
        elif isinstance(self.screen, WelcomeScreen):
            self.push_screen(help_card("journal"))

    def action_help_now(self) -> None:
        """Where to turn now, from everywhere; the same key closes it."""
        if self.screen.id == HELP_NOW_ID:
            self.pop_screen()
        else:
            self.push_screen(help_now_card())

    async def action_leave(self) -> None:
        """Close, once what was typed is on the disk; a card that is being filled in comes first."""
        if any(isinstance(screen, (Form, OneLine)) for screen in self.screen_stack):
            self.notify("This card is still open. ⏎ keeps it, esc leaves it.", markup=False)
            return
        if self.keep():
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

    def keep(self) -> bool:
        """What was typed on any page goes to the disk."""
        stacks = self._screen_stacks.values()
        places = [s for stack in stacks for s in stack if isinstance(s, Place) and s.is_mounted]
        return all([place.keep() for place in places])

    def action_other_theme(self) -> None:
        """The other look."""
        self.theme = THEME_NAMES[(THEME_NAMES.index(self.theme) + 1) % len(THEME_NAMES)]
        if self.place:
            self.place.change_settings(theme=self.theme)
