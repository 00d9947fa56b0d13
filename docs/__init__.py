"""Documentation: its pages, and what makes them."""
