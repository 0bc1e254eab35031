"""Cards of Prepare: the one of a line, with its words and what can be done with it, and the one for a new line."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.brief.model import GROUP_NAMES
from alliance_journal.domain.brief.offer import Offer
from alliance_journal.domain.brief.work_offers import GOAL_WORDS
from alliance_journal.domain.models import (
    GOAL_STATES,
    TASK_STATES,
    Excerpt,
    Goal,
    GoalState,
    Task,
    TaskState,
    Topic,
)
from alliance_journal.domain.text import one_line
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.excerpt_form import CHANGED, FOR_WHOM
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.text_length import check_length
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.form_rows import ChoiceRow, FormRows, Row, TextRow
from alliance_journal.ui.widgets.rendering import fit

Values = Mapping[str, str]
NewKind = Literal["topic", "question", "homework", "goal"]

NEEDS_WORDS: Final = "A few words are needed: what is it?"
NOT_YOURS: Final = "It comes from your answers or your notes, so its words stay as they are."
SEVERAL_LINES: Final = "It has several lines; reworded, they become one."
NOTE_STAYS: Final = "The note it came from stays as it is."
YES: Final = (("yes", "yes"), ("no", "left out"))
NEXT_TIME: Final = (("yes", "for next time"), ("no", "no date"))
TOPIC_WORDS: Final = (("open", "open"), ("brought", "brought up"), ("let go", "removed"))
TASK_DONE: Final[Mapping[TaskState, str]] = {
    "open": "open",
    "did": "done",
    "tried": "tried",
    "did not": "not done",
    "not useful": "not useful",
}
NEW_KINDS: Final[tuple[tuple[NewKind, str], ...]] = (
    ("topic", "to talk about"),
    ("question", "question"),
    ("homework", "homework"),
    ("goal", "goal"),
)
NEW_FORM: Final = "prepare/new"
"""Name of the draft of the card for a new line; further drafts, of lines whose adding was undone, begin with it."""
EARLIER_FORMS: Final[Mapping[str, NewKind]] = {"topic/new": "topic", "task/new": "homework", "goal/new": "goal"}
"""Drafts of the forms for new lines of versions before 0.6, with the kind of line."""
GOALS_WIDTH: Final = 40
"""Cells for the words of all goals beside "none" in the narrowest card."""


class CardText(NamedTuple):
    """Content of a card.

    Attributes:
        title: title of the card.
        about: a sentence, or the words that cannot be edited; empty for none.
        rows: fields and choices.
        focus: name of the row with the focus; empty for the first.
    """

    title: str
    about: str
    rows: Sequence[Row]
    focus: str = ""


class LineCard(FormDialog[Values]):
    """Card of a line of Prepare, or for a new one. Its result is the value of each row."""

    def __init__(self, text: CardText, save: Callable[[Values], None], draft: DialogDraft | None) -> None:
        super().__init__(save, draft)
        self.text = text

    def compose_fields(self) -> ComposeResult:
        """Yield the sentence and the rows."""
        if self.text.about:
            yield Static(Content(self.text.about), classes="quiet")
        yield FormRows(self.text.rows)

    def on_mount(self) -> None:
        """Set the title in the border, and the focus."""
        self.query_one(".card").border_title = Content(self.text.title)
        if self.text.focus:
            self.query_one(f"#{self.text.focus}").focus()

    def filled(self) -> Values:
        """Return the value of each row.

        Raises:
            UnusableText: when words are missing or cannot be saved.
        """
        return self.query_one(FormRows).values()


def line_card(opened: OpenJournal, offer: Offer, save: Callable[[Values], None], focus: str = "") -> LineCard:
    """Create the card of a line.

    Args:
        opened: the journal.
        offer: the line.
        save: saves the values; if it raises, the card stays open and shows the error.
        focus: name of the row that gets the focus, if the card has it; empty for the first.

    Raises:
        JournalError: when the journal cannot be read.
        UnusableText: when words of the line are too long for a field.
    """
    text = _text_of(opened, offer)
    check_length(*(row.shown for row in text.rows if isinstance(row, TextRow)))
    if focus in {row.name for row in text.rows}:
        text = text._replace(focus=focus)
    name = form_name(offer)
    return LineCard(text, save, _draft(opened.journal, name, {}) if name else None)


def new_card(opened: OpenJournal, kind: NewKind, save: Callable[[Values], None]) -> LineCard:
    """Create the card for a new line, with words that were typed in it before.

    Args:
        opened: the journal that the line is added to.
        kind: the kind of line that is chosen at first.
        save: saves the values; if it raises, the card stays open and shows the error.

    Raises:
        JournalError: when the journal cannot be read.
    """
    rows: tuple[Row, ...] = (
        ChoiceRow("kind", "", NEW_KINDS, kind),
        TextRow("text", "", style="wrapped", needs=NEEDS_WORDS),
        TextRow("why", "What is it for", placeholder="optional; stays in the journal", only_if=("homework",)),
        ChoiceRow("by_next", "When", NEXT_TIME, "yes", only_if=("homework",)),
        TextRow("how_we_notice", "How we will notice", placeholder="optional", only_if=("goal",)),
    )
    journal = opened.journal
    text = CardText("New", "In your own words. You can change and move it later.", rows, "text")
    names = (NEW_FORM, *journal.unfinished.names(f"{NEW_FORM}/"), *EARLIER_FORMS)
    name = next((name for name in names if journal.unfinished.get(name) is not None), NEW_FORM)
    earlier = EARLIER_FORMS.get(name)
    return LineCard(text, save, _draft(journal, name, {"kind": earlier} if earlier else {}))


def done_with(offer: Offer, values: Values) -> str:
    """Return what the values of a card do with its line, in a few words."""
    record = offer.topic or offer.excerpt or offer.task or offer.goal
    state = values.get("state", "")
    if record is None or state in ("", record.state):
        return "a change of this line"
    if offer.task:
        return TASK_DONE[cast("TaskState", state)]
    return GOAL_WORDS[cast("GoalState", state)] if offer.goal else dict(TOPIC_WORDS)[state]


def form_name(offer: Offer) -> str:
    """Return the name of the draft of a line's card; empty for a line whose words cannot be edited."""
    for name, record in (
        ("topic", offer.topic), ("excerpt", offer.excerpt), ("task", offer.task), ("goal", offer.goal),
    ):  # fmt: skip
        if record:
            return f"{name}/{record.id}"
    return ""


def _draft(journal: Journal, name: str, besides: Mapping[str, str]) -> DialogDraft:
    """Return a draft; one of an earlier version has the words alone, or under no name."""
    draft = DialogDraft(journal, name)
    if draft.found is not None:
        try:
            found = json.loads(draft.found)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            found = {"text": draft.found}
        elif "null" in found:
            found["text"] = found.pop("null")
        draft.found = json.dumps({**besides, **found}, ensure_ascii=False)
    return draft


def _text_of(opened: OpenJournal, offer: Offer) -> CardText:
    """Return the content of the card of a line: only what applies to it."""
    included = ChoiceRow("included", "On the page", YES, "yes" if offer.included else "no")
    if offer.topic:
        lines = f"{SEVERAL_LINES} " if "\n" in offer.topic.text.strip() else ""
        title = "Question to ask" if offer.group == "questions" else GROUP_NAMES["topics"]
        rows = (*_topic_rows(opened, offer, offer.topic), included)
        return CardText(title, f"{lines}{NOTE_STAYS}" if offer.topic.from_entry else lines, rows)
    if offer.excerpt:
        return CardText("In your own words", CHANGED, (*_excerpt_rows(offer.excerpt), included))
    if offer.task:
        return CardText("Homework", "", (*_task_rows(offer.task), included))
    if offer.goal:
        return CardText("Goal", "", (*_goal_rows(offer.goal), included))
    strip = offer.strip
    words = (
        "\n".join(part for part in (f"{strip.label}: {strip.words}", strip.answers) if part)
        if strip
        else offer.text
    )
    return CardText(GROUP_NAMES[offer.group], f"{words}\n\n{NOT_YOURS}", (included,))


def _topic_rows(opened: OpenJournal, offer: Offer, topic: Topic) -> Iterator[Row]:
    yield TextRow("text", "", topic.text, style="wrapped", needs=NEEDS_WORDS)
    yield ChoiceRow("state", "After the session", TOPIC_WORDS, topic.state)
    if offer.group == "topics":
        place = (("no", "with the others"), ("yes", "in front"))
        yield ChoiceRow("front", "Place", place, "yes" if offer.in_front else "no")
    goals = [goal for goal in opened.journal.goals.list() if goal.state == "open" or goal.id == topic.goal_id]
    if goals:
        width = GOALS_WIDTH // len(goals) - 3
        named = [(goal.id, fit(one_line(goal.text), width)) for goal in goals]
        yield ChoiceRow("goal", "Goal", [("", "none"), *named], topic.goal_id or "")


def _excerpt_rows(excerpt: Excerpt) -> Iterator[Row]:
    yield TextRow("text", "", excerpt.text, style="several", needs=NEEDS_WORDS)
    yield ChoiceRow("for_whom", "", FOR_WHOM, "me" if excerpt.for_me else "therapist")
    yield ChoiceRow("state", "After the session", TOPIC_WORDS, excerpt.state)


def _task_rows(task: Task) -> Iterator[Row]:
    yield ChoiceRow("state", "What became of it?", [(state, state) for state in TASK_STATES], task.state)
    yield TextRow("note", "A few words", task.note, "optional; on the page with it")
    hint = "optional; something to talk about next time"
    yield TextRow("way", "What got in the way", "", hint, only_if=("did not",))
    yield TextRow("text", "What was agreed", task.text, "in your own words", needs=NEEDS_WORDS)
    yield TextRow("why", "What is it for", task.why, "optional; stays in the journal")
    yield ChoiceRow("by_next", "When", NEXT_TIME, "yes" if task.by_next else "no")


def _goal_rows(goal: Goal) -> Iterator[Row]:
    yield TextRow("text", "", goal.text, style="wrapped", needs=NEEDS_WORDS)
    yield TextRow("how_we_notice", "How we will notice", goal.how_we_notice, "optional")
    yield ChoiceRow("state", "Where it stands", [(state, GOAL_WORDS[state]) for state in GOAL_STATES], goal.state)
