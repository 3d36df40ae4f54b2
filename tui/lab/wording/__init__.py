"""Sentences in the language in use, made from facts."""
