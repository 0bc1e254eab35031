"""The tags of the journal: find by one, or give it another name."""

from typing import TYPE_CHECKING, ClassVar, Final

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
from alliance_journal.ui.journal.tag_list import TagList
from alliance_journal.ui.widgets.line_list import LineList

if TYPE_CHECKING:
    from alliance_journal.ui.journal.screen import JournalScreen

WHAT_THEY_ARE: Final = (
    "A #word in a text and a tag of its own field are the same. The number says how many entries."
)
NEW_NAME: Final = "You are shown what changes before anything does."
NO_TAGS: Final = "There is no tag yet. Write #word in a note, or press e for its own field of tags."
MOST_IN_SIGHT: Final = 12


class TagsDialog(Dialog):
    """All tags, each with the number of its entries; what is chosen is looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "find", show=False),
        Binding("r", "rename", show=False),
    ]

    def __init__(self, page: "JournalScreen", tags: tuple[TagUse, ...]) -> None:
        super().__init__()
        self.page, self.tags = page, tags

    def compose(self) -> ComposeResult:
        """The list, and what tags are."""
        with Vertical(classes="card") as card:
            card.border_title = "Tags"
            card.border_subtitle = "⏎ find · r rename · esc close"
            yield TagList(id="tags")
            yield Static(Content(WHAT_THEY_ARE), classes="hint")

    def on_mount(self) -> None:
        """Begin at the first."""
        self._show()
        self.query_one(TagList).focus()

    def _show(self, name: str | None = None) -> None:
        rows = self.query_one(TagList)
        rows.styles.height = max(1, min(MOST_IN_SIGHT, len(self.tags), self.app.size.height - 9))
        rows.show_rows(self.tags, name)

    def on_line_list_clicked(self, message: LineList.Clicked) -> None:
        """A second click finds."""
        message.stop()
        self.action_find()

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Nothing is shown beside the list."""
        message.stop()

    def action_find(self) -> None:
        """Look for the entries with this tag."""
        if tag := self.query_one(TagList).current:
            self.dismiss(tag.name)

    def action_rename(self) -> None:
        """Ask for another name."""
        tag = self.query_one(TagList).current
        if tag is None:
            return
        if self.page.opened.journal.read_only:
            self.page.say(ONLY_READ)
            return
        self.page.ask_for_words(
            f"Another name for #{one_line(tag.name)}",
            tag.name,
            NEW_NAME,
            f"tag/{tag.name}",
            lambda words: self._check(tag, words),
            lambda words: self._preview(tag, words),
        )

    def _check(self, tag: TagUse, words: str) -> None:
        """Only a name that can be one ends the card it is typed in."""
        self.page.opened.journal.tags.preview_rename(tag.name, words)

    def _preview(self, tag: TagUse, words: str | None) -> None:
        """Say what would change, and ask."""
        if words is None:
            return
        with self.page.report_errors():
            renaming = self.page.opened.journal.tags.preview_rename(tag.name, words)
            if renaming.new == tag.name:
                return
            answers = (("stay", "Leave it as it is"), ("rename", "Rename"))
            card = ConfirmDialog(
                f"#{one_line(tag.name)} becomes #{one_line(renaming.new)}", say_what_changes(renaming), answers
            )
            self.app.push_screen(card, lambda answer: self._rename(renaming) if answer == "rename" else None)

    def _rename(self, renaming: Renaming) -> None:
        with self.page.report_errors():
            journal = self.page.opened.journal
            changed = journal.tags.rename(renaming.old, renaming.new)
            self.tags = journal.tags.list()
            self._show(renaming.new)
            self.page.reload()
            self.page.say(f"Renamed in {count(changed, 'entry', 'entries')}.")


def say_what_changes(renaming: Renaming) -> str:
    """What a renaming changes, in a sentence or two."""
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


def open_tags(page: "JournalScreen") -> None:
    """Show the tags over the page; the one that is chosen is looked for there."""
    tags = page.opened.journal.tags.list()
    if not tags:
        page.say(NO_TAGS)
        return
    page.app.push_screen(TagsDialog(page, tags), lambda name: page.look_for(as_searched(name)) if name else None)


def as_searched(name: str) -> str:
    """A tag as it is typed to look for it."""
    if not any(sign.isspace() or sign in QUOTES for sign in name):
        return f"tag:{name}"
    return f'tag:"{name}"' if '"' not in name else f"tag:“{name}”"
