"""Dialogs about files: import, export, merge, backups, passphrase."""
