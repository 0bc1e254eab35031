"""Exchange with the outside: file formats, the page to bring, the clipboard."""
