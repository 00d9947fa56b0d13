"""Small drawings of the live page, as SVG inside the page: nothing to load, milliseconds to make."""
