"""Settings: the dialog with all settings, and where files are."""
