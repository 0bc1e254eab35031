"""The invented year of example notes."""
