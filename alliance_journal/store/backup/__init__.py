"""Backups, their order and rotation, and restoring one."""
