"""What can be told of those who make claims."""
