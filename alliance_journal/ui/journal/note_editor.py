"""The one text a note is written in."""

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.timer import Timer
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from alliance_journal.domain.headings import HEADING
from alliance_journal.domain.search.matching import Finder
from alliance_journal.domain.writing_prompts import PROMPTS
from alliance_journal.ui.widgets.text_input import joiner, paste_problem

BLINK_SECONDS = 5.0
"""So long the cursor blinks after a key."""


class NoteEditor(TextArea):
    """A text area whose `## headings` are seen as headings."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "note-editor--mark",
        "note-editor--heading",
        "note-editor--found",
    }

    prompts: Sequence[str] = PROMPTS
    """What can be put in, in this order."""
    finder: Finder | None = None
    """What is looked for; it is marked where it stands."""
    _until_rest: Timer | None = None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            read_only=True,
            show_cursor=False,
        )

    def on_resize(self) -> None:
        """Whatever takes away room, what is being written stays in sight."""
        # It was drawn as it was wrapped before; Textual draws it again only where it takes more or less lines.
        self.refresh()
        if self.has_focus:
            self.call_after_refresh(self.scroll_cursor_visible)

    def on_mount(self) -> None:
        """Set up the time until the cursor stops blinking."""
        self._until_rest = self.set_interval(BLINK_SECONDS, self._rest, pause=True)

    def on_focus(self) -> None:
        """Let the cursor blink for a while."""
        self._blink()

    def _blink(self) -> None:
        self.cursor_blink = True
        if self._until_rest:
            self._until_rest.reset()

    def _rest(self) -> None:
        """Show the cursor without a pause, so that nothing moves while one thinks."""
        self.cursor_blink = False
        if self._until_rest:
            self._until_rest.pause()

    def get_line(self, line_index: int) -> Text:
        """A line of the text, headings in their colour."""
        line = super().get_line(line_index)
        if line.plain.startswith(HEADING):
            mark = self.get_component_rich_style("note-editor--mark", partial=True)
            line.stylize(mark, 0, len(HEADING))
            line.stylize(self.get_component_rich_style("note-editor--heading", partial=True), len(HEADING))
        if self.finder:
            for start, end in self.finder.marks(line.plain):
                line.stylize(self.get_component_rich_style("note-editor--found", partial=True), start, end)
        return line

    def mark_found(self, finder: Finder | None) -> None:
        """Mark what is looked for, or nothing any more."""
        if finder != self.finder:
            self.finder = finder
            # Textual keeps the lines as they were drawn.
            self.notify_style_update()
            self.refresh()
            self._show_found()

    def show(self, text: str) -> None:
        """Show another text, which nobody typed."""
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        # Textual draws it again by itself only where the number of lines, or their width, is another.
        self.refresh()
        self.call_after_refresh(self._wrap_once_laid_out)

    def _wrap_once_laid_out(self) -> None:
        """Wrap a text that was shown before the editor had a size, of which Textual may never tell it."""
        width, wrapped = self.wrap_width, self.wrapped_document
        lines = (self.document.get_line(row) for row in range(self.document.line_count))
        if width and any(
            len(line) > width and len(wrapped.get_sections(row)) == 1 for row, line in enumerate(lines)
        ):
            self.soft_wrap = False
            self.soft_wrap = True

    def load_text(self, text: str) -> None:
        """Show another text from its beginning, and in it the first place that is looked for."""
        # Textual moves a cursor only where one is shown: it would stand where the new text has no line any more.
        self.selection = Selection.cursor((0, 0))
        super().load_text(text)
        self.scroll_home(animate=False, force=True, immediate=True)
        self._show_found()

    def _show_found(self) -> None:
        if self.finder is None or not self.read_only:
            return
        for row in range(self.document.line_count):
            if self.finder.marks(self.document.get_line(row)):
                self.call_after_refresh(self._show_line, row)
                break

    def _show_line(self, row: int) -> None:
        top = self.wrapped_document.location_to_offset((row, 0)).y if row < self.document.line_count else 0
        if not self.scroll_offset.y <= top < self.scroll_offset.y + self.scrollable_content_region.height:
            self.scroll_to(y=max(0, top - 2), animate=False, force=True)

    @property
    def line_or_selection(self) -> str:
        """What is selected, or the line with the cursor; a heading has nothing to bring."""
        chosen = self.selected_text or self.document.get_line(self.cursor_location[0])
        return "" if chosen.startswith(HEADING) else chosen.strip()

    def take_out(self) -> None:
        """Take out the selection, or the line with the cursor; ctrl+z puts it back."""
        self.history.checkpoint()
        row, last = self.cursor_location[0], self.document.line_count - 1
        start, end = (row, 0), (row, len(self.document.get_line(row)))
        if self.selected_text:
            start, end = sorted(self.selection)
        elif row < last:
            end = (row + 1, 0)
        elif row:
            start = (row - 1, len(self.document.get_line(row - 1)))
        self.delete(start, end)

    @property
    def words(self) -> int:
        """How many words there are, headings aside."""
        return sum(len(line.split()) for line in self.text.splitlines() if not line.startswith(HEADING))

    def insert_prompt(self) -> str:
        """Put in the first prompt that is not there yet, on a line of its own at the cursor.

        Returns:
            The prompt; empty when all are there.
        """
        there = set(re.findall(r"^## (.*)$", self.text, re.MULTILINE))
        prompt = next((prompt for prompt in self.prompts if prompt not in there), "")
        if prompt:
            row, _ = self.cursor_location
            line = self.document.get_line(row)
            self.move_cursor((row, len(line)))
            before = "" if not line.strip() and row == 0 else "\n" if not line.strip() else "\n\n"
            self.insert(f"{before}{HEADING}{prompt}\n")
        return prompt

    def open_for_writing(self, writing: bool) -> None:
        """Let the text be changed, or only be read."""
        self.read_only = not writing
        self.show_cursor = writing

    def on_key(self, event: events.Key) -> None:
        """Let the cursor blink for a while, and take the characters that Textual's own text area drops."""
        self._blink()
        if not self.read_only and (text := joiner(event)):
            event.stop()
            event.prevent_default()
            self.replace(text, *self.selection, maintain_selection_offset=False)

    def on_paste(self, event: events.Paste) -> None:
        """Refuse what no journal can keep or no line can carry; the text area itself takes in the rest."""
        event.stop()
        if words := paste_problem(event.text):
            event.prevent_default()
            self.app.notify(words, markup=False)
