"""Runs as text and pictures."""
