"""The page to bring: its candidates, its model, and its layout on one sheet."""
