"""Results of all rules for one therapist's sessions, and the statements made from them."""
