"""Repository of tags: listing and renaming them. Tags in the tag field and #words in texts are treated alike."""

from collections import Counter
from typing import Final

from alliance_journal.domain.tags import (
    NOT_IN_TEXTS,
    Renaming,
    TagUse,
    as_tag,
    can_stand_in_texts,
    same_tag,
    with_other_tag,
)
from alliance_journal.domain.text import UnusableText
from alliance_journal.store.core.database import Database
from alliance_journal.store.entries import entry_rows, text_versions
from alliance_journal.store.search.query_sql import all_tags

_USES: Final = """
SELECT tag, entry_id FROM entry_tags WHERE {which}
UNION ALL SELECT tag, entry_id FROM text_tags WHERE {which}
"""
_NOT_IN_TRASH: Final = "entry_id NOT IN (SELECT id FROM entries WHERE deleted_at IS NOT NULL)"


class Tags:
    """Repository of the tags of a journal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[TagUse, ...]:
        """Return every tag with the number of its entries, by name.

        A tag that occurs only in private (raw) entries is part of their text, and is not listed.
        """
        raw = {row["id"] for row in self._database.select("SELECT id FROM entries WHERE private")}
        spellings: dict[str, Counter[str]] = {}
        entries: dict[str, set[str]] = {}
        for row in self._database.select(_USES.format(which=_NOT_IN_TRASH)):
            key = same_tag(row["tag"])
            entries.setdefault(key, set()).add(row["entry_id"])
            if row["entry_id"] not in raw:
                spellings.setdefault(key, Counter())[row["tag"]] += 1
        names = {key: max(sorted(found), key=found.__getitem__) for key, found in spellings.items()}
        return tuple(TagUse(names[key], len(entries[key])) for key in sorted(names))

    def preview_rename(self, old: str, new: str) -> Renaming:
        """Return the changes that renaming a tag would make.

        Raises:
            UnusableText: if the new name is not valid for it.
        """
        new = as_tag(new)
        fields, texts = self._with_tag(old)
        if texts and not can_stand_in_texts(new):
            raise UnusableText(NOT_IN_TEXTS.format(old=old))
        entries = fields | texts
        there = set().union(*self._with_tag(new)) if same_tag(new) != same_tag(old) else set()
        return Renaming(old, new, len(fields), len(texts), len(entries), len(there - entries))

    def rename(self, old: str, new: str) -> int:
        """Rename a tag in the tag field and in the texts of all entries that are not in the trash.

        If the new name is a tag already, the two are merged.

        Returns:
            The number of changed entries.

        Raises:
            UnusableText: if the new name is not valid for it; nothing is changed then.
        """
        new = self.preview_rename(old, new).new
        with self._database.transaction():
            fields, texts = self._with_tag(old)
            for entry_id in sorted(fields | texts):
                entry_rows.declare_change(self._database, entry_id)
                if entry_id in texts:
                    self._rename_in_text(entry_id, old, new)
                if entry_id in fields:
                    self._rename_in_field(entry_id, old, new)
            self._database.text_deleted = True
        return len(fields | texts)

    def _with_tag(self, name: str) -> tuple[set[str], set[str]]:
        """Return the ids of the entries with a tag in the tag field, and of those with it in their text."""
        spelt = [tag for tag in all_tags(self._database.connection) if same_tag(tag) == same_tag(name)]
        which = f"tag IN ({', '.join('?' for _ in spelt)}) AND {_NOT_IN_TRASH}"
        fields, texts = (
            {row["entry_id"] for row in self._database.select(f"SELECT entry_id FROM {table} WHERE {which}", spelt)}
            for table in ("entry_tags", "text_tags")
        )
        return fields, texts

    def _rename_in_text(self, entry_id: str, old: str, new: str) -> None:
        (body,) = self._database.connection.execute("SELECT body FROM entries WHERE id = ?", (entry_id,)).fetchone()
        text_versions.keep_present(self._database, entry_id)
        entry_rows.update(
            self._database, entry_id, {"body": with_other_tag(body, old, new), "updated_at": self._database.stamp()}
        )

    def _rename_in_field(self, entry_id: str, old: str, new: str) -> None:
        renamed: list[str] = []
        for row in self._database.select(
            "SELECT tag FROM entry_tags WHERE entry_id = ? ORDER BY position", (entry_id,)
        ):
            if same_tag(row["tag"]) not in (same_tag(old), same_tag(new)):
                renamed.append(row["tag"])
            elif new not in renamed:
                renamed.append(new)
        entry_rows.set_tags(self._database, entry_id, tuple(renamed))
        entry_rows.update(self._database, entry_id, {"updated_at": self._database.stamp()})
