"""What can be made when a verb asks for it."""
