"""Ids for things that come without one: the same content gets the same id in every import."""

import uuid
from typing import Final

MADE_IDS: Final = uuid.UUID("5f1b4c0e-8f0b-4b7e-9d55-2c1f0a9d7e31")
"""The namespace of all made ids."""


def made_id(*parts: str) -> str:
    """The id of what these words describe."""
    return str(uuid.uuid5(MADE_IDS, "/".join(parts)))


def therapist_id(name: str) -> str:
    """The id of a therapist of whom a file says nothing but the name."""
    return made_id("therapists", name.casefold(), "0")
