"""Rules R0 to R10, each as pure functions over the values of a stretch of sessions."""
