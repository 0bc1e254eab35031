"""Import of Day One's zip file and JSON."""
