"""Arrays in, arrays out: what methods of truth inference share."""
