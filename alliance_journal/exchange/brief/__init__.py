"""The page to bring, in every format."""
