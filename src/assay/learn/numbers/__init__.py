"""From numbers that are wrong in ways of their own."""
