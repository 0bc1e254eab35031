"""Texts about the results of the rules, for the client, and for a therapist who reads along."""
