"""Therapists that a file names and does not describe."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alliance_journal.domain.models import Therapist
from alliance_journal.exchange.derived_ids import therapist_id


@dataclass(slots=True)
class Named:
    """Finds the therapist of a name: one of the journal's, or a new one.

    Attributes:
        known: the journal's therapists, id by name in lower case.
        new: those that are not there yet, by id.
    """

    known: Mapping[str, str]
    new: dict[str, Therapist] = field(default_factory=dict)

    def id_of(self, name: str) -> str | None:
        """The id of the therapist of this name; None where no name stands there."""
        name = name.strip()
        if not name:
            return None
        if found := self.known.get(name.casefold()):
            return found
        therapist = self.new.setdefault(therapist_id(name), Therapist(therapist_id(name), name))
        return therapist.id
