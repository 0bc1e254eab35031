"""The schema: migrations, the schemas of all versions, and detection of foreign parts in a file."""
