"""This program's own JSON format, which is lossless."""
