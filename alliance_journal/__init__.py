"""Alliance Journal: a private companion for people in therapy."""

__version__ = "0.5.0"
