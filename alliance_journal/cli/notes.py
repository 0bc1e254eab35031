"""Writing a note and listing the entries, from the command line."""

import contextlib
import os
import sys
from datetime import date
from typing import TYPE_CHECKING, cast

import click

from alliance_journal.cli.base import (
    KINDS,
    Options,
    WrongUse,
    hand_over_json,
    in_sentences,
    is_terminal,
    opened,
    therapist_named,
    today,
)
from alliance_journal.cli.group import cli

if TYPE_CHECKING:
    from alliance_journal.domain.journal import Entry, EntryKind, Therapist
    from alliance_journal.store.journal import Journal


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
    from alliance_journal.domain.dates import When, parse_day, parse_when, say_echo
    from alliance_journal.domain.text import one_line, tags_from, usable

    with in_sentences():
        # A session has an hour; a note between sessions has only its day.
        timed = kind in ("session", "consultation")
        when = parse_when(day, today()) if timed else When(parse_day(day, today()))
        for given in (title, name or "", *tags):
            usable(given)
        with contextlib.ExitStack() as stack:
            # A passphrase is asked for before the note: nobody types one that then cannot be kept.
            there = os.path.exists(options.journal_file())  # noqa: PTH110 - a name that is too long is not there
            journal = stack.enter_context(opened(options)) if there else None
            body = usable(_text_to_add(text))
            journal = journal or stack.enter_context(opened(options, begin=True))
            with journal.writing():
                therapist = _therapist_for_entry(journal, name, kind)
                entry = journal.add_entry(
                    cast("EntryKind", kind),
                    when.day,
                    clock=when.time,
                    therapist_id=therapist.id if therapist else None,
                    title=title,
                    body=body,
                    tags=tuple(tag for given in tags for tag in tags_from(given + ",")),
                )
            if there:
                _daily(journal)
    click.echo(f"saved · {say_echo(entry.date)} · {one_line(entry.shown_title)} · {entry.id}")


def _daily(journal: "Journal") -> None:
    """What is done once a day, for somebody who never opens the app; the note is kept whatever comes of it."""
    from alliance_journal.store import upkeep

    if upkeep.is_due(journal, today()) and (trouble := upkeep.do(journal, today()).trouble):
        click.echo(trouble, err=True)


def _text_to_add(text: str | None) -> str:
    if text is None and is_terminal(sys.stdin):
        text = click.prompt(
            "Your note (it is not shown)", hide_input=True, default="", show_default=False, err=True
        )
    elif text in (None, "-"):
        try:
            text = sys.stdin.buffer.read().decode() if sys.stdin else ""
        except UnicodeDecodeError:
            raise WrongUse("The text is not UTF-8, so nothing was saved. Convert it and try again.") from None
    if not text or not text.strip():
        raise WrongUse("There was no text, so nothing was saved. Write it after the command, or pipe it in.")
    return text


def _therapist_for_entry(journal: "Journal", name: str | None, kind: str) -> "Therapist | None":
    """The therapist named, added where the name is new; for a session without a name, the current one."""
    from alliance_journal.domain.text import one_line

    if name and name.strip():
        found = journal.therapist_named(name)
        if found is None:
            found = journal.add_therapist(name, "considering" if kind == "consultation" else "current")
            click.echo(f"{one_line(found.name)} is new and was added as a therapist.", err=True)
        return found
    if kind == "session":
        return next((t for t in journal.therapists() if t.status == "current"), None)
    return None


@cli.command("list")
@click.option("--since", metavar="D", help="From this day on.")
@click.option("--until", metavar="D", help="Up to this day.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--with", "name", metavar="NAME", help="Only with this therapist.")
@click.option("--tag", metavar="T", help="Only with this tag.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with texts and answers.")
@click.pass_obj
def list_(
    options: Options,
    since: str | None,
    until: str | None,
    kind: str | None,
    name: str | None,
    tag: str | None,
    as_json: bool,
) -> None:
    """The entries, newest first, one a line."""
    from alliance_journal.domain.dates import parse_day
    from alliance_journal.domain.journal import number_sessions

    with in_sentences():
        first = parse_day(since, today()) if since else date.min
        last = parse_day(until, today()) if until else date.max
        with opened(options) as journal:
            therapists = {t.id: t for t in journal.therapists()}
            wanted = therapist_named(journal, name).id if name else None
            entries = journal.entries()
    places = number_sessions(entries)
    chosen = [
        entry
        for entry in reversed(entries)
        if first <= entry.date <= last
        and kind in (None, entry.kind)
        and wanted in (None, entry.therapist_id)
        and (tag is None or tag.lstrip("#").casefold() in (t.casefold() for t in entry.tags))
    ]
    if as_json:
        from alliance_journal.exchange.lossless import entry_json

        hand_over_json([entry_json(entry) for entry in chosen])
        return
    for entry in chosen:
        therapist = therapists.get(entry.therapist_id or "")
        click.echo(_entry_line(entry, places.get(entry.id), therapist))


def _entry_line(entry: "Entry", place: int | None, therapist: "Therapist | None") -> str:
    from alliance_journal.domain.dates import say_echo
    from alliance_journal.domain.journal import KIND_NAMES
    from alliance_journal.domain.text import one_line

    kind = KIND_NAMES[entry.kind].lower() + (f" {place}" if place else "")
    answers = f"{len(entry.answers)} answers" if entry.answers else ""
    parts = (say_echo(entry.date), kind, therapist and therapist.name, entry.shown_title, answers, entry.id)
    return " · ".join(one_line(part) for part in parts if part)
