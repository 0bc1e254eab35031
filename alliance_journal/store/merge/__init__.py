"""Merging another copy of the journal."""
