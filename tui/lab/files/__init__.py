"""Reading and writing files: recipes, the kept session, preferences, points."""
