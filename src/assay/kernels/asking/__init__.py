"""What to ask a person next, and what the answers tell of the rest."""
