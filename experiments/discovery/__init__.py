"""What it takes: boxes of runs that reach a level, and the smallest change from today that does, confirmed by runs."""
