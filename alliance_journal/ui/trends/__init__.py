"""Trends page."""
