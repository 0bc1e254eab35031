"""The tags of the journal: search for one, or rename it."""

from typing import ClassVar, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from alliance_journal.domain.search.query import QUOTES
from alliance_journal.domain.tags import Renaming, TagUse
from alliance_journal.domain.text import count, one_line
from alliance_journal.ui.base_page import ONLY_READ
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.dialogs.notice import reported, show_notice
from alliance_journal.ui.journal.dialog_steps import DialogStep, prompt_dialog, show_step
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.line_list import LineList, LineStyles
from alliance_journal.ui.widgets.rendering import Part, pad

WHAT_THEY_ARE: Final = (
    "A #word in a text and a tag of its own field are the same. The number says how many entries."
)
NEW_NAME: Final = "You are shown what changes before anything does."
NO_TAGS: Final = "There is no tag yet. Write #word in a note, or press <journal.details> for its own field of tags."
MOST_SHOWN: Final = 12
"""Largest height of the list, in lines."""
OTHER_LINES: Final = 9
"""Lines of the screen that the list cannot have: frame, hint and margins of the dialog."""


class TagList(LineList[TagUse]):
    """A list with one line for each tag: its name and the number of its entries."""

    def key_of(self, row: TagUse) -> str:
        """Return the tag's name."""
        return row.name

    def draw(self, row: TagUse, width: int, style: LineStyles) -> list[list[Part]]:
        """Draw the name at the left and the number at the right."""
        number = f" {row.entries:,} "
        return [[(pad(f"#{one_line(row.name)}", width - cell_len(number)), style.base), (number, style.quiet)]]


class TagsDialog(Dialog):
    """All tags. The result is the name of the tag to search for; tags are renamed while the dialog is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "find", show=False),
        Binding("r", "rename", show=False),
    ]

    def __init__(self, opened: OpenJournal, tags: tuple[TagUse, ...]) -> None:
        """Create the dialog.

        Args:
            opened: the open journal.
            tags: its tags, at least one.
        """
        super().__init__()
        self.opened, self.tags = opened, tags

    def compose(self) -> ComposeResult:
        """Yield the list, and a hint about tags."""
        with Vertical(classes="card") as card:
            card.border_title = "Tags"
            card.border_subtitle = "⏎ find · r rename · esc close"
            yield TagList(id="tags")
            yield Static(Content(WHAT_THEY_ARE), classes="hint")

    def on_mount(self) -> None:
        """Put the cursor on the first tag."""
        self._show_tags()
        self.query_one(TagList).focus()

    def _show_tags(self, name: str | None = None) -> None:
        rows = self.query_one(TagList)
        rows.styles.height = max(1, min(MOST_SHOWN, len(self.tags), self.app.size.height - OTHER_LINES))
        rows.show_rows(self.tags, name)

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """Search for a tag that is clicked a second time."""
        message.stop()
        self.action_find()

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Keep the message from the page below: nothing is shown beside this list."""
        message.stop()

    def action_find(self) -> None:
        """Close the dialog with the tag at the cursor."""
        if tag := self.query_one(TagList).current:
            self.dismiss(tag.name)

    def action_rename(self) -> None:
        """Ask for another name of the tag at the cursor."""
        tag = self.query_one(TagList).current
        if tag is None:
            return
        if self.opened.journal.read_only:
            show_notice(self, ONLY_READ)
            return
        with reported(self):
            show_step(self, self._name_step(tag), self._show_outcome)

    def _show_outcome(self, sentence: str) -> None:
        if sentence:
            show_notice(self, sentence)

    def _name_step(self, tag: TagUse) -> DialogStep:
        """Return the dialog for the new name; it stays open until the name can be one."""
        journal = self.opened.journal

        def check(name: str) -> None:
            journal.tags.preview_rename(tag.name, name)

        title = f"Another name for #{one_line(tag.name)}"
        dialog = prompt_dialog(journal, title, tag.name, NEW_NAME, f"tag/{tag.name}", check)
        return DialogStep(dialog, lambda name: self._preview_step(tag, name))

    def _preview_step(self, tag: TagUse, name: str | None) -> DialogStep | str:
        """Return the dialog that shows what a renaming changes, and asks."""
        if name is None:
            return ""
        renaming = self.opened.journal.tags.preview_rename(tag.name, name)
        if renaming.new == tag.name:
            return ""
        title = f"#{one_line(tag.name)} becomes #{one_line(renaming.new)}"
        answers = (("stay", "Leave it as it is"), ("rename", "Rename"))
        dialog = ConfirmDialog(title, say_what_changes(renaming), answers)
        return DialogStep(dialog, lambda answer: self._rename(renaming) if answer == "rename" else "")

    def _rename(self, renaming: Renaming) -> str:
        journal = self.opened.journal
        changed = journal.tags.rename(renaming.old, renaming.new)
        self.tags = journal.tags.list()
        self._show_tags(renaming.new)
        return f"Renamed in {count(changed, 'entry', 'entries')}."


def say_what_changes(renaming: Renaming) -> str:
    """Return a sentence or two about what a renaming changes."""
    where = [
        f"{renaming.fields:,} in the field of tags" if renaming.fields else "",
        f"{renaming.texts:,} in the text" if renaming.texts else "",
    ]
    changes = count(renaming.entries, "entry changes", "entries change")
    said = f"{changes}: {', '.join(part for part in where if part)}."
    if renaming.joins:
        others = count(renaming.joins, "other entry has", "other entries have")
        said += f" {others} #{one_line(renaming.new)} already: the two become one, and cannot be told apart again."
    return said


def as_searched(name: str) -> str:
    """Return the text that is typed to search for a tag."""
    if not any(sign.isspace() or sign in QUOTES for sign in name):
        return f"tag:{name}"
    return f'tag:"{name}"' if '"' not in name else f"tag:“{name}”"
