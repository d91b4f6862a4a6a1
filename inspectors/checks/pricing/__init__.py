"""Checks of prices and of what they are compared with."""
