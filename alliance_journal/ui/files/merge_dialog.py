"""Merging another copy of the journal: its file is asked for, a preview is shown, and only then it is merged."""

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from alliance_journal.domain.merge_report import say_merged
from alliance_journal.domain.passphrase import Passphrase
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.backup import backups
from alliance_journal.store.core.errors import NeedsPassphrase, WrongPassphrase
from alliance_journal.store.journal import Journal
from alliance_journal.store.merge.merge_journals import merge_file
from alliance_journal.ui.dialogs.base_dialog import frame
from alliance_journal.ui.dialogs.dialog import ConfirmDialog, Dialog
from alliance_journal.ui.dialogs.path_field import parse_path
from alliance_journal.ui.files.restore_dialog import BackupPassphraseDialog
from alliance_journal.ui.open_journal import OfflineResult, Work
from alliance_journal.ui.widgets.text_input import TextInput

WHAT_IT_IS: Final = (
    "A file of this journal from another computer, or an old backup. What it has and this one lacks is taken over; "
    "what was changed in both is kept twice. The other file stays as it is."
)
LOOK: Final = "look what it has"
ITS_OWN: Final = "The other copy has a passphrase of its own."
NO_FILE: Final = "There is no such file. Look at its name and folder once more."
GoAway = Callable[[Work], None]


class MergeDialog(Dialog):
    """Asks for the file to merge."""

    def __init__(self, journal: Journal, go_away: GoAway) -> None:
        """Ask for the file.

        Args:
            journal: the open journal, with a file.
            go_away: closes the journal, does the work, and opens the resulting journal.
        """
        super().__init__()
        assert journal.path
        self.path, self.key, self.go_away = journal.path, journal.passphrase, go_away

    def compose(self) -> ComposeResult:
        """Compose the path and an explanation."""
        with frame("Merge another copy", f"⏎ {LOOK} · esc leave"):
            yield TextInput(placeholder="~/folder/journal.db", compact=True)
            yield Static(Content(WHAT_IT_IS), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read what the file has, or say that there is no such file."""
        try:
            # Never raises, as Path.resolve does for links in a circle.
            other = Path(os.path.realpath(parse_path(event.value, NO_FILE)))
        except UnusableText as error:
            self._say(str(error))
            return
        if not os.path.isfile(other):  # noqa: PTH113 - never raises
            self._say(NO_FILE)
            return
        self.dismiss(None)
        look_into(self.path, self.key, other, self.go_away)

    def _say(self, sentence: str) -> None:
        self.query_one(".hint", Static).update(Content(sentence))


def look_into(
    path: Path, key: Passphrase | None, other: Path, go_away: GoAway, other_key: Passphrase | None = None
) -> None:
    """Read another file with the journal closed, then show the preview."""
    go_away(lambda: _looked(path, key, other, go_away, other_key))


def _looked(
    path: Path, key: Passphrase | None, other: Path, go_away: GoAway, other_key: Passphrase | None
) -> OfflineResult:
    # Two copies of one journal mostly have the same passphrase.
    opens = other_key or key
    try:
        with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
            looked = merge_file(journal, other, opens, dry_run=True)
    except (NeedsPassphrase, WrongPassphrase) as error:
        why = str(error) if other_key else ITS_OWN
        return OfflineResult(
            path,
            key,
            card=lambda: BackupPassphraseDialog(
                "the other copy", LOOK, why, lambda typed: look_into(path, key, other, go_away, typed)
            ),
        )
    said = say_merged(looked.done, dry_run=True)
    if looked.done.is_nothing:
        return OfflineResult(path, key, "\n".join(said))
    return OfflineResult(
        path, key, card=lambda: Preview(said, lambda: go_away(lambda: _merged(path, key, other, opens)))
    )


def _merged(path: Path, key: Passphrase | None, other: Path, opens: Passphrase | None) -> OfflineResult:
    with contextlib.closing(Journal.open(path, passphrase=key)) as journal:
        taken = merge_file(journal, other, opens)
    said = [
        *say_merged(taken.done),
        backups.made_before(taken.backup) if taken.backup else "",
        taken.trouble,
    ]
    return OfflineResult(path, key, "\n".join(filter(None, said)))


class Preview(ConfirmDialog):
    """Shows what the merge would do, and asks whether to do it."""

    def __init__(self, said: Sequence[str], merge: Callable[[], object]) -> None:
        super().__init__("Merge another copy", "\n".join(said), (("stay", "Leave it"), ("merge", "Take it over")))
        self.merge = merge

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Merge, or leave it."""
        # Otherwise ConfirmDialog handles the button as well.
        event.prevent_default()
        self.dismiss(event.button.name)
        if event.button.name == "merge":
            self.merge()
