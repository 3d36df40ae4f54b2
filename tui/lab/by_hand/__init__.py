"""One update, line by line."""
