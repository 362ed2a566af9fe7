"""Pretrained models that come in packages of the extras; all run without a network."""
