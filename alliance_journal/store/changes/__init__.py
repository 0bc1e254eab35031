"""Checksums and revisions of what changed, for `check` and merge."""
