"""The schema: migrations, the schemas of all versions, and what in a file is not ours."""
