"""Reading a file for an import, which stores nothing yet.

An import, on the command line and in the app, takes these steps:

1. `detect.detect_format(path)` detects the format, unless the user chose one.
2. `read_file(path, form, options)` reads the file.
3. `import_into(journal, loaded, keep=False)` previews the import without storing it.
4. `back_up(journal, "before-import")` makes a backup.
5. `import_into(journal, loaded, progress=progress)` stores the records.
6. `import_report.summary(done, loaded)` puts the result into words.

`import_into` is in `store.transfer.import_document`, and `back_up` is in `store.maintenance.daily`.
"""

from pathlib import Path

from alliance_journal.domain.import_report import Loaded
from alliance_journal.domain.text import count
from alliance_journal.exchange.base import MEND, CannotRead, Format, OtherProgram, ReadOptions
from alliance_journal.exchange.detect import OTHERS, known_titles


def read_file(path: Path, form: Format, options: ReadOptions) -> Loaded:
    """Read a whole file or folder, before anything of it is imported.

    Args:
        path: the file or folder.
        form: the format to read it as; one that can be imported.
        options: what the reader has to know besides; its progress callback may raise an exception to cancel.

    Raises:
        CannotRead: if nothing of it can be imported; the message names the place.
        OSError: if it cannot be read.
    """
    assert form.read
    try:
        loaded = form.read(path, options)
    except OtherProgram as error:
        raise CannotRead(f"{error} What can be read here is {known_titles()}.", OTHERS) from None
    document = loaded.document
    if loaded.refused and not (document.entries or document.topics or document.tasks or document.goals):
        first, more = loaded.refused[0], len(loaded.refused) - 1
        others = f" {count(more, 'other part', 'other parts')} cannot be taken over either." if more else ""
        raise CannotRead(f"{first.place}: {first.why}.{others}", MEND)
    return loaded


def error_sentence(error: CannotRead, path: str, then: str = "") -> str:
    """Return the full error sentence for a file that cannot be imported, with the next step.

    Args:
        error: the reason.
        path: the file or folder, as shown to the user.
        then: the next step, if it is not the one of the error.
    """
    then = then or error.then
    return f"{error} Nothing was taken over from {path}{f'; {then}' if then else ''}."
