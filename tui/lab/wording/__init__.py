"""From facts to sentences in the reader's language."""
