"""CSV: our folder of tables, and one table of another program."""
