"""What many runs say: forecast, comparison, sensitivity and the tests that stand beside a forecast."""
