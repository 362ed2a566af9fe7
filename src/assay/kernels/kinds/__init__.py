"""Kernels for labels that are not one class an item: tags, numbers, spans and pairs."""
