"""Fit what unlawful wording sounds like: python bench/fit_claims.py FILE… [--onto-shipped] [--write].

A file is JSON lines of `text`, `goods` (what is sold, a category path), `source` and `code`: the obligation
that the wording was found to break, or none where it is lawful (a title, a notice). `title` may stand for
`text`. Printed are shares of wording whose source was left out of the fit (in as many parts as FOLDS): what
the rules hear, what only the model hears, what neither hears. `--write` fits all of it and writes
inspectors/words/weights.npz. With `--onto-shipped` the fit begins at the shipped weights and leaves them no
farther than the new wording asks: for who has not the wording that they were fitted to.
"""

import argparse
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from config.catalogue import load_catalogue
from inspectors.goods.placing import Goods
from inspectors.words import alike

FOLDS, ROUNDS, COST = 5, 12, 1.0
LAWFUL = "lawful"
DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A wording, what it was found to be, and the rows of its signs."""

    text: str
    goods: Goods
    kind: str
    source: str
    signs: NDArray[np.intp]


def main() -> int:
    """Print how wording of sources left out is heard, and write the weights where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--onto-shipped", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    missing = [str(path) for path in args.files if not path.is_file()]
    if missing:
        print(f"no file {missing[0]!r}; give files of JSON lines", file=sys.stderr)
        return 4
    rows = list(_read(args.files))
    shipped = alike.load_weights() if args.onto_shipped else None
    _print_left_out(rows, shipped)
    if args.write:
        alike.save_weights(fit(rows, shipped))
    return 0


def _read(files: Iterable[Path]) -> Iterable[Row]:
    kinds = {
        code: rule["id"] for rule in load_catalogue("word_rules")["alike"]["rules"] for code in rule["learns"]
    }
    seen: set[str] = set()
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text, code = row.get("text") or row["title"], row.get("code")
            if text in seen or (code and code not in kinds):
                continue
            seen.add(text)
            category = re.sub("[:：]", " > ", row.get("goods") or row.get("category") or "")
            source = row.get("source") or path.name
            kind = kinds[code] if code else LAWFUL
            yield Row(text, Goods(text, category), kind, source, alike.hash_signs(text))


def fit(rows: Sequence[Row], shipped: alike.Weights | None = None) -> alike.Weights:
    """Linear machines with a square penalty: unlawful against lawful, then each kind against the others.

    The penalty is on what they move away from the shipped weights, where those are given.
    """
    unlawful = [row for row in rows if row.kind != LAWFUL]
    shipped_names = {*shipped.names} if shipped else set()
    kinds = tuple(sorted(({row.kind for row in unlawful} | shipped_names) - {alike.UNLAWFUL}))
    columns = [_fit_margin(rows, [row.kind != LAWFUL for row in rows], *_start(shipped, alike.UNLAWFUL))]
    columns += [
        _fit_margin(unlawful, [row.kind == kind for row in unlawful], *_start(shipped, kind))
        for kind in kinds
    ]
    weights, base = zip(*columns, strict=True)
    names = {name: at for at, name in enumerate((alike.UNLAWFUL, *kinds))}
    return alike.Weights(names, np.stack(weights), np.array(base, dtype=np.float32))


def _start(shipped: alike.Weights | None, name: str) -> tuple[NDArray[np.float64], float]:
    """Where a fit begins: at a shipped column, or at naught."""
    if shipped is None or name not in shipped.names:
        return np.zeros(alike.BUCKETS), 0.0
    column = shipped.names[name]
    return shipped.rows[column].astype(np.float64), float(shipped.base[column])


def _fit_margin(
    rows: Sequence[Row], positive: Sequence[bool], weights: NDArray[np.float64], base: float
) -> tuple[NDArray[np.float32], np.float32]:
    """Weights and base by dual coordinate descent for the squared hinge loss (Hsieh et al., ICML 2008).

    Rows of either side weigh the same together; the order of each round is drawn from seed 0.
    """
    number, many = len(rows), sum(positive)
    costs = [COST * number / 2 / max(1, many if one else number - many) for one in positive]
    duals, drawn = np.zeros(number), np.random.default_rng(0)
    for _ in range(ROUNDS):
        for at in drawn.permutation(number):
            signs, side, soft = rows[at].signs, 1.0 if positive[at] else -1.0, 0.5 / costs[at]
            scale = 1 / np.sqrt(len(signs))
            margin = side * (weights[signs].sum() * scale + base)
            moved = max(duals[at] - (margin - 1 + soft * duals[at]) / (2 + soft), 0.0) - duals[at]
            duals[at] += moved
            np.add.at(weights, signs, moved * side * scale)
            base += moved * side
    return weights.astype(np.float32), np.float32(base)


def _print_left_out(rows: Sequence[Row], shipped: alike.Weights | None) -> None:
    said: Counter[tuple[bool, str]] = Counter()
    for fold in range(FOLDS):
        weights = fit([row for row in rows if _get_fold(row) != fold], shipped)
        with patch.object(alike, "load_weights", lambda weights=weights: weights):
            for row in rows:
                if _get_fold(row) == fold:
                    said[row.kind == LAWFUL, _say(row)] += 1
    for lawful, name in ((False, "unlawful"), (True, "lawful")):
        number = max(1, sum(count for (kind, _), count in said.items() if kind == lawful))
        parts = (
            f"{how} {said[lawful, how]} ({said[lawful, how] / number:.4f})"
            for how in ("rules", "alike", "silent")
        )
        print(f"{name}, sources left out, n={number}: {', '.join(parts)}")


def _get_fold(row: Row) -> int:
    """A source is left out as a whole, but for files of titles, which are one source each."""
    key = row.text if row.kind == LAWFUL and not row.goods.category else row.source
    return zlib.crc32(key.encode()) % FOLDS


def _say(row: Row) -> str:
    hits = alike.hear_title(row.text, row.goods, DAY)
    if not hits:
        return "silent"
    return "alike" if hits[0].rule.is_alike else "rules"


if __name__ == "__main__":
    sys.exit(main())
