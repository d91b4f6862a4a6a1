"""A second opinion on what a title sells: a linear model over the signs of titles that shops have sorted.

`bench/fit_goods.py` fits it and writes `weights.npz`. A title's features are the one to three signs that
follow one another in it (folded), each hashed to a row of the weights; what a class scores is the sum of
its column over those rows. The nouns of `nouns.py` decide; this only makes them a doubt where it disagrees,
and speaks where they are silent.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspectors.words.folding import fold

BUCKETS = 1 << 15
LONGEST = 3  # signs in a row
LEAST_SEEN = 50  # titles of a class, before the model may call it unlikely
WEIGHTS = Path(__file__).parent / "weights.npz"
# Classes that titles cannot part (a number or a catalogue does) are one for the model.
FAMILIES: Mapping[str, str] = {
    "health_food": "food",
    "labelled_appliance": "ccc_product",
    "medical_service": "service",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest family of classes, how likely it is (0 to 1), and how likely each is."""

    name: str
    chance: float
    chances: Mapping[str, float]

    def get_chance(self, name: str) -> float | None:
        """How likely the family of a class of goods_classes.yaml is; None where too few titles showed it."""
        return self.chances.get(FAMILIES.get(name, name))


@dataclass(frozen=True, slots=True)
class Weights:
    """Rows (BUCKETS × classes) and a number a class; `classes` names the columns, `seen` counts titles."""

    classes: tuple[str, ...]
    seen: tuple[int, ...]
    rows: NDArray[np.float32]
    base: NDArray[np.float32]


def guess(title: str) -> Guess:
    """What a title sells, as far as its signs tell."""
    weights = load_weights()
    return make_guess(weights, compute_chances(weights, hash_signs(title)))


def make_guess(weights: Weights, chances: NDArray[np.float32]) -> Guess:
    """The chances of `compute_chances`, named."""
    best = int(chances.argmax())
    told = zip(weights.classes, weights.seen, chances.tolist(), strict=True)
    named = {name: chance for name, seen, chance in told if seen >= LEAST_SEEN}
    return Guess(weights.classes[best], float(chances[best]), named)


def hash_signs(title: str) -> NDArray[np.int64]:
    """The rows of the weights that a title's signs fall on, each once, in order."""
    text = f"^{fold(title).text}$"
    rows = {
        zlib.crc32(text[at : at + length].encode()) % BUCKETS
        for length in range(1, LONGEST + 1)
        for at in range(len(text) - length + 1)
    }
    return np.array(sorted(rows), dtype=np.int64)


def compute_chances(weights: Weights, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """How likely each class is, in the order of `weights.classes`; they add up to 1."""
    scores = weights.rows[rows].sum(axis=0) / np.sqrt(np.float32(len(rows))) + weights.base
    likely = np.exp(scores - scores.max())
    chances: NDArray[np.float32] = likely / likely.sum()
    return chances


@cache
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Stored weights, of the program itself if no file is named: bytes times a scale, made floats."""
    with np.load(path, allow_pickle=False) as stored:
        rows = stored["rows"].astype(np.float32) * np.float32(stored["scale"])
        names, seen = map(str, stored["classes"]), map(int, stored["seen"])
        return Weights(tuple(names), tuple(seen), rows, stored["base"])


def save_weights(weights: Weights, path: Path = WEIGHTS) -> None:
    """Write weights as bytes (127 steps each way), which costs nothing that the figures show."""
    scale = max(float(np.abs(weights.rows).max()) / 127, 1e-9)
    rows = np.round(weights.rows / scale).astype(np.int8)
    np.savez_compressed(
        path,
        classes=np.array(weights.classes),
        seen=np.array(weights.seen),
        rows=rows,
        base=weights.base,
        scale=np.float32(scale),
    )
