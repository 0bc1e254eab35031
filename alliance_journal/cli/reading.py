"""What the answers say, and the page to bring, from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from alliance_journal.cli.base import (
    Options,
    hand_over,
    hand_over_json,
    in_sentences,
    opened,
    therapist_named,
    today,
    write_new,
)
from alliance_journal.cli.group import cli

if TYPE_CHECKING:
    from alliance_journal.exchange.brief import Format
    from alliance_journal.exchange.trends import TherapistTrends
    from alliance_journal.store.journal import Journal


@cli.command()
@click.option("--with", "name", metavar="NAME", help="Only with this therapist.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the numbers behind the words.")
@click.pass_obj
def trends(options: Options, name: str | None, as_json: bool) -> None:
    """What your answers say, in plain sentences: one line an element."""
    with in_sentences(), opened(options) as journal:
        found = _trends(journal, name)
    if as_json:
        from alliance_journal.exchange import trends as document

        hand_over_json(document.as_json(found, today()))
        return
    from alliance_journal.domain.sentences import call_lines, lines
    from alliance_journal.domain.text import one_line

    names = [one_line(one.therapist.name) or "your therapist" for one in found]
    blocks = [lines(name, o.reading, today()) for name, o in zip(names, found, strict=True) if o.reading.sessions]
    blocks += [call_lines(name, call, today()) for name, o in zip(names, found, strict=True) for call in o.calls]
    if not blocks:
        click.echo("There are no sessions yet, so there is nothing to say.")
        return
    click.echo("\n\n".join("\n".join(block) for block in blocks))


def _trends(journal: "Journal", name: str | None) -> "list[TherapistTrends]":
    """The reading of each therapist's sessions, and of those that name nobody."""
    from alliance_journal.domain.journal import Therapist
    from alliance_journal.domain.reading import read
    from alliance_journal.exchange.trends import TherapistTrends

    therapists = [therapist_named(journal, name)] if name else list(journal.therapists())
    if not name and journal.sessions(None):
        therapists.append(Therapist("", ""))
    with_tension = journal.questions_asked()["disagree"]
    found = []
    for therapist in therapists:
        entries = journal.sessions(therapist.id or None)
        calls = tuple(entry for entry in entries if entry.kind == "consultation" and entry.answers)
        found.append(TherapistTrends(therapist, read(entries, with_tension=with_tension), calls))
    return found


@cli.command()
@click.option("--format", "form", type=click.Choice(("txt", "md", "html")), default="txt", show_default=True)
@click.option("--output", metavar="PATH", default="-", help="Where to write it; - is standard output.")
@click.option("--with", "name", metavar="NAME", help="For the session with this therapist.")
@click.pass_obj
def brief(options: Options, form: str, output: str, name: str | None) -> None:
    """The page to bring to the next session, as chosen on the Prepare page."""
    from alliance_journal.exchange.brief import render
    from alliance_journal.store.bringing import page_for

    with in_sentences(), opened(options) as journal:
        therapist = therapist_named(journal, name) if name else journal.main_therapist()
        _, page = page_for(journal, therapist, today())
    text = render(page, cast("Format", form))
    if output == "-":
        hand_over(text)
        return
    write_new(Path(output), text)
    click.echo(f"Written to {output}. It can be read by anyone who can open the file.")
