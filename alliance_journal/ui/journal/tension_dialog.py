"""Tension in a session, in three steps: it is noted, it was talked through, and the outcome."""

import contextlib
from collections.abc import Iterator
from typing import Final

from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import Entry, Tension
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries import tensions
from alliance_journal.store.journal import Journal
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.journal.dialog_steps import DialogStep, prompt_dialog
from alliance_journal.ui.open_journal import OpenJournal
from alliance_journal.ui.widgets.rendering import fit

WHY: Final = (
    "Tension is part of many good therapies. Three steps, each later if you like: that it was there, where you "
    "talked it through, and then what came of it. This is only for you, unless you put it on a page to bring."
)
LOSES_WORDS: Final = "This deletes your words about it:"
WHAT_ABOUT: Final = "A few words, or none: what was it about?"
WHAT_CAME: Final = "A few words, or none: what came of it?"
NOTED: Final = "Noted. When you talk it through, press <journal.tension> on that session."
NO_SESSION: Final = "Tension belongs to a session. Choose a session in the list, then press <journal.tension>."
ONE_MORE: Final = "Would you like the checklist to ask one more question from now on: “{}”"
ASKED_NOW: Final = "The checklist asks it from now on. Room to disagree in the palette turns it off again."
_OTHERS_SHOWN: Final = 3
"""Number of tensions of other sessions offered at once, for each step."""
_WORDS_SHOWN: Final = 60
"""Columns of the client's words in the dialog."""


def tension_step(opened: OpenJournal, entry: Entry) -> DialogStep:
    """Return the dialog that shows the tension noted at a session, and offers the steps that are possible.

    Args:
        opened: the open journal.
        entry: the session.

    Raises:
        JournalError: if the journal cannot be read.
    """
    answers = [*_own_steps(entry), *_steps_of_others(opened, entry), *_last_step(entry)]
    text = _noted(opened, entry.tension) if entry.tension else WHY
    return DialogStep(ConfirmDialog("Tension", text, answers), lambda answer: _take_step(opened, entry, answer))


def _noted(opened: OpenJournal, tension: Tension) -> str:
    """Return the three steps as they are noted, one a line."""
    through = "Not talked through yet"
    if tension.talked_through_in:
        through = "Talked through"
        # The session may be in the trash, or another window may have put it there this moment.
        with contextlib.suppress(NotFound):
            later = opened.journal.entries.get(tension.talked_through_in)
            through += f" on {say_day(later.date, opened.today(), long=True)}"
    return "\n".join(
        (
            f"1  There was tension{_quoted(tension.words)}",
            f"2  {through}",
            f"3  What came of it{_quoted(tension.outcome) or ': nothing noted yet'}",
        )
    )


def _quoted(words: str) -> str:
    """Return the client's words as the end of a line; empty if there are none."""
    return f": “{fit(one_line(words), _WORDS_SHOWN)}”" if words.strip() else ""


def _own_steps(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the steps for tension at this session itself."""
    tension = entry.tension
    if tension is None:
        yield "mark", "There was tension"
        return
    yield "mark", "Change what it was about"
    if tension.talked_through_in or tension.outcome:
        yield f"outcome {entry.id}", "Change what came of it" if tension.outcome else "Say what came of it"
    if tension.talked_through_in:
        yield "reopen", "It is not talked through, after all"


def _last_step(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.tension is not None:
        yield "unmark", "There was no tension, after all"


def _steps_of_others(opened: OpenJournal, entry: Entry) -> list[tuple[str, str]]:
    """Return the steps for tension of sessions up to this one, talked through here or not yet; latest first."""
    journal, today = opened.journal, opened.today()

    def of_day(other: Entry) -> str:
        return f"the tension of {say_day(other.date, today, long=True)}"

    not_yet = [
        (
            f"through {other.id}",
            "We talked it through in this session"
            if other.id == entry.id
            else f"We talked through {of_day(other)}",
        )
        for other in reversed(journal.sessions.with_open_tension(entry.therapist_id, entry.date))
    ]
    outcomes = [
        (f"outcome {other.id}", f"What came of {of_day(other)}")
        for other in reversed(journal.sessions.talked_through_in(entry.id))
        if other.id != entry.id
    ]
    return [*not_yet[:_OTHERS_SHOWN], *outcomes[:_OTHERS_SHOWN]]


def _take_step(opened: OpenJournal, entry: Entry, answer: str | None) -> DialogStep | str:
    """Take the step that was chosen: return a dialog for the words about it, or save it at once."""
    journal = opened.journal
    step, _, of = (answer or "").partition(" ")
    match step:
        case "mark":
            return _words_step(journal, entry)
        case "reopen":
            journal.tensions.set_talked_through(entry.id, None)
        case "unmark":
            return _unmark(journal, entry)
        case "through":
            journal.tensions.set_talked_through(of, entry.id)
            return _outcome_step(journal, of)
        case "outcome":
            return _outcome_step(journal, of)
    return ""


def _unmark(journal: Journal, entry: Entry) -> DialogStep | str:
    """Delete the note of tension; if it holds words, return a dialog that asks first."""

    def clear(answer: str | None) -> str:
        if answer == "yes":
            journal.tensions.clear(entry.id)
        return ""

    tension = entry.tension
    if tension is None or not (tension.words.strip() or tension.outcome.strip()):
        return clear("yes")
    text = "\n".join((LOSES_WORDS, *filter(None, (_quoted(tension.words), _quoted(tension.outcome)))))
    answers = [("no", "Keep it"), ("yes", "Delete it")]
    return DialogStep(ConfirmDialog("There was no tension", text, answers), clear)


def _words_step(journal: Journal, entry: Entry) -> DialogStep:
    """Return the dialog for a few words about the tension of a session."""
    shown = one_line(entry.tension.words) if entry.tension else ""
    offers_question = journal.tensions.offers_question()

    def is_new(words: str) -> bool:
        return entry.tension is None or words != shown

    def save(words: str) -> None:
        if is_new(words):
            journal.tensions.set(entry.id, words.strip())

    def then(words: str | None) -> DialogStep | str:
        if words is None:
            return ""
        notice = NOTED if is_new(words) else ""
        return _question_step(journal, notice) if offers_question else notice

    dialog = prompt_dialog(journal, "There was tension", shown, WHAT_ABOUT, f"tension/{entry.id}", save)
    return DialogStep(dialog, then)


def _outcome_step(journal: Journal, entry_id: str) -> DialogStep:
    """Return the dialog for a few words about the outcome of a tension; leaving it keeps the outcome open."""
    tension = journal.entries.get(entry_id).tension
    shown = one_line(tension.outcome) if tension else ""

    def save(words: str) -> None:
        if words != shown:
            journal.tensions.set_outcome(entry_id, words.strip())

    dialog = prompt_dialog(journal, "What came of it", shown, WHAT_CAME, f"outcome/{entry_id}", save)
    return DialogStep(dialog, lambda _: "")


def _question_step(journal: Journal, notice: str) -> DialogStep:
    """Return the dialog that offers the optional question about disagreeing; it is offered only once."""
    text = ONE_MORE.format(QUESTION[tensions.DISAGREE].text)

    def then(answer: str | None) -> str:
        if answer != "yes":
            return ""
        journal.questions.set_asked(tensions.DISAGREE, True)
        return ASKED_NOW

    journal.tensions.set_question_offered()
    dialog = ConfirmDialog("Room to disagree", text, [("no", "No"), ("yes", "Yes, ask it")])
    return DialogStep(dialog, then, notice)
