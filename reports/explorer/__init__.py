"""The offline explorer: one HTML file with the emulator inside, which answers at once and needs no server."""
