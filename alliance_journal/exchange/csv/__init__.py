"""Format "CSV": a folder of tables exported by this program, and one table of another program."""
