"""Numbers about the labels, each with its interval."""
