"""Picking: prices that stand out and products nobody has seen before, with every measure shown."""
