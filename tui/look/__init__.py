"""Themes, ASCII signs, style sheets."""
