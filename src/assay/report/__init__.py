"""The label on the tin."""
