"""Ids for records that have none: equal content gets the same id in every import."""

import uuid
from typing import Final

MADE_IDS: Final = uuid.UUID("5f1b4c0e-8f0b-4b7e-9d55-2c1f0a9d7e31")
"""Namespace of all derived ids."""


def made_id(*parts: str) -> str:
    """Return the id derived from these parts of a record."""
    return str(uuid.uuid5(MADE_IDS, "/".join(parts)))


def therapist_id(name: str) -> str:
    """Return the id of a therapist of whom a file gives only the name."""
    return made_id("therapists", name.casefold(), "0")
