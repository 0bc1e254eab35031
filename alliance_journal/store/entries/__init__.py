"""Repositories of entries and of everything that belongs to one: answers, tension, drafts, versions, tags."""
