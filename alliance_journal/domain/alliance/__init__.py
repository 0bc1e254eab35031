"""The therapeutic alliance: the questions, their answers, and what may be said about them."""
