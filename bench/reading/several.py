"""Reads pictures that show several documents, or one in a long picture: python -m bench.reading.several."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.read_drawn import encode
from bench.read_folder import plain
from bench.reading.cached import CachedEngine
from bench.reading.compare import compare, match_documents
from bench.reading.drawn import Drawn
from bench.reading.grammar import load_kinds, make_spec
from bench.reading.pages import compose, put_in_long_picture
from bench.reading.pillow_sheet import draw_sheet
from demo.chance import make_chance
from evidence.document import Document
from ocr.engine import pick_engine
from ocr.read import read_picture


def main() -> int:
    """Prints each document missed, each value of another document, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs=2, default=(1, 20), metavar=("FIRST", "LAST"))
    parser.add_argument("--long", type=int, nargs=2, default=(1, 5), metavar=("FIRST", "LAST"))
    parser.add_argument("--held-out", action="store_true", help="only branches and fonts kept for reporting")
    parser.add_argument("--kind", action="append", help="only these")
    parser.add_argument("--cache", type=Path, help="a folder that keeps what the engine read")
    args = parser.parse_args()
    engine = CachedEngine(args.cache) if args.cache else pick_engine()
    kinds = args.kind or [kind for kind in load_kinds() if kind not in ("product_label", "parameter_panel")]
    totals: Counter[str] = Counter()
    for name, drawn in iter_pictures(args, kinds):
        reading = read_picture(encode(drawn.picture, quality=90), engine=engine)
        outcome = count_outcomes(name, drawn, reading.documents)
        group = name.split()[0]
        totals.update({f"{group} {word}": count for word, count in outcome.items()})
        print(f"{name}: {dict(outcome)}", flush=True)
    print(", ".join(f"{word} {count}" for word, count in sorted(totals.items())))
    return 0


def iter_pictures(args: argparse.Namespace, kinds: list[str]) -> Iterator[tuple[str, Drawn]]:
    """Pages of two to six documents, then long pictures of one."""
    for seed in range(args.pages[0], args.pages[1] + 1):
        chance = make_chance("several", str(seed))
        count = chance.randint(2, 6)
        sheets = [
            draw_sheet(
                make_spec(chance.choice(kinds), 5000 + seed * 10 + place, held_out=args.held_out),
                seed * 10 + place,
            )
            for place in range(count)
        ]
        yield f"page {seed}", compose(sheets, seed)
    for seed in range(args.long[0], args.long[1] + 1):
        chance = make_chance("in long", str(seed))
        spec = make_spec(chance.choice(kinds), 9000 + seed, held_out=args.held_out)
        yield f"long {seed}", put_in_long_picture(draw_sheet(spec, seed), seed)


def count_outcomes(name: str, drawn: Drawn, documents: tuple[Document, ...]) -> Counter[str]:
    """Documents found with a box of their own, values of another document, fields read and wrong."""
    counts: Counter[str] = Counter()
    others = [
        {plain(str(value)) for value in truth.fields.values() if len(str(value)) >= 4}
        for truth in drawn.documents
    ]
    found = [document for document in documents if document.kind not in ("other", "unreadable")]
    counts["found without being there"] += max(0, len(found) - len(drawn.documents))
    for place, (truth, document) in enumerate(match_documents(drawn.documents, found)):
        counts["documents"] += 1
        counts["found"] += document is not None
        counts["kind right"] += document is not None and document.kind == truth.kind
        if document is None:
            print(
                f"  {name}: {truth.kind} {truth.box} not found; seen",
                [(one.kind, one.document_box) for one in documents],
            )
            continue
        foreign = set().union(*(values for i, values in enumerate(others) if i != place)) - others[place]
        for field, reading in document.fields.items():
            if reading.value is not None and plain(str(reading.value)) in foreign:
                counts[f"of another document, {reading.status}"] += 1
                print(
                    f"  {name}: {truth.kind}.{field} is of another document:",
                    f"{reading.value} ({reading.status})",
                )
        for outcome in compare(truth, document):
            counts["fields"] += 1
            counts["fields right"] += outcome.right
            counts["fields read"] += outcome.status == "read" and outcome.right
            if outcome.status == "read" and not outcome.right:
                counts["fields WRONG"] += 1
                print(f"  {name}: {truth.kind}.{outcome.field} WRONG: {outcome.expected} / {outcome.seen}")
    return counts


if __name__ == "__main__":
    sys.exit(main())
