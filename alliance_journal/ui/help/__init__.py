"""Help, numbers to call, and the guide."""
