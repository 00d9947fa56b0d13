"""How fast, how large, how it grows: measured and reported, never a test. `make bench`."""
