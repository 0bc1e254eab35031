"""Commands that print trends and make the page to bring."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from alliance_journal.cli.base import (
    Options,
    Stop,
    WrongUse,
    can_ask,
    hand_over,
    hand_over_json,
    in_sentences,
    is_terminal,
    opened,
    say,
    therapist_named,
    today,
    write_new,
)
from alliance_journal.cli.command_group import cli
from alliance_journal.exchange.brief.formats import BRIEF_FORMATS, as_written, made
from alliance_journal.paths import NoHome, is_our_own, settings_file, shown

if TYPE_CHECKING:
    from alliance_journal.domain.brief.model import Variant
    from alliance_journal.domain.brief.paper import Paper
    from alliance_journal.exchange.trends_json import TherapistTrends
    from alliance_journal.store.journal import Journal


@cli.command()
@click.option("--with", "name", metavar="NAME", help="Only with this therapist.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the numbers behind the words.")
@click.pass_obj
def trends(options: Options, name: str | None, as_json: bool) -> None:
    """Your answers in plain sentences, one line an element."""
    with in_sentences(), opened(options) as journal:
        found = _trends(journal, name)
        if as_json:
            from alliance_journal.exchange import trends_json as document

            said = document.as_json(found, today())
        else:
            blocks = list(_blocks(found))
    if as_json:
        hand_over_json(said)
    elif not blocks:
        click.echo("There are no sessions yet, so there is nothing to say.")
    else:
        click.echo("\n\n".join("\n".join(block) for block in blocks))


def _blocks(found: "list[TherapistTrends]") -> "Iterator[tuple[str, ...]]":
    """Yield the lines about each therapist's sessions, then about each call."""
    from alliance_journal.domain.alliance.wording.trend_text import call_lines, lines
    from alliance_journal.domain.text import one_line

    named = [(one_line(one.therapist.name) or "your therapist", one) for one in found]
    yield from (lines(name, one.reading, today()) for name, one in named if one.reading.sessions)
    yield from (call_lines(name, call, today()) for name, one in named for call in one.calls)


def _trends(journal: "Journal", name: str | None) -> "list[TherapistTrends]":
    """Return the reading of each therapist's sessions, and of the sessions without a therapist."""
    from alliance_journal.domain.models import Therapist
    from alliance_journal.exchange.trends_json import TherapistTrends
    from alliance_journal.store.queries.brief import reading_with

    therapists = [therapist_named(journal, name)] if name else list(journal.therapists.list())
    if not name and journal.sessions.latest_with(None, 1):
        therapists.append(Therapist("", ""))
    found = []
    for therapist in therapists:
        calls = tuple(call for call in journal.sessions.calls(therapist.id or None) if call.answers)
        found.append(TherapistTrends(therapist, reading_with(journal, therapist.id or None), calls))
    return found


@cli.command()
@click.option(
    "--format", "form", type=click.Choice(tuple(reversed(BRIEF_FORMATS))), default="txt", show_default=True
)
@click.option("--output", metavar="PATH", default="-", help="Where to write it; - is standard output.")
@click.option("--with", "name", metavar="NAME", help="For the session with this therapist.")
@click.option(
    "--for",
    "variant",
    type=click.Choice(("therapist", "me")),
    default="therapist",
    show_default=True,
    help="To be handed over, or with what only you read.",
)
@click.option(
    "--paper",
    type=click.Choice(("a4", "letter")),
    help="The paper of a PDF; else as chosen in the app, or as is usual where you live.",
)
@click.pass_obj
def brief(options: Options, form: str, output: str, name: str | None, variant: str, paper: str | None) -> None:
    """The page to bring to the next session, as chosen on the Prepare page."""
    from alliance_journal.domain.brief.model import file_name, say_left_out, say_what_leaves
    from alliance_journal.exchange.base import CannotMake
    from alliance_journal.store.queries.brief import page_for

    if BRIEF_FORMATS[form].make_sheet and output == "-" and is_terminal(sys.stdout):
        raise WrongUse("A PDF cannot be shown in a terminal. Name a file: --output notes.pdf")
    with in_sentences(), opened(options) as journal:
        therapist = therapist_named(journal, name) if name else journal.therapists.main()
        _, page = page_for(journal, therapist, today(), cast("Variant", variant))
        appointment = journal.appointments.next(today(), therapist.id if therapist else None)
        proposed = f"{file_name(appointment, today(), example=journal.is_example)}.{form}"
    page = as_written(page, form)
    if page.left_out:
        click.echo(say_left_out(page), err=True)
    try:
        content = made(page, form, _paper(paper))
    except CannotMake as error:
        raise Stop(str(error)) from None
    if output == "-":
        hand_over(content)
        return
    target, replace = _target(Path(output), proposed, options.journal_file())
    click.echo(say_what_leaves(page), err=True)
    write_new(target, content, replace=replace)
    say(f"Written to {target}. It can be read by anyone who can open the file.")


def _target(path: Path, proposed: str, journal: Path) -> tuple[Path, bool]:
    """Return the path to write to, and True if it replaces a file; in a folder, the name is the proposed one.

    Raises:
        Stop: if the path belongs to the journal, or exists and the user did not agree to replace it.
    """
    named = os.path.expanduser(path)  # noqa: PTH111
    if os.path.isdir(named):  # noqa: PTH112
        path, named = path / proposed, os.path.join(named, proposed)  # noqa: PTH118
    if is_our_own(journal, Path(named)):
        raise Stop(f"{path} belongs to the journal itself. Choose another place.")
    if not os.path.lexists(named):
        return path, False
    if can_ask() and click.confirm(f"{shown(path)} is there already. Replace it?", err=True):
        return path, True
    raise Stop(f"{path} is there already and was left as it is. Choose another name.")


def _paper(asked: str | None) -> "Paper":
    """Return the paper given on the command line, else the one chosen in the app, else the usual one here."""
    from alliance_journal import settings_store
    from alliance_journal.domain.brief.paper import paper_of

    if asked:
        return "A4" if asked == "a4" else "Letter"
    try:
        chosen = settings_store.load(settings_file()).paper
    except NoHome:
        chosen = ""
    return paper_of(chosen, os.environ)
