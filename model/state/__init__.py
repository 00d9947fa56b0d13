"""The tables of a run: every column declared once, with its type, dims, unit and meaning."""
