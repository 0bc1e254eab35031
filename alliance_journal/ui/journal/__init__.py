"""Journal page: the list of entries, the note, and the dialogs about an entry."""
