"""An entry on one line, as the commands `list` and `search` print it."""

from alliance_journal.domain.dates.parse import say_echo
from alliance_journal.domain.models import KIND_NAMES, EntryLine
from alliance_journal.domain.text import one_line


def say_line(line: EntryLine) -> str:
    """Return day, kind, therapist, title, answers and id of an entry; absent ones are omitted."""
    name = KIND_NAMES[line.kind]
    kind = name.lower() + (f" {line.session}" if line.session else "")
    answers = f"{line.answered} answers" if line.answered else ""
    # The title is already on one line.
    parts = (say_echo(line.date), kind, one_line(line.therapist), line.title or name, answers, one_line(line.id))
    return " · ".join(part for part in parts if part)
