"""gdlab in the terminal: the app, its command line, and what lies between them and gdengine."""
