"""The points that a line is fitted to: given, from a preset, or read from a file."""
