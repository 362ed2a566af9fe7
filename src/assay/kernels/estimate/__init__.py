"""What estimates are computed with."""
