"""The run: what decides it, its steps one at a time, and all of them remembered."""
