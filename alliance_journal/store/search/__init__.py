"""Full-text search: the index, its derived text, and queries."""
