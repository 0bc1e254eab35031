"""jrnl: its text files and its JSON."""
