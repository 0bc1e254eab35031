"""Tension in a session, in three steps: there was some, it was talked through, and what came of it."""

import contextlib
from collections.abc import Iterator
from typing import Final

from alliance_journal.domain.alliance.questions import QUESTION
from alliance_journal.domain.dates.parse import say_day
from alliance_journal.domain.models import Entry, Tension
from alliance_journal.domain.text import one_line
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries import tensions
from alliance_journal.ui.base_page import BasePage
from alliance_journal.ui.dialogs.dialog import ConfirmDialog
from alliance_journal.ui.widgets.rendering import fit

WHY: Final = (
    "Tension is part of many good therapies. Three steps, each later if you like: that it was there, where you "
    "talked it through, and then what came of it. This is only for you, unless you put it on a page to bring."
)
LOSES_WORDS: Final = "This deletes your words about it:"
WHAT_ABOUT: Final = "A few words, or none: what was it about?"
WHAT_CAME: Final = "A few words, or none: what came of it?"
NOTED: Final = "Noted. When you talk it through, press t on that session."
NO_SESSION: Final = "Tension belongs to a session. Choose a session in the list, then press t."
ONE_MORE: Final = "Would you like the checklist to ask one more question from now on: “{}”"
ASKED_NOW: Final = "The checklist asks it from now on. Room to disagree in the palette turns it off again."
_OTHERS_SHOWN: Final = 3
"""Number of tensions of other sessions offered at once, for each step."""
_WORDS_SHOWN: Final = 60
"""Columns of the client's words in the card."""


def ask_about_tension(page: BasePage, entry: Entry) -> None:
    """Show what is noted about tension at this session, and offer the steps that are possible.

    Raises:
        JournalError: when the journal cannot be read.
    """
    answers = [*_own_steps(entry), *_steps_of_others(page, entry), *_last_step(entry)]
    text = _noted(page, entry.tension) if entry.tension else WHY
    page.app.push_screen(ConfirmDialog("Tension", text, answers), lambda answer: _do(page, entry, answer))


def _noted(page: BasePage, tension: Tension) -> str:
    """The three steps as they stand, a line each."""
    through = "Not talked through yet"
    if tension.talked_through_in:
        through = "Talked through"
        # It may be in the trash, or another window may have put it there this moment.
        with contextlib.suppress(NotFound):
            later = page.opened.journal.entries.get(tension.talked_through_in)
            through += f" on {say_day(later.date, page.opened.today(), long=True)}"
    return "\n".join(
        (
            f"1  There was tension{_quoted(tension.words)}",
            f"2  {through}",
            f"3  What came of it{_quoted(tension.outcome) or ': nothing noted yet'}",
        )
    )


def _quoted(words: str) -> str:
    """The client's words as the end of a line; empty where there are none."""
    return f": “{fit(one_line(words), _WORDS_SHOWN)}”" if words.strip() else ""


def _own_steps(entry: Entry) -> Iterator[tuple[str, str]]:
    """The steps for tension at this session itself."""
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


def _steps_of_others(page: BasePage, entry: Entry) -> list[tuple[str, str]]:
    """The steps for tension of sessions up to this one that was talked through here, or not yet; latest first."""
    journal, today = page.opened.journal, page.opened.today()

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


def _do(page: BasePage, entry: Entry, answer: str | None) -> None:
    """Take the step that was chosen."""
    if answer is None:
        return
    journal = page.opened.journal
    step, _, of = answer.partition(" ")
    with page.report_errors():
        match step:
            case "mark":
                _ask_what_about(page, entry)
                return
            case "reopen":
                journal.tensions.set_talked_through(entry.id, None)
            case "unmark":
                _unmark(page, entry)
                return
            case "through":
                journal.tensions.set_talked_through(of, entry.id)
        page.reload()
        if step in ("through", "outcome"):
            _ask_what_came(page, of)


def _unmark(page: BasePage, entry: Entry) -> None:
    """Take the note of tension away; where it holds words, ask first."""

    def take_away(answer: str | None) -> None:
        if answer == "yes":
            with page.report_errors():
                page.opened.journal.tensions.clear(entry.id)
                page.reload()

    tension = entry.tension
    if tension is None or not (tension.words.strip() or tension.outcome.strip()):
        take_away("yes")
        return
    text = "\n".join((LOSES_WORDS, *filter(None, (_quoted(tension.words), _quoted(tension.outcome)))))
    page.app.push_screen(
        ConfirmDialog("There was no tension", text, [("no", "Keep it"), ("yes", "Delete it")]), take_away
    )


def _ask_what_about(page: BasePage, entry: Entry) -> None:
    """Ask for a few words about the tension of a session."""
    journal = page.opened.journal
    shown = one_line(entry.tension.words) if entry.tension else ""
    offers = journal.tensions.offers_question()

    def keep(words: str) -> None:
        if entry.tension is None or words != shown:
            journal.tensions.set(entry.id, words.strip())
            page.say(NOTED)

    def then(words: str | None) -> None:
        if words is not None and offers:
            _offer_question(page)

    page.ask_for_words("There was tension", shown, WHAT_ABOUT, f"tension/{entry.id}", keep, then)


def _ask_what_came(page: BasePage, entry_id: str) -> None:
    """Ask for a few words about what came of the tension of a session; to leave the card leaves that open."""
    journal = page.opened.journal
    tension = journal.entries.get(entry_id).tension
    shown = one_line(tension.outcome) if tension else ""

    def keep(words: str) -> None:
        if words != shown:
            journal.tensions.set_outcome(entry_id, words.strip())

    page.ask_for_words("What came of it", shown, WHAT_CAME, f"outcome/{entry_id}", keep)


def _offer_question(page: BasePage) -> None:
    """Offer the optional question about disagreeing; once, whatever the answer is."""
    journal = page.opened.journal
    text = ONE_MORE.format(QUESTION[tensions.DISAGREE].text)

    def answered(answer: str | None) -> None:
        if answer == "yes":
            with page.report_errors():
                journal.questions.set_asked(tensions.DISAGREE, True)
                page.reload()
                page.say(ASKED_NOW)

    with page.report_errors():
        journal.tensions.set_question_offered()
        page.app.push_screen(
            ConfirmDialog("Room to disagree", text, [("no", "No"), ("yes", "Yes, ask it")]), answered
        )
