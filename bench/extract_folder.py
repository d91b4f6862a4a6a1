"""How well `extract` reads a folder of recorded pages: python bench/extract_folder.py FOLDER [--misses].

FOLDER holds `pages/…` and `manifest.json`, or is such a `pages` folder. The manifest is
{"pages": [{"file", "note", "kind", "truth"}]}; `note` is the page's address. A value counts as right when it
equals one of the true ones. Precision = right / given, recall = right / true, F1 their harmonic mean;
availability is scored as the share of pages with the right answer.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from config.errors import ItemError
from evidence.listing import Listing
from sites.reading import extract

FIELDS: dict[str, Callable[[Listing], str | None]] = {
    "price": lambda one: str(one.price.amount) if one.price and one.price.amount is not None else None,
    "sku": lambda one: one.sku,
    "brand": lambda one: one.brand,
    "gtin": lambda one: one.gtin,
}


def main() -> int:
    """Print one line a field, and the misses when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    folder = options.folder if options.folder.name == "pages" else options.folder / "pages"
    manifest = next(
        (path for path in (folder / "manifest.json", folder.parent / "manifest.json") if path.exists()), None
    )
    if manifest is None:
        sys.stderr.write(f"no manifest.json in or above {folder}: nothing to measure\n")
        return 4
    rows = [
        row
        for row in json.loads(manifest.read_text(encoding="utf-8"))["pages"]
        if row.get("truth") and row["kind"] == "product"
    ]
    read = [(row, _read(folder, row)) for row in rows]
    print(f"pages with truth: {len(rows)}; unreadable: {sum(one is None for _, one in read)}")
    for name in FIELDS:
        _score(name, read, misses=options.misses)
    _score_availability(read, misses=options.misses)
    return 0


def _read(folder: Path, row: dict[str, Any]) -> Listing | None:
    url = (
        row["note"]
        if row["note"].startswith("http")
        else row["truth"].get("url", "https://shop.example/item")
    )
    url = url if isinstance(url, str) else url[0]
    try:
        return extract((folder / row["file"]).read_bytes(), url, platform="generic")
    except ItemError:
        return None


def _score(name: str, read: list[tuple[dict[str, Any], Listing | None]], *, misses: bool) -> None:
    right = given = true = 0
    for row, listing in read:
        expected = row["truth"].get(name)
        wanted = [] if expected is None else expected if isinstance(expected, list) else [expected]
        got = FIELDS[name](listing) if listing else None
        hit = got is not None and any(_same(name, got, one) for one in wanted)
        right, given, true = right + hit, given + (got is not None), true + bool(wanted)
        if misses and not hit and (wanted or got is not None):
            unsure = f" unsure={listing.unsure}" if listing and listing.unsure else ""
            print(f"  {name} got {got!r} wanted {wanted!r}{unsure} {row['file'][:14]} {row['note'][:60]}")
    precision, recall = right / given if given else 0.0, right / true if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(
        f"{name}: F1 {f1:.3f} precision {precision:.3f} ({right}/{given}) recall {recall:.3f} "
        f"({right}/{true})"
    )


def _same(name: str, got: str, wanted: str) -> bool:
    if name == "price":
        try:
            return Decimal(got) == Decimal(wanted)
        except InvalidOperation:
            return False
    if name == "gtin":
        return got.lstrip("0") == re.sub(r"\D", "", wanted).lstrip("0")
    return re.sub(r"\s+", " ", got).strip().lower() == re.sub(r"\s+", " ", wanted).strip().lower()


def _score_availability(read: list[tuple[dict[str, Any], Listing | None]], *, misses: bool) -> None:
    rows = [(row, listing) for row, listing in read if row["truth"].get("availability")]
    right = out_right = out_true = out_given = 0
    for row, listing in rows:
        wanted = "out_of_stock" if "OutOfStock" in row["truth"]["availability"] else "in_stock"
        got = listing.availability if listing else None
        right += got == wanted
        out_true += wanted == "out_of_stock"
        out_given += got == "out_of_stock"
        out_right += wanted == "out_of_stock" and got == wanted
        if misses and got != wanted:
            print(f"  availability got {got!r} wanted {wanted!r} {row['file'][:14]} {row['note'][:60]}")
    print(
        f"availability: accuracy {right / len(rows) if rows else 0:.3f} ({right}/{len(rows)}); out "
        f"of stock right {out_right}, given {out_given}, true {out_true}"
    )


if __name__ == "__main__":
    sys.exit(main())
