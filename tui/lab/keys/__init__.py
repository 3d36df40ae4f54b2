"""Actions, and the keys they are on."""
