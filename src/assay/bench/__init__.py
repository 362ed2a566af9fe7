"""Suites as data: method, data, the paper's number."""
