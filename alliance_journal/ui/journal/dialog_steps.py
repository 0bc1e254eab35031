"""Chains of dialogs: each answer is acted on, and may lead to another dialog."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.dialog import PromptDialog
from alliance_journal.ui.dialogs.draft import DialogDraft
from alliance_journal.ui.dialogs.notice import TROUBLE
from alliance_journal.ui.dialogs.text_length import check_length


@dataclass(frozen=True)
class DialogStep:
    """One dialog of a chain.

    Attributes:
        dialog: the dialog.
        then: acts on the result of the dialog (None if it was left) and returns the next step, or a sentence for
            the client about the outcome, empty for none. It may raise the errors of `TROUBLE`.
        notice: a sentence for the client that is shown together with the dialog; empty for none.
    """

    dialog: Screen[str | None]
    then: Callable[[str | None], "DialogStep | str"]
    notice: str = ""


def show_step(screen: Screen[Any], step: DialogStep, acted: Callable[[str], None]) -> None:
    """Show a dialog over a screen, and after it the dialogs that follow from its result.

    Args:
        screen: the screen under the dialog.
        step: the first dialog.
        acted: called after each dialog that was closed, when its result was acted on, with a sentence for the
            client: the outcome, or the reason why it could not be done; empty for none.
    """

    def close(result: str | None) -> None:
        try:
            following = step.then(result)
        except TROUBLE as error:
            acted(str(error))
            return
        if isinstance(following, str):
            acted(following)
        else:
            acted(following.notice)
            show_step(screen, following, acted)

    screen.app.push_screen(step.dialog, close)


def prompt_dialog(
    journal: Journal, title: str, value: str, hint: str, draft_name: str, save: Callable[[str], None]
) -> PromptDialog:
    """Return a dialog for a few words; it begins with words that were left in it without saving.

    Args:
        journal: keeps the words while they are typed.
        title: title of the dialog.
        value: the present words.
        hint: a sentence under the field.
        draft_name: name under which the words are kept while they are typed.
        save: saves the words; if it raises an error, the dialog stays open and shows the sentence.

    Raises:
        UnusableText: if the present words are too long to be changed in a dialog.
        JournalError: if the journal cannot be read.
    """
    check_length(value)
    return PromptDialog(title, value, hint, save, DialogDraft(journal, draft_name))
