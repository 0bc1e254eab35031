"""The palette: what it offers, how well that matches what is typed, and Textual's provider of it."""
