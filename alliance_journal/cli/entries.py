"""Commands that add, list and search entries."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import click

from alliance_journal.cli.base import (
    KINDS,
    Options,
    Stop,
    WrongUse,
    echo_lines,
    hand_over_json,
    in_sentences,
    is_terminal,
    opened,
    say,
    therapist_named,
    today,
)
from alliance_journal.cli.command_group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.models import Entry, EntryKind, EntryLine, Therapist
    from alliance_journal.domain.search.matching import Marked
    from alliance_journal.store.core.errors import JournalError
    from alliance_journal.store.entries.entry_list import Lines
    from alliance_journal.store.journal import Journal

IN_THE_COMMAND: Final = "Your text was not saved; it is only in the command you typed."
WHERE_IT_CAME_FROM: Final = "Your text was not saved; it is only where it was piped from."
STILL_HERE: Final = "Your text is still here. Enter tries to save it again, Ctrl-C gives it up."
CHECK_THE_DISK: Final = "Check the disk, the file and its folder, then try again."
NOTHING_FOUND: Final = "No note has these words."
LONGEST_LIMIT: Final = 15
"""Maximum number of digits of --limit."""
SNIPPET_WIDTH: Final = 100
AS_JSON: Final = "As JSON, with texts and answers; a raw note has no words there."


@cli.command()
@click.argument("text", required=False)
@click.option("--date", "day", metavar="D", default="today", help="The day: 28 May, yesterday, 2026-05-28 …")
@click.option("--with", "name", metavar="NAME", help="The therapist; a new name is added.")
@click.option("--kind", type=click.Choice(KINDS), default="between", show_default=True)
@click.option("--title", default="", help="A title; else the first words stand for it.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given more than once.")
@click.pass_obj
def add(
    options: Options, text: str | None, day: str, name: str | None, kind: str, title: str, tags: tuple[str, ...]
) -> None:
    """Write a note: TEXT, or standard input when TEXT is - or absent."""
    from alliance_journal.domain.dates.parse import When, parse_day, parse_when, say_echo
    from alliance_journal.domain.text import one_line, tags_from, usable

    with in_sentences():
        # A session has a time of day; a note between sessions has only a date.
        timed = kind in ("session", "consultation")
        when = parse_when(day, today()) if timed else When(parse_day(day, today()))
        for given in (title, name or "", *tags):
            usable(given)
        with contextlib.ExitStack() as stack:
            # The passphrase is asked for before the note, so that nobody types a note that then cannot be saved.
            there = os.path.exists(options.journal_file())  # noqa: PTH110 - a name that is too long is not there
            journal = stack.enter_context(opened(options)) if there else None
            typed = _text_to_add(text)

            def save() -> "Entry":
                nonlocal journal
                journal = journal or stack.enter_context(opened(options, begin=True))
                with journal.transaction():
                    of_kind = cast("EntryKind", kind)
                    therapist = _therapist_for_entry(journal, name, of_kind)
                    return journal.entries.add(
                        of_kind,
                        when.day,
                        clock=when.time,
                        therapist_id=therapist.id if therapist else None,
                        title=title,
                        body=typed.words,
                        tags=tuple(tag for given in tags for tag in tags_from(given + ",")),
                    )

            entry = _saved(save, typed)
            if there and journal:
                _daily(journal)
    click.echo(f"saved · {say_echo(entry.date)} · {one_line(entry.shown_title)} · {entry.id}")


def _daily(journal: "Journal") -> None:
    """Run the daily maintenance for users who never open the app; the note is saved whatever its result."""
    from alliance_journal.store.maintenance import daily

    if daily.is_due(journal, today()) and (trouble := daily.do(journal, today()).trouble):
        say(trouble, err=True)


class Typed(NamedTuple):
    """The text of a new note.

    Attributes:
        words: the text.
        place: a sentence about where an unsaved text remains; empty for a text typed at the prompt, which is
            nowhere else.
    """

    words: str
    place: str


def _text_to_add(text: str | None) -> Typed:
    from alliance_journal.domain.text import usable

    place = IN_THE_COMMAND
    if text is None and is_terminal(sys.stdin):
        place = ""
        text = click.prompt(
            "Your note (it is not shown)", hide_input=True, default="", show_default=False, err=True
        )
    elif text in (None, "-"):
        place = WHERE_IT_CAME_FROM
        try:
            text = sys.stdin.buffer.read().decode() if sys.stdin else ""
        except UnicodeDecodeError:
            raise WrongUse("The text is not UTF-8, so nothing was saved. Convert it and try again.") from None
    if not text or not text.strip():
        raise WrongUse("There was no text, so nothing was saved. Write it after the command, or pipe it in.")
    return Typed(usable(text), place)


def _saved(save: "Callable[[], Entry]", typed: Typed) -> "Entry":
    """Save the note. If that fails, tell where its text is, or ask again for one typed at the prompt.

    Raises:
        Stop: if it cannot be saved now.
        JournalError: if trying again would not help.
    """
    from alliance_journal.store.core.errors import Busy, CannotWrite, DiskFull

    while True:
        try:
            return save()
        except (Busy, CannotWrite, DiskFull) as error:
            if typed.place:
                raise Stop(f"{error.sentence} {typed.place} {_next_step(error)}") from None
            click.echo(f"{error.sentence} {_next_step(error)}", err=True)
        click.prompt(STILL_HERE, hide_input=True, default="", show_default=False, prompt_suffix="", err=True)


def _next_step(error: "JournalError") -> str:
    from alliance_journal.store.core.errors import CannotWrite

    # The app's own next step says that the text stays in the editor.
    return CHECK_THE_DISK if isinstance(error, CannotWrite) else error.next_step


def _therapist_for_entry(journal: "Journal", name: str | None, kind: "EntryKind") -> "Therapist | None":
    """Return the named therapist, added if the name is new; for a session without a name, the current one."""
    from alliance_journal.domain.text import one_line

    if name and name.strip():
        known = journal.therapists.named(name)
        found = journal.therapists.get_or_add(name, kind)
        if known is None:
            click.echo(f"{one_line(found.name)} is new and was added as a therapist.", err=True)
        return found
    if kind == "session":
        return next((t for t in journal.therapists.list() if t.status == "current"), None)
    return None


@cli.command("list")
@click.option("--since", metavar="D", help="From this day on.")
@click.option("--until", metavar="D", help="Up to this day.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--with", "name", metavar="NAME", help="Only with this therapist.")
@click.option("--tag", metavar="T", help="Only with this tag.")
@click.option("-n", "--limit", metavar="N", help="At most so many, the newest ones.")
@click.option("--json", "as_json", is_flag=True, help=AS_JSON)
@click.pass_obj
def list_(
    options: Options,
    since: str | None,
    until: str | None,
    kind: str | None,
    name: str | None,
    tag: str | None,
    limit: str | None,
    as_json: bool,
) -> None:
    """The entries, newest first, one a line."""
    from alliance_journal.domain.dates.parse import parse_day
    from alliance_journal.domain.entry_line import say_line
    from alliance_journal.domain.search.query import Query, Term

    with in_sentences():
        first = parse_day(since, today()) if since else None
        last = parse_day(until, today()) if until else None
        most = _most(limit) if limit is not None else None
        tags = (Term(tag.strip().lstrip("#"), "tag", whole=True),) if tag else ()
        with opened(options) as journal:
            query = Query(tags, first, last)
            kinds = (cast("EntryKind", kind),) if kind else ()
            found = journal.entries.lines(
                query, kinds=kinds, therapist_id=therapist_named(journal, name).id if name else None
            )
            lines = found if most is None else found[:most]
            if as_json:
                _as_json(journal, lines)
                return
            echo_lines(map(say_line, lines))


def _most(limit: str) -> int:
    if limit.isdecimal() and len(limit) <= LONGEST_LIMIT and int(limit):
        return int(limit)
    raise WrongUse(f"{limit[:LONGEST_LIMIT]!r} is no number of entries. Give one from 1 on, as in: list -n 20")


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--json", "as_json", is_flag=True, help=AS_JSON)
@click.pass_obj
def search(options: Options, words: tuple[str, ...], as_json: bool) -> None:
    """Find the notes that have all of WORDS, or words that begin so.

    "a phrase" in quotation marks, -word for what must not be there, tag:x, with:name, since:D, until:D. Quotation
    marks are the shell's, too: '"a phrase"' hands them on, and so does one argument of several words among others.
    """
    from alliance_journal.domain.search.query import parse

    query = parse(" ".join(_as_typed(word, alone=len(words) == 1) for word in words), today())
    for note in query.notes:
        click.echo(note.sentence, err=True)
    with in_sentences(), opened(options) as journal:
        lines = journal.entries.lines(query)
        if as_json:
            _as_json(journal, lines)
            return
        echo_lines(_found(lines))
        if not lines:
            click.echo(NOTHING_FOUND, err=True)


def _as_typed(word: str, *, alone: bool) -> str:
    """Return an argument in query syntax: several words in one of several arguments are a phrase."""
    return word if alone or '"' in word or len(word.split()) < 2 else f'"{word}"'


def _found(lines: "Lines") -> Iterator[str]:
    """Yield a line for each entry found, and under it a line of its text around a match."""
    from alliance_journal.domain.entry_line import say_line

    for line in lines:
        yield say_line(line)
        if line.found:
            yield f"    {_in_bold(line.found.around(SNIPPET_WIDTH))}"


def _in_bold(found: "Marked") -> str:
    """Return a line with the matches in bold; click removes the styling if the output is no terminal."""
    return "".join(click.style(text, bold=True) if marked else text for text, marked in found.parts() if text)


def _as_json(journal: "Journal", lines: "Iterable[EntryLine]") -> None:
    """Print the entries of these lines as JSON with all their records; private ones without any words."""
    from alliance_journal.exchange.native.writer import entry_json

    found = [
        _closed(entry) if entry.private else entry_json(entry)
        for entry in journal.entries.get_many([line.id for line in lines])
    ]
    hand_over_json(found)


def _closed(entry: "Entry") -> dict[str, object]:
    return {"id": entry.id, "kind": entry.kind, "date": entry.date.isoformat(), "private": True}
