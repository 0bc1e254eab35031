"""Ids for records that have none: equal content gets the same id in every import."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from alliance_journal.domain.models import Therapist

MADE_IDS: Final = uuid.UUID("5f1b4c0e-8f0b-4b7e-9d55-2c1f0a9d7e31")
"""Namespace of all derived ids."""


def made_id(*parts: str) -> str:
    """Return the id derived from these parts of a record."""
    return str(uuid.uuid5(MADE_IDS, "/".join(parts)))


def therapist_id(name: str) -> str:
    """Return the id of a therapist of whom a file gives only the name."""
    return made_id("therapists", name.casefold(), "0")


@dataclass(slots=True)
class TherapistIds:
    """Ids of therapists whom a file gives by name only."""

    known: Mapping[str, str]
    """Ids of the journal's therapists by name in lower case."""
    new: dict[str, Therapist] = field(default_factory=dict)
    """Therapists that are not in the journal yet, by id."""

    def id_of(self, name: str) -> str | None:
        """Return the id of the therapist with this name, added to `new` if unknown; None for an empty name."""
        name = name.strip()
        if not name:
            return None
        if found := self.known.get(name.casefold()):
            return found
        therapist = self.new.setdefault(therapist_id(name), Therapist(therapist_id(name), name))
        return therapist.id
