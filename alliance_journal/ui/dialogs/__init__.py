"""Dialogs: modal cards, forms, and the drafts of what is typed in them."""
