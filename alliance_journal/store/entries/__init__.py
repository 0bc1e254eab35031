"""Queries and updates for each kind of record."""
