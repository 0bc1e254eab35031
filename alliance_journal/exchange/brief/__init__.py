"""Output formats of the page to bring."""
