"""Challenges to a forecast: a reader's own values of the numbers that decide, and public claims."""
