"""Checksums and revisions of changed records, for `check` and merge."""
