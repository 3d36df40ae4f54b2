"""Charts drawn with plotext."""
