"""A file or a folder of another program taken over, from the palette: looked at first, and only then taken over."""

import contextlib
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Button, Static

from alliance_journal.domain.import_report import Loaded, summary
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText, one_line
from alliance_journal.exchange.base import CannotRead, DateOrder, Format, ReadOptions, WhichDates
from alliance_journal.exchange.detect import detect_format
from alliance_journal.exchange.import_file import error_sentence, read_file
from alliance_journal.exchange.registry import FORMATS, import_formats
from alliance_journal.paths import is_our_own, shown
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import JournalError
from alliance_journal.store.journal import Journal
from alliance_journal.store.maintenance import daily
from alliance_journal.store.transfer.import_document import import_into, known_therapists
from alliance_journal.ui.dialogs.base_dialog import DIALOGS_SHEET, frame
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog, TextDialog
from alliance_journal.ui.dialogs.form import FormDialog
from alliance_journal.ui.dialogs.path_field import LOOK_KEY, PathField
from alliance_journal.ui.files.file_picker import FilePicker, last_folder, remember
from alliance_journal.ui.files.progress_screen import Course, Stopped, go_under_way
from alliance_journal.ui.open_journal import OfflineResult, OpenJournal
from alliance_journal.ui.widgets.choice import Choice

WHAT_IT_IS: Final = (
    "Notes from jrnl, Day One, Markdown or CSV, or an export of a journal like this one. First it is only looked "
    "at; what is here already stays as it is."
)
NOT_THERE: Final = "There is nothing of this name. Look at its name and folder once more."
OUR_OWN: Final = (
    "This belongs to the journal itself. “Merge another copy” and “Backups” in the palette take such files."
)
STOPPED: Final = "It was stopped, and nothing was taken over."
DAYS: Final = (("", "as the file shows"), ("day-first", "day first"), ("month-first", "month first"))
IN_THE_CARD: Final = "say which of the two comes first, above"


class Wish(NamedTuple):
    """What to take over, and how to read it.

    Attributes:
        form: what to read it as; None for what it looks like.
        dates: how a day like 10/11/2026 is meant; None where the file shows it.
    """

    path: Path
    form: Format | None = None
    dates: DateOrder | None = None


class Home(NamedTuple):
    """Where it is taken over to: the journal while it is closed, and the app that shows what came of it."""

    app: App[Any]
    path: Path
    key: Passphrase | None
    today: Callable[[], date]

    def go(self, work: Callable[[Course], OfflineResult]) -> None:
        """Do this away from the pages; what it ends with is a card."""
        go_under_way(self.app, work)

    def back(self, card: Callable[[], Screen[Any]]) -> OfflineResult:
        """Back to the pages, with a card over them."""
        return OfflineResult(self.path, self.key, card=card)


class ImportDialog(FormDialog[Wish]):
    """Asks which file or folder."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [LOOK_KEY]
    TITLE_SHOWN = "Import"
    KEEP = "Look what it has"

    def __init__(self, home: Home, wish: Wish | None = None, said: str = "") -> None:
        """Ask.

        Args:
            home: where it is taken over to.
            wish: what was asked for before.
            said: why that could not be done.
        """
        super().__init__()
        self.home, self.wish, self.said = home, wish, said

    def compose_fields(self) -> ComposeResult:
        """The place, and how days in figures are read."""
        yield Static("File or folder", classes="label")
        yield PathField(self.wish.path if self.wish else "", placeholder="~/folder/notes.json")
        yield Static("Days like 10/11/2026", classes="label")
        yield Choice(DAYS, (self.wish.dates if self.wish else None) or "", id="dates")
        yield Static(WHAT_IT_IS, classes="hint")

    def on_mount(self) -> None:
        """Begin where the place is typed, or where something is to be said."""
        self.query_one(".card").border_subtitle = "⏎ look · ^o look for it · esc leave"
        self.unclear(self.said)
        self.query_one(Choice if IN_THE_CARD in self.said else PathField).focus()

    def action_look(self) -> None:
        """Look for a file, or a folder of files."""
        begin = (self.query_one(PathField).folder(), last_folder(self.app))
        self.app.push_screen(FilePicker("What to import", "this folder", begin, files=True), self._looked)

    def _looked(self, path: Path | None) -> None:
        if path is not None:
            self.query_one(PathField).show(path)

    def filled(self) -> Wish:
        """What was asked for.

        Raises:
            UnusableText: when there is nothing of that name, or it is the journal itself.
        """
        path = self.query_one(PathField).path()
        if not os.path.exists(path):  # noqa: PTH110 - a name that is too long is not there
            raise UnusableText(NOT_THERE)
        # Looking into the journal's own file would let go of SQLite's hold on it.
        if is_our_own(self.home.path, path) or path.samefile(self.home.path):
            raise UnusableText(OUR_OWN)
        return Wish(path, None, cast("DateOrder | None", self.query_one(Choice).value or None))

    def action_keep_card(self) -> None:
        """Look what it has, or say why not; the card stays until the pages are away."""
        try:
            wish = self.filled()
        except UnusableText as error:
            self.unclear(str(error))
        except OSError as error:
            self.unclear(_cannot_be_read(self.query_one(PathField).path(), error))
        else:
            remember(self.app, wish.path.parent)
            self.home.go(lambda course: looked_at(self.home, wish, course))


def import_card(app: App[Any], opened: OpenJournal) -> ImportDialog:
    """The card over a page of a journal that has a file and can be written."""
    assert opened.journal.path
    return ImportDialog(Home(app, opened.journal.path, opened.journal.passphrase, opened.today))


def looked_at(home: Home, wish: Wish, course: Course) -> OfflineResult:
    """Read it, and see what would be added: ends with the card that says so, or why it cannot be read."""

    def again(said: str) -> OfflineResult:
        return home.back(lambda: ImportDialog(home, wish, said))

    try:
        course.begin("Reading…")
        form = wish.form or detect_format(wish.path)
        with contextlib.closing(Journal.open(home.path, passphrase=home.key)) as journal:
            known = known_therapists(journal)
            loaded = read_file(wish.path, form, ReadOptions(known, home.today(), wish.dates, course))
            course.begin("Comparing…")
            done = import_into(journal, loaded, dry_run=True, progress=course)
    except Stopped:
        return again(STOPPED)
    except CannotRead as error:
        then = IN_THE_CARD if isinstance(error, WhichDates) else ""
        return again(one_line(error_sentence(error, shown(wish.path), then)))
    except OSError as error:
        return again(_cannot_be_read(wish.path, error))
    except (JournalError, UnusableText) as error:
        return again(str(error))
    said = [f"{shown(wish.path.name)}, read as {form.title}.", "", *summary(done, loaded, dry_run=True)]
    read = wish._replace(form=form)
    return home.back(lambda: ImportPreview(home, read, loaded, said, nothing=not done.added.total()))


def _cannot_be_read(path: Path, error: OSError) -> str:
    why = error.strerror or "the disk did not give it"
    return f"{shown(path)} cannot be read: {why}. Look at its name and permissions, then try again."


class ImportPreview(Dialog):
    """What would be added, what is there already, what is refused and why; and whether it is taken over."""

    CSS_PATH: ClassVar[CSSPathType] = [DIALOGS_SHEET, Path(__file__).with_name("files.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up", "scroll_said(-1)", show=False),
        Binding("down", "scroll_said(1)", show=False),
        Binding("pageup", "scroll_said(-8)", show=False),
        Binding("pagedown", "scroll_said(8)", show=False),
    ]

    def __init__(self, home: Home, wish: Wish, loaded: Loaded, said: Sequence[str], *, nothing: bool) -> None:
        """Show it.

        Args:
            home: where it is taken over to.
            wish: what was read, and as what.
            loaded: what was read.
            said: what would become of it.
            nothing: whether there is nothing to be taken over.
        """
        super().__init__()
        self.home, self.wish, self.loaded, self.said, self.nothing = home, wish, loaded, said, nothing

    def compose(self) -> ComposeResult:
        """The summary, which scrolls, and the answers, which do not."""
        with frame("Import", "↑↓ read on · ←→ choose · esc leave"):
            with VerticalScroll(id="said", can_focus=False):
                yield Static(Content("\n".join(self.said)))
            with Vertical(classes="answers"):
                yield Button("Leave it", name="leave", compact=True)
                if not self.nothing:
                    yield Button("Take it over, after a backup", name="take", compact=True)
                yield Button("Read it as something else", name="other", compact=True)

    def action_scroll_said(self, lines: int) -> None:
        """Read on, or back."""
        self.query_one("#said").scroll_relative(y=lines, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take it over, leave it, or read it as something else."""
        home, wish, loaded = self.home, self.wish, self.loaded
        match event.button.name:
            case "take":
                home.go(lambda course: taken_over(home, wish, loaded, course))
            case "other":
                answers = [(form.name, form.title[0].upper() + form.title[1:]) for form in import_formats()]
                self.app.push_screen(ConfirmDialog("Read it as", "What is it?", answers), self._read_as)
            case _:
                self.dismiss(None)

    def _read_as(self, name: str | None) -> None:
        if name is not None:
            wish = self.wish._replace(form=FORMATS[name])
            self.home.go(lambda course: looked_at(self.home, wish, course))


def taken_over(home: Home, wish: Wish, loaded: Loaded, course: Course) -> OfflineResult:
    """Back up, and take it over: all of it, or nothing. Ends with the card that says what was done."""
    try:
        with contextlib.closing(Journal.open(home.path, passphrase=home.key)) as journal:
            course.begin("Backing up…")
            copy = daily.back_up(journal, "before-import")
            course.begin("Taking over…")
            done = import_into(journal, loaded, progress=course)
    except (Stopped, JournalError, UnusableText) as error:
        why = STOPPED if isinstance(error, Stopped) else str(error)
        return home.back(lambda: ImportDialog(home, wish, why))
    said = summary(done, loaded)
    if copy.backup:
        said.append(backups.made_before(copy.backup))
    if copy.trouble:
        said.append(copy.trouble)
    return home.back(lambda: TextDialog("Imported", Content("\n".join(said))))
