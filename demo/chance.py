"""Repeatable chance: the same seed and topic give the same draws on every machine."""

from __future__ import annotations

import random


def make_chance(seed: int | str, topic: str) -> random.Random:
    """A stream of draws for one topic, so that a change in one topic leaves the others alone."""
    return random.Random(f"{seed}/{topic}")  # noqa: S311 - imaginary goods, no secrets
