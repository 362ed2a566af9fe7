"""Arrays in, arrays out; used by two or more methods; no checks, no files."""
