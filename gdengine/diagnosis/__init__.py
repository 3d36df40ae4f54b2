"""What a run does, as facts."""
