"""Captured pages shown as they were: from sealed bytes alone, without scripts and without a network."""
