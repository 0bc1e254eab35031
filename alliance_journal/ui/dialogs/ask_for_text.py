"""Asking for a line of text over a screen, with a draft until it is saved."""

from collections.abc import Callable
from typing import Any, NamedTuple

from textual.screen import Screen

from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.dialog import PromptDialog
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.text_length import check_length


class Prompt(NamedTuple):
    """A question for a line of text.

    Attributes:
        title: title of the dialog.
        value: the present text.
        hint: a sentence below the text.
        draft: name of the draft.
    """

    title: str
    value: str
    hint: str
    draft: str


def ask_for_text(
    screen: Screen[Any],
    journal: Journal,
    prompt: Prompt,
    save: Callable[[str], None],
    then: Callable[[str | None], None] | None = None,
) -> None:
    """Show a dialog for a line of text over a screen.

    Args:
        screen: the screen below the dialog.
        journal: the journal that keeps the draft.
        prompt: the question.
        save: saves the text; if it raises, the dialog stays open and shows the error.
        then: called with the text, or with None if the dialog was closed.

    Raises:
        JournalError: if the draft cannot be read.
        UnusableText: if the present text is too long for a dialog.
    """
    check_length(prompt.value)
    draft = DialogDraft(journal, prompt.draft)
    screen.app.push_screen(PromptDialog(prompt.title, prompt.value, prompt.hint, save, draft), then)
