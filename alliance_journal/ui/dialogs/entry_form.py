"""The form for the details of an entry."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NamedTuple, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from alliance_journal.domain.dates.parse import When
from alliance_journal.domain.models import KIND_NAMES, MEDIUMS, EntryKind, Goal, Medium
from alliance_journal.domain.text import one_line, tags_from, usable
from alliance_journal.ui.dialogs.date_field import DateField
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.widgets.choice import Choice
from alliance_journal.ui.widgets.rendering import fit
from alliance_journal.ui.widgets.text_input import TextInput


class EntryDetails(NamedTuple):
    """The fields of an entry form.

    Attributes:
        when: day, and time if it is known.
        therapist: name of the therapist; empty for none.
        medium: where the session took place; None if it is not known.
        title: title, or for a letter its addressee.
        tags: the tags.
        goal_id: goal that the entry is about.
    """

    when: When
    therapist: str = ""
    medium: Medium | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    goal_id: str | None = None


WITH_SOMEBODY: Final[tuple[EntryKind, ...]] = ("session", "consultation")
"""Kinds of entries that have a therapist and a place."""
GOALS_WIDTH: Final = 44
"""Cells for all goals beside "none" in the narrowest dialog."""


def _free_text_input(value: str, placeholder: str, name: str) -> Input:
    """Return a field whose text is not selected on focus, so that a first key never replaces it."""
    return TextInput(value, placeholder=placeholder, id=name, select_on_focus=False, compact=True)


class EntryForm(FormDialog[EntryDetails]):
    """Asks for the details of a new entry, or of one that exists."""

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
        """Ask for the details.

        Args:
            kind: kind of the entry.
            details: the present details.
            day: text of the day field.
            today: the client's own day.
            known: names of the therapists.
            keep: saves the details; if it raises, the dialog stays open and shows the error.
            unfinished: draft of what is typed.
            goals: goals that the entry can be about; none for no choice.
            heading: title of the dialog; empty for the kind of the entry.
        """
        super().__init__(keep, unfinished)
        self.kind, self.details, self.day, self.today, self.known = kind, details, day, today, known
        self.goals = goals
        name = KIND_NAMES[kind]
        self.heading = heading or (name if details.title or day != "today" else f"New {name.lower()}")

    @property
    def tags_shown(self) -> str:
        """Return the text of the tags field before anything is typed."""
        return ", ".join(self.details.tags)

    def compose_fields(self) -> ComposeResult:
        """Compose day, therapist, place, title, tags and goal; a note or a letter has no therapist and no place."""
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
        yield _free_text_input(self.details.title, "optional: else the first words stand for it", "title")
        yield Static("Tags", classes="label")
        yield _free_text_input(self.tags_shown, "optional: work, sleep", "tags")
        if self.goals:
            yield Static("Goal", classes="label")
            width = GOALS_WIDTH // len(self.goals) - 3
            named = [(goal.id, fit(one_line(goal.text), width)) for goal in self.goals]
            yield Choice([("", "none"), *named], self.details.goal_id or "", id="goal")

    def on_mount(self) -> None:
        """Show the heading."""
        self.query_one(".card").border_title = Content(self.heading)

    def filled(self) -> EntryDetails:
        """Return the details."""
        when = self.query_one(DateField).read()
        title, typed = usable(self.field("title").value.strip()), usable(self.field("tags").value)
        # An unchanged field keeps the tags as they are: a tag can hold a space or a comma.
        tags = self.details.tags if typed == self.tags_shown else tags_from(typed)
        goal = self.query_one("#goal", Choice).value or None if self.goals else self.details.goal_id
        if self.kind not in WITH_SOMEBODY:
            return EntryDetails(when, title=title, tags=tags, goal_id=goal)
        medium = self.query_one("#medium", Choice).value or None
        therapist = usable(self.field("therapist").value.strip())
        return EntryDetails(when, therapist, cast("Medium | None", medium), title, tags, goal)
