"""Adapter of the demo market's application 云选 (yunxuan)."""
