"""Reading and writing each kind of record."""
