"""Blocks that learners are made of: arrays in, arrays out, no checks."""
