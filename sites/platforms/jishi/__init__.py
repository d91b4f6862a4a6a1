"""Adapter of the demo market 即市 (jishi)."""
