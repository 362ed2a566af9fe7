"""From what is known to better evidence."""
