"""Repositories of the other kinds of records, such as therapists, appointments, topics, homework and goals."""
