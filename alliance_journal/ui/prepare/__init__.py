"""Prepare page: what to bring to the next session."""
