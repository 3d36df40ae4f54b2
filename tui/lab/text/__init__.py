"""Text: the language, how numbers are written, and how typed text is read."""
