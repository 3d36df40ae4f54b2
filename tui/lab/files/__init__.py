"""What is read and written: recipes, the kept session, preferences, points."""
