"""Planted cases and lawful look-alikes, one subject a file."""
