"""Maintenance of a journal: daily runs, checks, salvage of damaged files, encryption, and the trash."""
