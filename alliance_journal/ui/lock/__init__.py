"""Lock screen and cover."""
