"""Checklist page."""
