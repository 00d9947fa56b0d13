"""`python -m samspil.cli` does what `samspil` does."""

from . import main

main()
