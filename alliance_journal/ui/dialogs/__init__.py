"""Dialogs: their frame, forms, and the drafts of what is typed in them."""
