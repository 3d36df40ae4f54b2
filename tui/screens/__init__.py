"""What fills the terminal: the lab, and what opens over it."""
