"""Dialog that brings up several elements at once: a way to say it for each, ticked and changed in one list."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.alliance.conversation_starters import STARTERS
from alliance_journal.domain.alliance.questions import ELEMENT
from alliance_journal.domain.models import Entry, Topic
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.errors import JournalError
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, BaseDialog
from alliance_journal.ui.dialogs.draft import BACK, COPY_KEY, DialogDraft, HasDraft
from alliance_journal.ui.dialogs.next_session import add_topics
from alliance_journal.ui.dialogs.save_error import DRAFT_SECONDS
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.text_field import TextField
from alliance_journal.ui.widgets.tick import Tick

TITLE: Final = "Bring up next time"
HINT: Final = "⏎ save · space tick · tab words · esc close"
SAY_IT: Final = "Say it your way. What is ticked goes on your list."


class Way(NamedTuple):
    """A way to say something about one element.

    Attributes:
        element: id of the element.
        text: the words.
        is_ticked: True if they should go on the list for next time.
    """

    element: str
    text: str
    is_ticked: bool

    @property
    def is_own(self) -> bool:
        """True if the client changed the words."""
        return bool(self.text.strip()) and self.text not in STARTERS[self.element]


class WayField(TextField):
    """Field for the words of one way; from its first and last line, the arrows go on to the other ways."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line_or_way(-1)", show=False),
        Binding("down", "line_or_way(1)", show=False),
    ]

    async def action_line_or_way(self, step: int) -> None:
        """Move the cursor by a line of the field, or go on to another way."""
        line = self.wrapped_document.location_to_offset(self.cursor_location).y + step
        if not 0 <= line < self.wrapped_document.height:
            await self.run_action(f"screen.go_to_way({step})")
        elif step < 0:
            self.action_cursor_up()
        else:
            self.action_cursor_down()


class WayList(VerticalScroll, inherit_bindings=False):
    """Frame of the dialog, in which the arrows go from one way to the next; Textual's own scrolls with them."""


class BringUpDialog(HasDraft, BaseDialog[tuple[Topic, ...]]):
    """List of ways to say it. Enter saves the ticked ones; closing it keeps what was typed and ticked as a draft.

    Attributes:
        ways: the ways as they are shown at first.
        keep: adds words to the list for next time; if it raises, the dialog stays open and shows the error.
        unfinished: draft of what is typed and ticked.
    """

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("checklist.tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go_to_way(-1)", show=False),
        Binding("down", "go_to_way(1)", show=False),
        Binding("enter", "save_dialog", show=False),
        COPY_KEY,
    ]

    unfinished: DialogDraft

    def __init__(
        self,
        ways: Sequence[Way],
        keep: Callable[[Sequence[str]], tuple[Topic, ...]],
        unfinished: DialogDraft,
        *,
        is_back: bool,
    ) -> None:
        """Show ways to say it.

        Args:
            ways: the ways.
            keep: adds words to the list for next time.
            unfinished: draft of what is typed and ticked.
            is_back: True if some of it was typed or ticked before.
        """
        super().__init__()
        self.ways, self.keep, self.unfinished, self.is_back = ways, keep, unfinished, is_back

    def compose(self) -> ComposeResult:
        """Compose a box and a field for each way, a line for errors, and the button."""
        with WayList(classes="card", can_focus=False) as card:
            card.border_title, card.border_subtitle = Content(TITLE), Content(HINT)
            yield Static(BACK if self.is_back else SAY_IT, classes="quiet")
            for way in self.ways:
                yield Tick(ELEMENT[way.element].label, is_ticked=way.is_ticked, id=f"tick-{way.element}")
                yield WayField(way.text, id=f"say-{way.element}")
            yield Static(id="unclear")
            yield Button("Save", id="save", compact=True)

    def on_mount(self) -> None:
        """Save a draft of what is typed and ticked from now on."""
        self.unfinished.begin(self.draft_words())
        self.set_interval(DRAFT_SECONDS, self._tick)
        # The first box has the focus, and the sentence above it is to be seen.
        self.call_after_refresh(self.query_one(".card").scroll_home, animate=False)

    def shown_ways(self) -> list[Way]:
        """Return the ways as they are typed and ticked now."""
        return [
            Way(
                way.element,
                self.query_one(f"#say-{way.element}", WayField).value,
                self.query_one(f"#tick-{way.element}", Tick).is_ticked,
            )
            for way in self.ways
        ]

    def draft_words(self) -> str:
        """Return what is typed and ticked now, as it is kept in the draft."""
        return _as_draft(self.shown_ways())

    def _tick(self) -> None:
        before = self.unfinished.trouble
        self.unfinished.tick()
        if self.unfinished.trouble != before and not self.answered:
            self.show_trouble(self.unfinished.trouble)

    def show_trouble(self, sentence: str) -> None:
        """Show why it is not saved."""
        line = self.query_one("#unclear", Static)
        line.update(Content(sentence))
        self.call_after_refresh(line.scroll_visible, animate=False)

    def on_text_area_changed(self) -> None:
        """Pass what is typed on to the draft."""
        self.answered = False
        self.unfinished.typed(self.draft_words())

    def on_tick_changed(self) -> None:
        """Pass what is ticked on to the draft."""
        self.on_text_area_changed()

    def action_go_to_way(self, step: int) -> None:
        """Focus the box of another way; after the last one, the button."""
        boxes = [*self.query(Tick), self.query_one("#save", Button)]
        here = self.focused
        if isinstance(here, WayField):
            at = next(place for place, way in enumerate(self.ways) if here.id == f"say-{way.element}")
            at += max(step, 0)
        else:
            at = next((place for place, box in enumerate(boxes) if box is here), -step) + step
        if 0 <= at < len(boxes):
            boxes[at].focus()
        if at <= 0:
            self.query_one(".card").scroll_home(animate=False)

    def on_text_field_submitted(self) -> None:
        """Save with Enter in a field."""
        self.action_save_dialog()

    def on_button_pressed(self) -> None:
        """Save with the button."""
        self.action_save_dialog()

    def action_save_dialog(self) -> None:
        """Add the ticked ways to the list and close, or show the error."""
        ways = self.shown_ways()
        # Words that were typed and are not ticked now are offered the next time.
        others = [way for way in ways if way.is_own and not way.is_ticked]
        if others and not self._draft_is_kept():
            return
        texts = [way.text for way in ways if way.is_ticked]
        try:
            topics = self.keep(texts) if texts else None
        except (JournalError, UnusableText) as error:
            self.answered = True
            self.show_trouble(str(error))
            return
        if others:
            # All of it is on the disk already; this only leaves out what was added.
            self.unfinished.typed(_as_draft(others))
            self.unfinished.keep()
        else:
            self.unfinished.end()
        self.dismiss(topics)

    def _draft_is_kept(self) -> bool:
        """Save the draft at once, or show why that cannot be done now."""
        if not self.save_draft():
            self.answered = True
            self.show_trouble(self.unfinished.trouble)
            return False
        return True


def bring_up_dialog(opened: OpenJournal, entry: Entry, elements: Sequence[str]) -> BringUpDialog:
    """Create the dialog for elements of one session or call.

    Args:
        opened: the open journal.
        entry: the session or call.
        elements: ids of the elements, in the order of the list. Others about which words were typed before follow.

    Raises:
        JournalError: when the journal cannot be read.
    """
    journal = opened.journal
    draft = DialogDraft(journal, f"bring/{entry.id}")
    listed = {topic.text for topic in journal.topics.open_for(entry.therapist_id)}
    typed = _typed(draft.found)
    others = [element for element, way in typed.items() if way.is_own and way.text not in listed]
    ways = []
    for element in dict.fromkeys([*elements, *others]):
        way = typed.get(element, Way(element, STARTERS[element][0], is_ticked=True))
        # One that is on the list already would not be added again.
        ways.append(way._replace(is_ticked=way.is_ticked and way.text.strip() not in listed))
    return BringUpDialog(ways, lambda texts: add_topics(opened, texts, entry), draft, is_back=bool(typed))


def _as_draft(ways: Sequence[Way]) -> str:
    """Return what is typed and ticked as JSON."""
    return json.dumps({way.element: [way.text, way.is_ticked] for way in ways}, ensure_ascii=False)


def _typed(found: str | None) -> dict[str, Way]:
    """Return what was typed and ticked before, by element."""
    try:
        fields = json.loads(found or "{}")
    except ValueError:
        return {}
    return {
        element: Way(element, str(value[0]), bool(value[1]))
        for element, value in (fields.items() if isinstance(fields, dict) else ())
        if element in ELEMENT and isinstance(value, list) and len(value) == 2
    }
