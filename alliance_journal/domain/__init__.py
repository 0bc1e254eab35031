"""Domain model: pure objects and functions, independent of clock, files, SQL and terminal."""
