"""Grid of the checklist: a row for each question, a column for each answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alliance_journal.domain.alliance.answers import ANSWER_KEYS, Answer
from alliance_journal.domain.alliance.questions import Question
from alliance_journal.domain.models import GivenAnswer
from alliance_journal.domain.text import one_line
from alliance_journal.ui.widgets.rendering import Part, fit, line, pad

LABEL_WIDTH: Final = 27
WORD: Final = {
    Answer.NO: "no",
    Answer.PARTLY: "partly",
    Answer.MOSTLY: "mostly",
    Answer.FULLY: "fully",
    Answer.NOT_SURE: "not sure",
    Answer.DID_NOT_COME_UP: "not come up",
}
"""The word for each answer above its column and in it, in the order of the columns."""
COLUMNS: Final = tuple(WORD)
COLUMN: Final = {answer: len(word) + 2 for answer, word in WORD.items()}
"""Width of the column of each answer, in cells: its word with a cell on each side."""
KEY_OF: Final = {answer: key for key, answer in ANSWER_KEYS.items()}
STYLE_OF: Final = {
    Answer.NO: "l1",
    Answer.PARTLY: "l2",
    Answer.MOSTLY: "l3",
    Answer.FULLY: "l4",
    Answer.NOT_SURE: "open",
    Answer.DID_NOT_COME_UP: "open",
}
WIDE: Final = 110
WIDER: Final = 4
DOT: Final = "·"
PENCIL: Final = "✎"
MARGIN: Final = 2


class AnswerGrid(Widget, can_focus=True):
    """Grid of questions and answers. Posts a message for each answer that is given.

    Attributes:
        highlighted: the answer that Space gives to the question with the cursor, which has none yet; None for none.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "answer-grid--label",
        "answer-grid--here",
        "answer-grid--cursor",
        "answer-grid--mark",
        "answer-grid--key",
        "answer-grid--highlighted",
        "answer-grid--quiet",
        "answer-grid--words",
        "answer-grid--l1",
        "answer-grid--l2",
        "answer-grid--l3",
        "answer-grid--l4",
        "answer-grid--open",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", show=False),
        Binding("down,j", "cursor(1)", show=False),
        Binding("home", "cursor(-99)", show=False),
        Binding("end", "cursor(99)", show=False),
        Binding("left", "move_answer(-1)", show=False),
        Binding("right", "move_answer(1)", show=False),
        Binding("space", "answer_highlighted", show=False),
        *(Binding(key, f"answer('{key}')", show=False) for key in ANSWER_KEYS),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    highlighted: reactive[Answer | None] = reactive[Answer | None](None, repaint=False)

    @dataclass
    class Answered(Message):
        """Posted when an answer was given.

        Attributes:
            about: id of the entry that the grid showed at that moment.
            question: the question.
            answer: the answer.
            goes_on: False if the answer was moved within its row, so that others may follow.
        """

        about: str
        question: Question
        answer: Answer
        goes_on: bool = True

    @dataclass
    class Moved(Message):
        """Posted when the cursor moved to another question, or another answer is highlighted."""

        question: Question

    class NothingHighlighted(Message):
        """Posted for Space at a question that has no answer, and for which none is highlighted."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.questions: Sequence[Question] = ()
        self.answers: Mapping[str, GivenAnswer] = {}
        self.last: Mapping[str, GivenAnswer] | None = None
        self.roomy = False
        self.about = ""

    def show(
        self,
        questions: Sequence[Question],
        answers: Mapping[str, GivenAnswer],
        last: Mapping[str, GivenAnswer] | None = None,
        *,
        about: str = "",
    ) -> None:
        """Show questions and answers.

        Args:
            questions: the questions, in the order of the rows.
            answers: the answers, by question.
            last: answers about the session before, by question; None if they are not shown.
            about: id of the entry that the answers are about.
        """
        if about != self.about:
            self.highlighted = None
        self.about = about
        before = self.questions, self.answers, self.last
        self.questions, self.answers, self.last = questions, answers, last
        self.cursor = min(self.cursor, max(0, len(questions) - 1))
        if self.current and self.current.id in answers:
            self.highlighted = None
        if before[0] != questions:
            self.refresh(layout=True)
        elif before[2] != last:
            self.refresh()
        else:
            given = before[1]
            self._refresh_rows(i for i, one in enumerate(questions) if given.get(one.id) != answers.get(one.id))

    def mark(self, question: Question, answer: Answer) -> None:
        """Show another answer to a question; its words stay."""
        given = self.answers.get(question.id, GivenAnswer(question.id, answer))
        answers = {**self.answers, question.id: given._replace(answer=answer)}
        self.show(self.questions, answers, self.last, about=self.about)

    def _refresh_rows(self, rows: Iterable[int]) -> None:
        """Draw some questions again."""
        if regions := [self.region_of(row) for row in rows]:
            self.refresh(*regions)

    def region_of(self, row: int) -> Region:
        """Return the region of a question in the grid."""
        return Region(0, 1 + row * self._pitch, self.size.width, self._pitch)

    @property
    def current(self) -> Question | None:
        """The question with the cursor."""
        return self.questions[self.cursor] if self.cursor < len(self.questions) else None

    def show_roomy(self, roomy: bool) -> None:
        """Use two lines for each question, with the client's own words in the second one, or one line."""
        if roomy != self.roomy:
            self.roomy = roomy
            self.refresh(layout=True)

    @property
    def _pitch(self) -> int:
        return 2 if self.roomy else 1

    @property
    def _columns(self) -> dict[Answer, int]:
        """Width of the column of each answer, in cells."""
        more = WIDER if self.size.width >= WIDE else 0
        return {answer: width + more for answer, width in COLUMN.items()}

    @property
    def _narrow(self) -> bool:
        """True if the columns do not fit side by side."""
        return self.size.width < MARGIN + LABEL_WIDTH + sum(COLUMN.values())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the heading and all questions."""
        return 1 + len(self.questions) * self._pitch

    def action_cursor(self, step: int) -> None:
        """Move the cursor by some questions."""
        self.cursor = max(0, min(len(self.questions) - 1, self.cursor + step))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the question that the cursor left and the one it reached, and post a message."""
        self.highlighted = None
        self._refresh_rows((old, new))
        if self.current:
            self.post_message(self.Moved(self.current))

    def watch_highlighted(self) -> None:
        """Draw the question with the cursor, and post a message."""
        self._refresh_rows((self.cursor,))
        if self.current:
            self.post_message(self.Moved(self.current))

    def action_answer(self, key: str) -> None:
        """Give the answer of a key, and move to the next question."""
        self._answer_and_go_on(ANSWER_KEYS[key])

    def _answer_and_go_on(self, answer: Answer) -> None:
        if self.current:
            self.post_message(self.Answered(self.about, self.current, answer))
            self.action_cursor(1)

    def action_move_answer(self, step: int) -> None:
        """Give the answer beside the present one; without an answer, highlight the next one."""
        if self.current is None:
            return
        given = self.answers.get(self.current.id)
        here = given.answer if given else self.highlighted
        at = (0 if step > 0 else len(COLUMNS) - 1) if here is None else COLUMNS.index(here) + step
        if not 0 <= at < len(COLUMNS):
            return
        if given:
            self.post_message(self.Answered(self.about, self.current, COLUMNS[at], goes_on=False))
        else:
            self.highlighted = COLUMNS[at]

    def action_answer_highlighted(self) -> None:
        """Give the highlighted answer, and move to the next question."""
        if self.highlighted:
            self._answer_and_go_on(self.highlighted)
        elif self.current and self.current.id not in self.answers:
            self.post_message(self.NothingHighlighted())

    def on_click(self, event: events.Click) -> None:
        """Select the question that was clicked, and give the answer of the clicked column.

        Without columns, a click on a word above the questions gives that answer.
        """
        if event.y == 0:
            if self._narrow and (answer := self._key_at(event.x)):
                self._answer_and_go_on(answer)
            return
        index = (event.y - 1) // self._pitch
        if index >= len(self.questions):
            return
        self.cursor = index
        at = MARGIN + LABEL_WIDTH
        for answer, width in self._columns.items():
            if at <= event.x < at + width and not self._narrow:
                self.post_message(self.Answered(self.about, self.questions[index], answer))
            at += width

    def _key_at(self, x: int) -> Answer | None:
        """Return the answer whose key and word are at a column of the heading; None for none."""
        at = MARGIN
        for answer in COLUMNS:
            width = len(_key_and_word(answer))
            if at <= x < at + width:
                return answer
            at += width + 1
        return None

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"answer-grid--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        """Return the heading, or a line of a question."""
        if y == 0:
            return self._heading()
        index, inner = divmod(y - 1, self._pitch)
        if index >= len(self.questions):
            return line((), self.size.width, self.rich_style)
        question = self.questions[index]
        here = index == self.cursor
        given = self.answers.get(question.id)
        base = self.get_component_rich_style("answer-grid--cursor") if here else self.rich_style
        mark: Part = ("▌ " if here else "  ", self._style("mark"))
        if inner == 1:
            words = fit(f"  “{one_line(given.words)}”", self.size.width - MARGIN) if given and given.words else ""
            return line([mark, (words, self._style("words"))], self.size.width, base)
        label = question.label
        if given and given.words and not self.roomy:
            label = f"{label} {PENCIL}" if len(label) + 2 <= LABEL_WIDTH else f"{label}{PENCIL}"
        parts = [mark, (pad(label, LABEL_WIDTH), self._style("here" if here else "label"))]
        before = self.last.get(question.id) if self.last else None
        last = before.answer if before else None
        parts += self._short_answer(given, last, here) if self._narrow else self._cells(given, last, here)
        return line(parts, self.size.width, base)

    def _heading(self) -> Strip:
        """Return the names of the columns; if these do not fit, the keys of the answers."""
        quiet = self._style("quiet")
        if self._narrow:
            keys = " ".join(map(_key_and_word, COLUMNS))
            return line([("  ", quiet), (keys, quiet)], self.size.width, self.rich_style)
        parts: list[Part] = [(" " * (MARGIN + LABEL_WIDTH), quiet)]
        parts += [(WORD[answer].center(width), quiet) for answer, width in self._columns.items()]
        return line(parts, self.size.width, self.rich_style)

    def _cells(self, given: GivenAnswer | None, last: Answer | None, here: bool) -> list[Part]:
        parts: list[Part] = []
        for answer, width in self._columns.items():
            if given and given.answer is answer:
                chip = f" {WORD[answer]} "
                side = (width - len(chip)) // 2
                parts.append((" " * side, self._style("quiet")))
                parts.append((chip, self.get_component_rich_style(f"answer-grid--{STYLE_OF[answer]}")))
                parts.append((" " * (width - len(chip) - side), self._style("quiet")))
            elif here and answer is self.highlighted:
                parts.append((_in_brackets(answer).center(width), self._style("highlighted")))
            elif answer is last:
                parts.append((WORD[answer].center(width), self._style("words")))
            else:
                sign = KEY_OF[answer] if here else DOT
                parts.append((sign.center(width), self._style("key" if here else "quiet")))
        return parts

    def _short_answer(self, given: GivenAnswer | None, last: Answer | None, here: bool) -> list[Part]:
        """Return the chosen answer alone, with the last one behind it, for a grid without columns."""
        before: list[Part] = [(f"  {last.value}", self._style("words"))] if last else []
        if given is None and here and self.highlighted:
            return [(_in_brackets(self.highlighted), self._style("highlighted")), *before]
        if given is None:
            return [(DOT, self._style("key" if here else "quiet")), *before]
        style = self.get_component_rich_style(f"answer-grid--{STYLE_OF[given.answer]}")
        return [(f" {given.answer.value} ", style), *before]


def _key_and_word(answer: Answer) -> str:
    return f"{KEY_OF[answer]} {WORD[answer]}"


def _in_brackets(answer: Answer) -> str:
    """Return the word of an answer that is not given yet, so that it looks like no answer without colours, too."""
    return f"‹{WORD[answer]}›"
