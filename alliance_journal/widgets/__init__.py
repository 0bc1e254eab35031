"""What is drawn: domain objects in, messages out. No widget knows the store."""
