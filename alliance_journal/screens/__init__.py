"""One file a place: each turns messages into verbs of the journal, and reads again."""
