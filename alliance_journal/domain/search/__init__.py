"""What a search looks for, and what it matches."""
