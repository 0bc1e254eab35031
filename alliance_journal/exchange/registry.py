"""The registry of file formats: one row each.

A row loads the modules of its format when one of its functions is called first, so that the command line can list
the formats without loading them.
"""

from typing import Final

from alliance_journal.exchange.base import Format, LazyFunction

_OTHERS: Final = "the JSON export holds them, too."

_ROWS: Final = (
    Format(
        name="json",
        title="Alliance Journal's own JSON",
        label="JSON",
        suffix=".json",
        detect=LazyFunction("native.detection:detect"),
        read=LazyFunction("native.reader:read"),
        write_file=LazyFunction("native.writer:write"),
        first_bytes=b'{\n "format": "alliance-journal"',
    ),
    Format(
        name="csv",
        title="CSV tables",
        label="CSV",
        suffix="-csv",
        detect=LazyFunction("csv.detection:detect"),
        folder_sign="tables with an entries.csv",
        read=LazyFunction("csv.reader:read"),
        write_folder=LazyFunction("csv.writer:write"),
        lacks="Appointments, excerpts, numbers to call and what you noted about therapists are not in it; "
        f"{_OTHERS}",
        has_raw=True,
    ),
    Format(
        name="markdown",
        title="Markdown files",
        label="Markdown",
        suffix="-markdown",
        detect=LazyFunction("markdown.detection:detect"),
        folder_sign="Markdown files",
        read=LazyFunction("markdown.reader:read"),
        write_folder=LazyFunction("markdown.writer:write"),
        lacks="Topics, homework, goals, appointments, excerpts, numbers to call and what you noted about "
        f"therapists are not in it; {_OTHERS}",
    ),
    Format(
        name="jrnl",
        title="a text file of jrnl",
        label="jrnl",
        suffix=".txt",
        detect=LazyFunction("jrnl.detection:detect_text"),
        read=LazyFunction("jrnl.text_reader:read"),
        write_file=LazyFunction("jrnl.text_writer:write"),
        lacks="It holds days, times, titles, texts and tags alone; the JSON export holds everything. "
        "A time that is not known stands there as 00:00.",
    ),
    Format(
        name="jrnl-json",
        title="a JSON export of jrnl",
        detect=LazyFunction("jrnl.detection:detect_json"),
        read=LazyFunction("jrnl.json_reader:read"),
    ),
    Format(
        name="dayone",
        title="an export of Day One",
        detect=LazyFunction("dayone.detection:detect"),
        folder_sign="journals of Day One",
        read=LazyFunction("dayone.reader:read"),
    ),
)

FORMATS: Final[dict[str, Format]] = {form.name: form for form in _ROWS}
"""All formats by name, in the order in which they are listed.

The first is the default of an export; of formats with equal evidence, detection chooses the first.
"""


def import_formats() -> list[Format]:
    """Return the formats that can be imported."""
    return [form for form in FORMATS.values() if form.read]


def export_formats() -> list[Format]:
    """Return the formats that can be exported."""
    return [form for form in FORMATS.values() if form.is_exported]
