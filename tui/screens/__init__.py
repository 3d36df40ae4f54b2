"""Screens that fill the terminal, and what they share."""
