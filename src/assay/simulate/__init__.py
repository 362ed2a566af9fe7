"""Truth to noisy evidence."""
