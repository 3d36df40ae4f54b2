"""Runs as text: for a terminal, a spreadsheet or another program."""
