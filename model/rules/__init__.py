"""The rules of a month, one in each file named after it."""
