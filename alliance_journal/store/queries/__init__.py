"""Queries that join several kinds of records: the session history for the rules, the page to bring."""
