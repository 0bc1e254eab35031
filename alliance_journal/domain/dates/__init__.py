"""Parsing and formatting of dates and recurrences."""
