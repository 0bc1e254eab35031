"""Whole journals in and out: documents for import and export."""
