"""How fast, how large, how it grows, against which goals: measured and told, never a test. `make bench`."""
