"""Drafts of texts while they are typed; a draft becomes the text of its entry when the writing pauses."""

from typing import NamedTuple

from alliance_journal.domain.models import Draft, Entry
from alliance_journal.domain.text import usable
from alliance_journal.store.core import draft_owner, rows
from alliance_journal.store.core.database import new_id
from alliance_journal.store.core.errors import NotFound
from alliance_journal.store.entries.entries import Entries


class Kept(NamedTuple):
    """Result of storing a text.

    Attributes:
        entry: the entry that contains the text now.
        beside: whether that is a new entry, a second version next to the original.
    """

    entry: Entry
    beside: bool = False


class Texts(Entries):
    """Repository of drafts of notes, and of unsaved text in cards (forms for short records).

    Each run of the program has its own draft of a note, so two windows never overwrite each other's text.
    """

    def save_draft(self, entry_id: str, body: str, base: str) -> None:
        """Save the text being typed as a draft of its entry.

        Args:
            entry_id: the entry.
            body: the text as typed so far.
            base: the text of the entry when the writing began.
        """
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
        """Return the drafts whose text is not yet part of their entry, latest first.

        Drafts that another running window is writing are included only with `also_of_others`.
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
        """Make this run the owner of a draft that another run left; if this run has its own, nothing changes."""
        with self.writing():
            self.connection.execute(
                "UPDATE OR IGNORE drafts SET writer = ? WHERE entry_id = ? AND writer = ?",
                (draft_owner.mine(), draft.entry_id, draft.writer),
            )

    def drop_draft(self, draft: Draft) -> None:
        """Delete a draft permanently; its entry does not change."""
        with self.writing():
            self.connection.execute(
                "DELETE FROM drafts WHERE entry_id = ? AND writer = ?", (draft.entry_id, draft.writer)
            )

    def keep_text(self, entry_id: str, body: str, base: str) -> Kept:
        """Store typed text as the entry's text, and delete this run's draft of it, in one transaction.

        If the entry's text is no longer `base`, it was changed elsewhere in the meantime. Then both texts are
        kept: the typed one becomes a new entry that refers to the original. The same happens if the entry is in
        the trash.

        Raises:
            NotFound: if the entry does not exist any more.
            UnusableText: if the text cannot be stored.
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
        """Add the text of an entry that is missing in this file as a new entry.

        Args:
            entry: the entry as it was before.
            body: its text.

        Raises:
            UnusableText: if the text cannot be stored.
        """
        with self.writing():
            new = self.insert_apart(entry, usable(body))
        return Kept(new, beside=True)

    def insert_apart(self, entry: Entry, body: str) -> Entry:
        """Insert the text of an entry that is missing in this file as a new entry, within a transaction."""
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
        """Save the text being typed in a card, until the card is saved or closed."""
        row = {"card": card, "writer": draft_owner.mine(), "words": usable(words), "saved_at": self.stamp()}
        with self.hurrying(), self.writing():
            self.replace_row("unfinished", row)

    def unfinished(self, card: str) -> str | None:
        """Return the latest unsaved text of a card after a sudden end of the program; None if there is none.

        Text that another running window is typing is not included.
        """
        found = self.select("SELECT * FROM unfinished WHERE card = ? ORDER BY saved_at DESC", (card,))
        return next(
            (str(row["words"]) for row in found if not draft_owner.is_another_that_runs(row["writer"])), None
        )

    def end_unfinished(self, card: str) -> None:
        """Delete the unsaved text of a card that was saved or closed on purpose, and the text it was opened with.

        The card was opened with the latest text that an ended run had left. Earlier text of ended runs is kept and
        offered next time; so is the text of other running windows.
        """
        with self.writing():
            found = self.select("SELECT writer FROM unfinished WHERE card = ? ORDER BY saved_at DESC", (card,))
            left = [row["writer"] for row in found if not draft_owner.is_another_that_runs(row["writer"])]
            begun_with = [writer for writer in left if writer != draft_owner.mine()][:1]
            self.connection.executemany(
                "DELETE FROM unfinished WHERE card = ? AND writer = ?",
                [(card, writer) for writer in (draft_owner.mine(), *begun_with)],
            )
