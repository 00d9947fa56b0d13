"""Scenario documents: read, checked, put together, told apart, written out."""
