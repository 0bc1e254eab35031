"""Screens before a journal is open."""
