"""People page: therapists, calls and appointments."""
