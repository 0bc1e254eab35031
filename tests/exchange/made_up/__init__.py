"""A small file format, as an example of what a format consists of: one line for each entry, after a first line."""
