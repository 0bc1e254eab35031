"""Reads that join several records: the sessions for the rules, the page to bring."""
