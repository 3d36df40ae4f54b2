"""The state of the lab, and the one place where it changes."""
