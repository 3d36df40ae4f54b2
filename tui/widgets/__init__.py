"""The panels: each draws the frame it is given, and sends what the user does upwards."""
