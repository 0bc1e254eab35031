"""The page to bring: what can be on it, and what fits on one sheet."""
