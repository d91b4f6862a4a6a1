"""Fit the weights by which the generic reader tells a price: python bench/fit_prices.py FOLDER [--write].

FOLDER is one that bench/extract_folder.py takes. Each page gives its amounts with their signs and the true
price; a conditional logit over them (and "no price") is fitted, pulled back to the weights in use. Printed
are right, wrong and silent with those in use and with weights fitted without the pages of the same site.
Only where the latter are better, `--write` is worth its loss of plainness: it fits on all pages and writes
sites/generic/weights.yaml. Pages whose truth is contested can be left out of the fit (not of the figures)
with `--leave-out WORD`.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from lxml import html as parser

from sites.charset import decode_page
from sites.generic import ranking
from sites.generic.ranking import Candidate, choose, load_weights
from sites.generic.view import View
from sites.hosts import get_host

PULL, STEPS, STEP = 2.0, 300, 0.15
HEADER = (
    "# How much each sign of an amount says for (or against) its being what a buyer pays now.\n"
    "# Written by bench/fit_prices.py, which began with weights set by hand and was pulled back to them.\n"
)
Weights = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with its true prices and what may be its price."""

    url: str
    truth: frozenset[Decimal]
    candidates: tuple[Candidate, ...]

    @property
    def site(self) -> str:
        """The last two names of the host."""
        return ".".join((get_host(self.url) or "").split(".")[-2:])


def main() -> int:
    """Print what the weights give, and write new ones when asked."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--write", action="store_true")
    options.add_argument("--leave-out", action="append", default=[])
    given = options.parse_args()
    manifest = given.folder / "manifest.json"
    if not manifest.exists():
        sys.stderr.write(f"no manifest.json in {given.folder}: nothing to fit\n")
        return 4
    pages = list(load_pages(given.folder, json.loads(manifest.read_text(encoding="utf-8"))["pages"]))
    fitting = [page for page in pages if not any(word in page.url for word in given.leave_out)]
    start = dict(load_weights())
    print(f"{len(pages)} pages; right, wrong, silent with those in use: {count(start, pages)}")
    print(f"fitted without each site in turn: {count_left_out(start, pages, fitting)}")
    fitted = fit(start, fitting)
    print(f"fitted on all: {count(fitted, pages)}")
    if given.write:
        kept = {name: round(value, 2) for name, value in sorted(fitted.items()) if abs(value) >= 0.01}
        text = HEADER + yaml.safe_dump(kept, sort_keys=True)
        (Path(ranking.__file__).parent / "weights.yaml").write_text(text, encoding="utf-8")
    return 0


def load_pages(folder: Path, rows: Iterable[dict[str, Any]]) -> Iterable[Page]:
    """The product pages with their candidates."""
    for row in rows:
        truth = row.get("truth") or {}
        url = truth.get("url") or row["note"]
        if row["kind"] != "product" or not str(url).startswith("http") or "price" not in truth:
            continue
        text, _ = decode_page((folder / "pages" / row["file"]).read_bytes())
        root = parser.document_fromstring(text.encode(), parser=parser.HTMLParser(encoding="utf-8"))
        prices = truth["price"] if isinstance(truth["price"], list) else [truth["price"]]
        found = frozenset(amount for price in prices if (amount := _parse(price)) is not None)
        yield Page(url=str(url), truth=found, candidates=tuple(View(root, str(url)).candidates))


def _parse(price: Any) -> Decimal | None:
    try:
        return Decimal(str(price).replace(",", ""))
    except InvalidOperation:
        return None


def count(weights: Weights, pages: Sequence[Page]) -> tuple[int, int, int]:
    """How many prices are right, wrong and not told with some weights."""
    right = wrong = silent = 0
    ranking.load_weights = lambda: weights  # type: ignore[assignment]
    for page in pages:
        chosen, _ = choose(list(page.candidates))
        right += chosen is not None and chosen.low in page.truth
        wrong += chosen is not None and chosen.low not in page.truth
        silent += chosen is None and bool(page.truth)
    return right, wrong, silent


def count_left_out(start: Weights, pages: Sequence[Page], fitting: Sequence[Page]) -> tuple[int, ...]:
    """The same with weights that were fitted without the pages of the same site."""
    sites: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        sites[page.site].append(page)
    found = [
        count(fit(start, [page for page in fitting if page.site != site], steps=STEPS // 2), held)
        for site, held in sites.items()
    ]
    return tuple(sum(one) for one in zip(*found, strict=True))


def fit(start: Weights, pages: Sequence[Page], *, steps: int = STEPS) -> Weights:
    """Weights that make the true prices likely, pulled back to those that they start from."""
    names = sorted({sign for page in pages for one in page.candidates for sign in one.signs} | set(start))
    places = {name: place for place, name in enumerate(names)}
    origin = np.array([start.get(name, 0.0) for name in names])
    tables = [table for page in pages if (table := _make_table(page, places)) is not None]
    weights = origin.copy()
    for _ in range(steps):
        slope = 2 * PULL * (weights - origin)
        for rows, groups, is_true in tables:
            slope = slope + _find_slope(rows @ weights, rows, groups, is_true)
        weights = weights - STEP * slope / len(tables)
    return dict(zip(names, (float(value) for value in weights), strict=True))


def _make_table(page: Page, places: dict[str, int]) -> tuple[Any, list[list[int]], Any] | None:
    groups: dict[Decimal, list[int]] = defaultdict(list)
    rows = np.zeros((len(page.candidates), len(places)))
    for number, one in enumerate(page.candidates):
        groups[one.low].append(number)
        rows[number, [places["bias"], *(places[sign] for sign in one.signs)]] = 1
    is_true = np.array([low in page.truth for low in groups] + [not page.truth], dtype=float)
    # A page whose price is not among its amounts teaches nothing.
    return (rows, list(groups.values()), is_true) if is_true.any() and groups else None


def _find_slope(scores: Any, rows: Any, groups: list[list[int]], is_true: Any) -> Any:
    best = [max(group, key=lambda number: scores[number]) for group in groups]
    odds = np.append(scores[best], 0.0)
    shares = np.exp(odds - odds.max())
    shares = shares / shares.sum()
    wanted = shares * is_true
    return (shares - wanted / max(wanted.sum(), 1e-12))[:-1] @ rows[best]


if __name__ == "__main__":
    sys.exit(main())
