"""What the journal is about: pure objects and functions, without clock, files, SQL or terminal."""
