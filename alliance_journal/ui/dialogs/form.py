"""Cards with a few fields: what is known about an entry, where a copy is written to."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Final, Generic, NamedTuple, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Button, Input, Static

from alliance_journal.domain.dates.parse import Lean, UnclearDate, When, clock_text, parse_when, say_full
from alliance_journal.domain.models import KIND_NAMES, MEDIUMS, EntryKind, Goal, Medium
from alliance_journal.domain.text import UnusableText, one_line, tags_from, usable
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.dialog import DIALOGS_SHEET, UP_AND_DOWN
from alliance_journal.ui.dialogs.draft import BACK, COPY_KEY, DialogDraft, HasDraft
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.rendering import fit
from alliance_journal.ui.widgets.text_field import TextField
from alliance_journal.ui.widgets.text_input import TextInput

Filled = TypeVar("Filled")


class FormDialog(HasDraft, ModalScreen[Filled | None], Generic[Filled]):
    """A card with fields. Enter keeps it from any field; what was typed stays until it is kept.

    Attributes:
        keep: puts what was filled in where it belongs; what it raises is said, and the card stays.
        unfinished: keeps what is typed until then.
        answered: whether it was said why it could not be kept, and nothing was typed since.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET]
    answered: bool = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_card", show=False),
        *UP_AND_DOWN,
        Binding("enter", "keep_card", show=False),
        COPY_KEY,
    ]
    TITLE_SHOWN: ClassVar[str] = ""
    KEEP: ClassVar[str] = "Keep"

    def __init__(self, keep: Callable[[Filled], None] | None = None, unfinished: DialogDraft | None = None) -> None:
        super().__init__()
        self.keep, self.unfinished = keep, unfinished

    def compose(self) -> ComposeResult:
        """The fields, a line for what is unclear, and the button."""
        with Vertical(classes="card form") as card:
            card.border_title = Content(self.TITLE_SHOWN)
            card.border_subtitle = "⏎ keep · tab next field · esc leave as it was"
            yield from self.compose_fields()
            yield Static(id="unclear")
            yield Button(self.KEEP, id="keep", compact=True)

    def compose_fields(self) -> ComposeResult:
        """The fields."""
        raise NotImplementedError

    def filled(self) -> Filled:
        """What was filled in.

        Raises:
            UnclearDate, UnusableText: when something cannot be used.
        """
        raise NotImplementedError

    def field(self, name: str) -> Input:
        """One of the fields."""
        return self.query_one(f"#{name}", Input)

    def on_mount(self) -> None:
        """Put back what was typed in here before, and keep from now on what is typed."""
        if self.unfinished is None:
            return
        before = self._words()
        found = self.unfinished.found
        if found is not None and found != before:
            self._put_back(found)
            self.unclear(BACK)
        self.unfinished.begin(self._words())
        self.set_interval(DRAFT_SECONDS, self._tick)

    def _words(self) -> str:
        """What all fields hold."""
        fields = {field.id: field.value for field in self.query(Input)}
        words = {words.id: words.value for words in self.query(TextField)}
        choices = {choice.id: choice.value for choice in self.query(Choice)}
        return json.dumps(fields | words | choices, ensure_ascii=False)

    def _put_back(self, typed: str) -> None:
        try:
            found = json.loads(typed)
        except ValueError:
            return
        if not isinstance(found, dict):
            return
        for field in self.query(Input):
            field.value = str(found.get(field.id, field.value))
            field.cursor_position = len(field.value)
        for words in self.query(TextField):
            words.text = str(found.get(words.id, words.value))
            words.move_cursor(words.document.end)
        for choice in self.query(Choice):
            choice.choose(str(found.get(choice.id, "")))

    def _tick(self) -> None:
        if self.unfinished:
            before = self.unfinished.trouble
            self.unfinished.tick()
            if self.unfinished.trouble != before and not self.answered:
                self.unclear(self.unfinished.trouble)

    def on_input_changed(self) -> None:
        """Something was typed."""
        self.answered = False
        if self.unfinished:
            self.unfinished.typed(self._words())

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Something was chosen."""
        self.on_input_changed()

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        self.on_input_changed()

    def on_text_field_submitted(self) -> None:
        """Enter in a field keeps the card."""
        self.action_keep_card()

    def action_leave_card(self) -> None:
        """Leave everything as it was: what was typed is given up."""
        if self.unfinished:
            self.unfinished.end()
        self.dismiss(None)

    def on_input_submitted(self) -> None:
        """Enter in a field keeps the card."""
        self.action_keep_card()

    def on_button_pressed(self) -> None:
        """The button keeps the card."""
        self.action_keep_card()

    def action_keep_card(self) -> None:
        """Take over what was filled in, or say what is unclear."""
        try:
            filled = self.filled()
            if self.keep:
                self.keep(filled)
        except (UnclearDate, UnusableText, JournalError) as error:
            self.answered = True
            self.unclear(str(error))
            if isinstance(error, UnclearDate):
                self.field("day").focus()
        else:
            if self.unfinished:
                self.unfinished.end()
            self.dismiss(filled)

    def unclear(self, words: str) -> None:
        """Say what cannot be used; everything typed stays."""
        self.query_one("#unclear", Static).update(Content(words))


class DateField(Vertical):
    """A day as people say it, and under it how it was understood."""

    def __init__(self, label: str, value: str, today: date, lean: Lean, placeholder: str = "") -> None:
        super().__init__(classes="field")
        self.label, self.value, self.today, self.lean, self.placeholder = label, value, today, lean, placeholder

    def compose(self) -> ComposeResult:
        """Label, line and echo."""
        yield Static(self.label, classes="label")
        yield TextInput(self.value, placeholder=self.placeholder, id="day", compact=True)
        yield Static(id="echo")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say how the day is read, while it is typed."""
        words = ""
        if event.value.strip():
            try:
                words = self.say()
            except UnclearDate:
                # Half a date is no reason to interrupt; the reason is said when the card is to be kept.
                words = "…"
        self.query_one("#echo", Static).update(Content(words))

    def say(self) -> str:
        """How it is read.

        Raises:
            UnclearDate: when it cannot be read.
        """
        return say_when(self.read())

    def read(self) -> When:
        """The day, with a time where one was typed.

        Raises:
            UnclearDate: when it cannot be read.
        """
        return parse_when(self.query_one(Input).value, self.today, self.lean)


def say_when(when: When) -> str:
    """A day, and its time where it is known, as they are said."""
    return say_full(when.day) + (f", {clock_text(when.time)}" if when.time else "")


class EntryDetails(NamedTuple):
    """What the card knows about an entry."""

    when: When
    therapist: str = ""
    medium: Medium | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    goal_id: str | None = None


WITH_SOMEBODY: Final[tuple[EntryKind, ...]] = ("session", "consultation")
"""What has a therapist and a place."""
GOALS_WIDTH: Final = 44
"""The cells all goals have beside "none" in the narrowest card."""


def _own_words(value: str, placeholder: str, name: str) -> Input:
    """A field that a first key never empties."""
    return TextInput(value, placeholder=placeholder, id=name, select_on_focus=False, compact=True)


class EntryForm(FormDialog[EntryDetails]):
    """A new entry, or the details of one that is there."""

    def __init__(
        self,
        kind: EntryKind,
        details: EntryDetails,
        day: str,
        today: date,
        known: tuple[str, ...],
        keep: Callable[[EntryDetails], None],
        unfinished: DialogDraft,
        goals: Sequence[Goal] = (),
        heading: str = "",
    ) -> None:
        """Ask what is known.

        Args:
            kind: of the entry.
            details: what is known already.
            day: the day as it stands in the field.
            today: the day it is.
            known: the therapists' names.
            keep: takes over what was filled in.
            unfinished: keeps what is typed until then.
            goals: what the entry can point at; with none there is nothing to choose.
            heading: what stands over the card, where it is not the kind of the entry.
        """
        super().__init__(keep, unfinished)
        self.kind, self.details, self.day, self.today, self.known = kind, details, day, today, known
        self.goals = goals
        name = KIND_NAMES[kind]
        self.heading = heading or (name if details.title or day != "today" else f"New {name.lower()}")

    @property
    def tags_shown(self) -> str:
        """The tags as they stand in the field."""
        return ", ".join(self.details.tags)

    def compose_fields(self) -> ComposeResult:
        """Day, therapist, where, title, tags, goal; a note or a letter has no therapist to ask for."""
        with_somebody = self.kind in WITH_SOMEBODY
        yield DateField("When was it?" if with_somebody else "Which day?", self.day, self.today, "past")
        if with_somebody:
            yield Static("With", classes="label")
            names = (
                ", ".join((*self.known, "or a new name")) if self.known else "a first name or nickname is plenty"
            )
            yield TextInput(self.details.therapist, placeholder=names, id="therapist", compact=True)
            yield Static("Where", classes="label")
            options = [("", "not said"), *((medium, medium) for medium in MEDIUMS)]
            yield Choice(options, self.details.medium or "", id="medium")
        yield Static("To whom" if self.kind == "letter" else "Title", classes="label")
        yield _own_words(self.details.title, "optional: else the first words stand for it", "title")
        yield Static("Tags", classes="label")
        yield _own_words(self.tags_shown, "optional: work, sleep", "tags")
        if self.goals:
            yield Static("Goal", classes="label")
            room = GOALS_WIDTH // len(self.goals) - 3
            named = [(goal.id, fit(one_line(goal.text), room)) for goal in self.goals]
            yield Choice([("", "none"), *named], self.details.goal_id or "", id="goal")

    def on_mount(self) -> None:
        """Say in the border what this is."""
        self.query_one(".card").border_title = Content(self.heading)

    def filled(self) -> EntryDetails:
        """The details."""
        when = self.query_one(DateField).read()
        title, typed = usable(self.field("title").value.strip()), usable(self.field("tags").value)
        # What was left alone is left as it is: a tag can hold a space, a comma or a sign of its own.
        tags = self.details.tags if typed == self.tags_shown else tags_from(typed)
        goal = self.query_one("#goal", Choice).value or None if self.goals else self.details.goal_id
        if self.kind not in WITH_SOMEBODY:
            return EntryDetails(when, title=title, tags=tags, goal_id=goal)
        medium = self.query_one("#medium", Choice).value or None
        therapist = usable(self.field("therapist").value.strip())
        return EntryDetails(when, therapist, cast("Medium | None", medium), title, tags, goal)


class CopyForm(FormDialog[Path]):
    """Where a copy of the journal is written to; never in the place of another file."""

    TITLE_SHOWN = "Save a copy"
    KEEP = "Save"

    def __init__(self, proposed: Path, write: Callable[[Path], None], *, goes_on: bool) -> None:
        super().__init__(write)
        self.proposed, self.goes_on = proposed, goes_on

    def compose_fields(self) -> ComposeResult:
        """The path, and what happens then."""
        yield Static("Where", classes="label")
        yield TextInput(str(self.proposed), id="path", compact=True)
        then = (
            "You go on in the copy, with everything you typed."
            if self.goes_on
            else "You go on in the journal itself."
        )
        yield Static(f"It is checked once it is written. {then}", classes="hint")

    def filled(self) -> Path:
        """Where."""
        typed = usable(self.field("path").value.strip())
        try:
            path = Path(typed).expanduser().absolute()
        except RuntimeError as error:
            raise UnusableText(str(error)) from None
        if not typed or path.is_dir():
            raise UnusableText("That is a folder. Add a file name to it, such as journal-copy.db.")
        return path
