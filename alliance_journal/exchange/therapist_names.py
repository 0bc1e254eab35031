"""Therapists that a file refers to by name only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alliance_journal.domain.models import Therapist
from alliance_journal.exchange.derived_ids import therapist_id


@dataclass(slots=True)
class Named:
    """Lookup of therapists by name, in the journal or among new ones.

    Attributes:
        known: the journal's therapists, id by name in lower case.
        new: therapists that are not in the journal yet, by id.
    """

    known: Mapping[str, str]
    new: dict[str, Therapist] = field(default_factory=dict)

    def id_of(self, name: str) -> str | None:
        """Return the id of the therapist with this name, added to `new` if unknown; None for an empty name."""
        name = name.strip()
        if not name:
            return None
        if found := self.known.get(name.casefold()):
            return found
        therapist = self.new.setdefault(therapist_id(name), Therapist(therapist_id(name), name))
        return therapist.id
