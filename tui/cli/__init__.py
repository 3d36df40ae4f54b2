"""The command line: `gdlab` and its commands."""
