"""The best portfolio of levers under a yearly budget: searched on few draws, told on fresh ones."""
