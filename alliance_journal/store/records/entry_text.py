"""Text while it is typed: drafts on the disk, and made part of its entry when the writing pauses (safety.md 3)."""

from typing import NamedTuple

from alliance_journal.domain.models import Draft, Entry
from alliance_journal.domain.text import usable
from alliance_journal.store.core import draft_owner, rows
from alliance_journal.store.core.database import new_id
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.records.entries import Entries


class Kept(NamedTuple):
    """What became of a text: the entry it is in now, and whether that is a second version beside the first."""

    entry: Entry
    beside: bool = False


class Texts(Entries):
    """Drafts of notes, and what is typed in a card that is not kept yet.

    Each run of the program has its own draft of a note: two windows never write over each other's.
    """

    def save_draft(self, entry_id: str, body: str, base: str) -> None:
        """Put what is being typed on the disk, beside its entry. `base` is the text the writing began with."""
        with self.hurrying(), self.writing():
            self.replace_row(
                "drafts",
                {
                    "entry_id": entry_id,
                    "writer": draft_owner.mine(),
                    "body": usable(body),
                    "base": base,
                    "saved_at": self.stamp(),
                },
            )

    def drafts(self, *, also_of_others: bool = False) -> tuple[Draft, ...]:
        """Text that was typed and is not yet part of its entry, latest first.

        Without what is being typed in another window at this moment, unless that is asked for too.
        """
        found = self.select(
            "SELECT drafts.* FROM drafts JOIN entries ON entries.id = entry_id "
            "WHERE deleted_at IS NULL ORDER BY saved_at DESC"
        )
        return tuple(
            rows.draft(row)
            for row in found
            if also_of_others or not draft_owner.is_another_that_runs(row["writer"])
        )

    def go_on_with(self, draft: Draft) -> None:
        """Make a draft that another run left this run's own; a draft of its own stays."""
        with self.writing():
            self.connection.execute(
                "UPDATE OR IGNORE drafts SET writer = ? WHERE entry_id = ? AND writer = ?",
                (draft_owner.mine(), draft.entry_id, draft.writer),
            )

    def drop_draft(self, draft: Draft) -> None:
        """Delete a draft for good; its entry stays as it is."""
        with self.writing():
            self.connection.execute(
                "DELETE FROM drafts WHERE entry_id = ? AND writer = ?", (draft.entry_id, draft.writer)
            )

    def keep_text(self, entry_id: str, body: str, base: str) -> Kept:
        """Make typed text the entry's text, and end this run's draft of it, in one transaction.

        Where the entry's text is no longer `base`, somebody else changed it meanwhile: both stay, this one as
        a note beside the entry. The same when the entry is gone.
        """
        stamp = self.stamp()
        usable(body)
        with self.writing():
            found = self.read_entries("entries.id = ?", (entry_id,))
            if not found:
                raise NotFound("note")
            entry = found[0]
            gone = bool(
                self.connection.execute(
                    "SELECT deleted_at IS NOT NULL FROM entries WHERE id = ?", (entry_id,)
                ).fetchone()[0]
            )
            beside = gone or entry.body not in (base, body)
            if beside:
                entry = entry._replace(
                    id=new_id(),
                    kind="letter" if entry.kind == "letter" else "between",
                    title=entry.full_title,
                    version_of=entry_id,
                    body=body,
                    answers=(),
                    tension=None,
                    created_at=stamp,
                    updated_at=stamp,
                )
                self.insert_entry(entry)
            elif entry.body != body:
                self.touch(entry_id)
                self.keep_version(entry_id)
                self.took_words_away |= entry.body not in body
                self.update_entry(entry_id, {"body": body, "updated_at": stamp})
                entry = entry._replace(body=body, updated_at=stamp)
            self.connection.execute(
                "DELETE FROM drafts WHERE entry_id = ? AND writer = ?", (entry_id, draft_owner.mine())
            )
        return Kept(entry, beside)

    def keep_apart(self, entry: Entry, body: str) -> Kept:
        """Add the text of an entry that is not in this file as a note of its own, and end this run's draft of it.

        Args:
            entry: the entry as it was in the file before.
            body: its text.

        Raises:
            UnusableText: when the text cannot be kept.
        """
        with self.writing():
            new = self.insert_apart(entry, usable(body))
        return Kept(new, beside=True)

    def insert_apart(self, entry: Entry, body: str) -> Entry:
        """Add the text of an entry that is not in this file as a note of its own, within a transaction."""
        stamp = self.stamp()
        new = Entry(
            new_id(),
            "letter" if entry.kind == "letter" else "between",
            entry.date,
            title=entry.title,
            body=body,
            private=entry.private,
            created_at=stamp,
            updated_at=stamp,
        )
        self.insert_entry(new)
        return new

    # Cards

    def save_unfinished(self, card: str, words: str) -> None:
        """Put what is being typed in a card on the disk, until the card is kept or left."""
        row = {"card": card, "writer": draft_owner.mine(), "words": usable(words), "saved_at": self.stamp()}
        with self.hurrying(), self.writing():
            self.replace_row("unfinished", row)

    def unfinished(self, card: str) -> str | None:
        """What was typed last in a card that ended suddenly; None where nothing was.

        Not what is being typed in another window at this moment.
        """
        found = self.select("SELECT * FROM unfinished WHERE card = ? ORDER BY saved_at DESC", (card,))
        return next(
            (str(row["words"]) for row in found if not draft_owner.is_another_that_runs(row["writer"])), None
        )

    def end_unfinished(self, card: str) -> None:
        """The card was kept, or left on purpose: its words and those it began with, the latest that were left.

        What another window types in it stays, and so does what was left there earlier: it is offered next time.
        """
        with self.writing():
            found = self.select("SELECT writer FROM unfinished WHERE card = ? ORDER BY saved_at DESC", (card,))
            left = [row["writer"] for row in found if not draft_owner.is_another_that_runs(row["writer"])]
            begun_with = [writer for writer in left if writer != draft_owner.mine()][:1]
            self.connection.executemany(
                "DELETE FROM unfinished WHERE card = ? AND writer = ?",
                [(card, writer) for writer in (draft_owner.mine(), *begun_with)],
            )
