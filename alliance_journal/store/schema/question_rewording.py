"""Migration of the checklist's questions from their first wording to their second."""

import hashlib
import json
from typing import Final

from alliance_journal.store.core.sqlite_driver import Connection

REWORDED: Final = {
    "share": (
        "Does this therapist make me comfortable enough to share more?",
        "Does this therapist leave me feeling I could comfortably share more?",
    ),
    "heard": (
        "Does this therapist respect me, and hear what I say?",
        "Does this therapist leave me feeling respected and heard?",
    ),
    "able": (
        "Does this therapist know their field, and seem able to really help me?",
        "Does this therapist seem to know enough to really help me?",
    ),
    "language": (
        "Does this therapist speak in a way that understands my background and identities?",
        "Does this therapist speak as somebody who understands where I come from and who I am?",
    ),
    "approach": (
        "Does this therapist work on my challenges and goals in a way that makes sense to me?",
        "Does this therapist work on my difficulties and goals in a way that makes sense to me?",
    ),
    "warmth": (
        "Does this therapist show the amount of warmth I am comfortable with?",
        "Does this therapist show the amount of warmth that feels right to me?",
    ),
    "clear": (
        "Does this therapist answer my questions clearly?",
        "Does this therapist give me clear answers when I ask something?",
    ),
    "direction": (
        "Does this therapist give me the direction I want, and room to lead when I want that instead?",
        "Does this therapist strike the right balance for me between guiding and letting me lead?",
    ),
    "silence": (
        "Does this therapist leave silences that I feel comfortable in?",
        "Does this therapist let silences happen in a way I am comfortable with?",
    ),
    "own_goals": (
        "Does this therapist let me say what my challenges and goals are, instead of deciding for me?",
        "Does this therapist understand my challenges and goals without defining them for me?",
    ),
    "measure": (
        "Does this therapist agree with me on how we will tell whether this is working?",
        "Does this therapist agree with me on how we will tell that this is helping?",
    ),
    "body": (
        "Does this therapist's body language put me at ease, and do they notice mine?",
        "Does this therapist use body language that leaves me at ease and involved?",
    ),
}
"""First and second wording of each reworded question, by its id. Part of a migration: never edited."""
_DIGEST_LETTERS: Final = 16
"""Number of hex digits of the content's SHA-256 at the end of a revision id."""


def reword(connection: Connection) -> None:
    """Replace the first wording of each question with the second, within a transaction.

    A question whose text is not exactly the first wording was changed by somebody else and stays as it is. Answers
    are not changed: each keeps the wording it was given to.

    The revision ids that a merge compares are renamed along with the text, so that two copies that were migrated
    separately still agree on which of them turned a question on or off last.
    """
    for question, (before, after) in REWORDED.items():
        found = connection.execute(
            "SELECT element, source FROM questions WHERE id = ? AND text = ?", (question, before)
        ).fetchone()
        if found is None:
            continue
        element, source = found
        connection.execute("UPDATE questions SET text = ? WHERE id = ?", (after, question))
        for asked in (0, 1):
            connection.execute(
                "UPDATE OR IGNORE revisions SET revision = substr(revision, 1, ?1) || ?2 "
                "WHERE what = 'questions' AND id = ?3 AND substr(revision, ?1 + 1) = ?4",
                (
                    _DIGEST_LETTERS,
                    _ending(after, element, source, asked),
                    question,
                    _ending(before, element, source, asked),
                ),
            )


def _ending(text: str, element: str, source: str, asked: int) -> str:
    """Return the end of a question's revision id for this content."""
    content = json.dumps([[[text, element, source, asked]]])
    return hashlib.sha256(content.encode()).hexdigest()[:_DIGEST_LETTERS]
