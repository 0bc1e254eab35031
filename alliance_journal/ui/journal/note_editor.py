"""The text area of a note."""

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
"""Time that the cursor blinks after a key."""


class NoteEditor(TextArea):
    """A text area that shows `## headings` in another colour, and marks words that are searched for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "note-editor--mark",
        "note-editor--heading",
        "note-editor--found",
    }

    prompts: Sequence[str] = PROMPTS
    """Prompts that can be inserted, in this order."""
    finder: Finder | None = None
    """Finds the words to mark; None marks nothing."""
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
        """Keep the cursor on the screen while the editor gets smaller."""
        # Textual redraws a text that is wrapped otherwise only if its number of lines changes.
        self.refresh()
        if self.has_focus:
            self.call_after_refresh(self.scroll_cursor_visible)

    def on_mount(self) -> None:
        """Set up the timer that stops the blinking."""
        self._until_rest = self.set_interval(BLINK_SECONDS, self._rest, pause=True)

    def on_focus(self) -> None:
        """Let the cursor blink for a while."""
        self._blink()

    def _blink(self) -> None:
        self.cursor_blink = True
        if self._until_rest:
            self._until_rest.reset()

    def _rest(self) -> None:
        """Show the cursor steadily, so that nothing moves while the client thinks."""
        self.cursor_blink = False
        if self._until_rest:
            self._until_rest.pause()

    def get_line(self, line_index: int) -> Text:
        """Return a line of the text, with headings and found words styled."""
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
        """Mark words that are searched for; None marks nothing."""
        if finder != self.finder:
            self.finder = finder
            # Textual keeps the lines as they were drawn.
            self.notify_style_update()
            self.refresh()
            self._show_found()

    def show(self, text: str) -> None:
        """Show another text, without a message that it was changed."""
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        # Textual redraws it by itself only if the number of lines or their width changes.
        self.refresh()
        self.call_after_refresh(self._wrap_once_laid_out)

    def _wrap_once_laid_out(self) -> None:
        """Wrap a text that was shown before the editor had a size; Textual does not always do it."""
        width, wrapped = self.wrap_width, self.wrapped_document
        lines = (self.document.get_line(row) for row in range(self.document.line_count))
        if width and any(
            len(line) > width and len(wrapped.get_sections(row)) == 1 for row, line in enumerate(lines)
        ):
            self.soft_wrap = False
            self.soft_wrap = True

    def load_text(self, text: str) -> None:
        """Show another text from its beginning, or from the first words that are searched for."""
        # Textual moves only a cursor that is shown; a hidden one could be behind the end of the new text.
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
        """The selection, or the line with the cursor; empty for a heading."""
        chosen = self.selected_text or self.document.get_line(self.cursor_location[0])
        return "" if chosen.startswith(HEADING) else chosen.strip()

    def delete_line_or_selection(self) -> None:
        """Delete the selection, or the line with the cursor; one undo restores it."""
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
        """Number of words, without headings."""
        return sum(len(line.split()) for line in self.text.splitlines() if not line.startswith(HEADING))

    def insert_prompt(self) -> str:
        """Insert the first prompt that is not in the text yet, on a line of its own after the one with the cursor.

        Returns:
            The prompt; empty if all of them are in the text.
        """
        present = set(re.findall(r"^## (.*)$", self.text, re.MULTILINE))
        prompt = next((prompt for prompt in self.prompts if prompt not in present), "")
        if prompt:
            row, _ = self.cursor_location
            line = self.document.get_line(row)
            self.move_cursor((row, len(line)))
            before = "" if not line.strip() and row == 0 else "\n" if not line.strip() else "\n\n"
            self.insert(f"{before}{HEADING}{prompt}\n")
        return prompt

    def open_for_writing(self, writing: bool) -> None:
        """Let the text be changed, or, with False, only be read."""
        self.read_only = not writing
        self.show_cursor = writing

    def on_key(self, event: events.Key) -> None:
        """Let the cursor blink for a while, and insert the characters that Textual's own text area drops."""
        self._blink()
        if not self.read_only and (text := joiner(event)):
            event.stop()
            event.prevent_default()
            self.replace(text, *self.selection, maintain_selection_offset=False)

    def on_paste(self, event: events.Paste) -> None:
        """Refuse text that cannot be saved or shown; the text area itself inserts any other."""
        event.stop()
        if words := paste_problem(event.text):
            event.prevent_default()
            self.app.notify(words, markup=False)
