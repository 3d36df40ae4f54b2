"""Words and numbers as they are written: language, notation, what is typed."""
