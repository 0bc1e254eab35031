"""Marking that there was tension in a session, and later that it was talked through (issue of both, not of one)."""

from alliance_journal.domain.dates import say_day
from alliance_journal.domain.journal import Entry
from alliance_journal.domain.text import one_line
from alliance_journal.screens.dialogs import Question
from alliance_journal.screens.place import Place

WHY = (
    "Tension is part of many good therapies, and it can be talked through. "
    "A mark is only for you: it stands on Trends, and its words stay in the journal."
)
WORDS = "A few words, or none: what was it about?"


def ask_about_tension(page: Place, entry: Entry) -> None:
    """Offer what can be said of tension at this session."""
    open_ones = _open_before(page, entry)
    answers: list[tuple[str, str]] = []
    if entry.tension is None:
        answers.append(("mark", "There was tension"))
    else:
        answers.append(("mark", "Change the words"))
        if entry.tension.talked_through_in:
            answers.append(("reopen", "It is not talked through, after all"))
        answers.append(("unmark", "Take the mark away"))
    for before in open_ones:
        day = say_day(before.date, page.desk.today(), long=True)
        answers.append((before.id, f"We talked through the tension of {day}"))
    card = Question("Tension", WHY, answers)
    page.app.push_screen(card, lambda answer: _do(page, entry, answer))


def _open_before(page: Place, entry: Entry) -> list[Entry]:
    """Sessions up to this one whose tension is marked and not talked through, latest first."""
    return list(reversed(page.desk.journal.tense_sessions(entry.therapist_id, entry.date)))[:3]


def _do(page: Place, entry: Entry, answer: str | None) -> None:
    if answer is None:
        return
    journal = page.desk.journal
    with page.calmly():
        if answer == "mark":
            shown = one_line(entry.tension.words) if entry.tension else ""
            page.ask_for_words(
                "There was tension",
                shown,
                WORDS,
                f"tension/{entry.id}",
                lambda typed: _mark(page, entry, shown, typed),
            )
            return
        if answer == "reopen":
            journal.talked_through(entry.id, None)
        elif answer == "unmark":
            journal.unmark_tension(entry.id)
        else:
            journal.talked_through(answer, entry.id)
        page.look_again()


def _mark(page: Place, entry: Entry, shown: str, words: str) -> None:
    if entry.tension is None or words != shown:
        page.desk.journal.mark_tension(entry.id, words.strip())
        page.say("Marked. When you talk it through, press t on that session.")
