"""Evidence to posterior."""
