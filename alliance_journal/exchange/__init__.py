"""Between the journal and the outside: files, pages, the clipboard."""
