"""Kernels for what is seen while models are trained, or when they are trained many times."""
