"""Suspicious labels."""
