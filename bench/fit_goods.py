"""Fit the second opinion on goods: python bench/fit_goods.py FILE… [--held-out FILE…] [--write].

A file is JSON lines of `title`, `classes` (those of goods_classes.yaml that a person or a shop would put it
under, one or more) and `source`. A multinomial logit is fitted on the titles of FILE… and on the nouns of the
catalogues. Printed, for each source, are the shares right, wrong and untold by the nouns alone, then with the
opinion: of sources held out by the weights that are written, of the others by weights fitted without the
title's quarter of its source. Only where the held-out ones gain is `--write` worth it: it writes
inspectors/goods/weights.npz.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from inspectors.goods import learned
from inspectors.goods.nouns import list_known
from inspectors.goods.placing import place_by_nouns, weigh
from inspectors.words.rules import UNKNOWN

ROUNDS, STEP, STEP_BASE, FIRST_SQUARE = 6, 0.3, 0.02, 1e-2
NOUNS, NOUN_WEIGHT, QUARTERS = "nouns", 0.5, 4


@dataclass(frozen=True, slots=True)
class Row:
    """A title, the families it may be sorted under, and the rows of its signs."""

    title: str
    families: frozenset[str]
    source: str
    signs: NDArray[np.int64]
    weight: float = 1.0


def main() -> int:
    """Print a table of sources, and write the weights where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--held-out", nargs="+", type=Path, default=[])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    missing = [str(path) for path in [*args.files, *args.held_out] if not path.is_file()]
    if missing:
        print(f"no file {missing[0]!r}; give files of JSON lines", file=sys.stderr)
        return 4
    titles, held, nouns = list(_read(args.files)), list(_read(args.held_out)), _list_nouns()
    weights = fit([*titles, *nouns])
    if args.write:
        learned.save_weights(weights)
    said = {row.title: _say(weights, row) for row in held}
    for quarter in range(QUARTERS):
        left = [row for at, row in enumerate(titles) if at % QUARTERS != quarter]
        partial = fit([*left, *nouns])
        said |= {row.title: _say(partial, row) for row in titles[quarter::QUARTERS]}
    _print_table([*held, *titles], said, {row.source for row in held})
    return 0


def _say(weights: learned.Weights, row: Row) -> learned.Guess:
    return learned.make_guess(weights, learned.compute_chances(weights, row.signs))


def fit(rows: Sequence[Row]) -> learned.Weights:
    """Weights by AdaGrad, a row a step, in an order drawn from seed 0: they are the same each time."""
    classes = tuple(sorted({name for row in rows for name in row.families}))
    seen = tuple(sum(row.families == {name} and row.source != NOUNS for row in rows) for name in classes)
    targets = np.array([[name in row.families for name in classes] for row in rows], dtype=np.float32)
    weights = np.zeros((learned.BUCKETS, len(classes)), dtype=np.float32)
    squares = np.full_like(weights, FIRST_SQUARE)
    base = np.zeros(len(classes), dtype=np.float32)
    drawn = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for at in drawn.permutation(len(rows)):
            signs = rows[at].signs
            chances = learned.compute_chances(learned.Weights(classes, seen, weights, base), signs)
            wanted = chances * targets[at]
            slope = (chances - wanted / wanted.sum()) * np.float32(rows[at].weight)
            share = slope / np.sqrt(np.float32(len(signs)))
            squares[signs] += share * share
            weights[signs] -= STEP * share / np.sqrt(squares[signs])
            base -= STEP_BASE * slope
    return learned.Weights(classes, seen, weights, base)


def _read(files: Iterable[Path]) -> Iterable[Row]:
    seen: set[str] = set()
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["title"] not in seen:
                seen.add(row["title"])
                families = frozenset(learned.FAMILIES.get(name, name) for name in row["classes"])
                yield Row(row["title"], families, row["source"], learned.hash_signs(row["title"]))


def _list_nouns() -> list[Row]:
    return [
        Row(
            word,
            frozenset({learned.FAMILIES.get(name, name)}),
            NOUNS,
            learned.hash_signs(word),
            NOUN_WEIGHT,
        )
        for word, name in list_known()
    ]


def _print_table(rows: Sequence[Row], said: dict[str, learned.Guess], held: set[str]) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        nouns = place_by_nouns(row.title)
        for kind, placed in (("nouns", nouns), ("both", weigh(row.title, nouns, said[row.title]))):
            family = learned.FAMILIES.get(placed.name, placed.name)
            told = "right" if family in row.families else "wrong"
            counts[row.source, kind]["untold" if placed.name == UNKNOWN else told] += 1
    print("| source | n | | right | wrong | untold | right of told |\n|---|---|---|---|---|---|---|")
    for (source, kind), count in counts.items():
        number, told_all = sum(count.values()), count["right"] + count["wrong"]
        shares = " | ".join(f"{count[share] / number:.3f}" for share in ("right", "wrong", "untold"))
        name = f"{source}{' (held out)' if source in held else ''}"
        print(f"| {name} | {number} | {kind} | {shares} | {count['right'] / max(1, told_all):.3f} |")


if __name__ == "__main__":
    sys.exit(main())
