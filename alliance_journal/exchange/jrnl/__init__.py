"""Formats of jrnl: its text files and its JSON export."""
