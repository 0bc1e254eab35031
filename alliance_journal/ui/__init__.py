"""The user interface: everything that imports Textual."""
