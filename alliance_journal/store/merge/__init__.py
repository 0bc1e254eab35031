"""Merge of another copy of the journal."""
