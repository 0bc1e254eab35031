"""Day One's zip: reading it."""
