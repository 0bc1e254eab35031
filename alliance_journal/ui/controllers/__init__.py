"""Objects that the app holds: opening and locking a journal, its file, and daily maintenance."""
