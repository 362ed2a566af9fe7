"""Data to learn from, by kind of label."""
