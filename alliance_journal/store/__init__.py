"""The one place that speaks SQL: a single local SQLite file."""
