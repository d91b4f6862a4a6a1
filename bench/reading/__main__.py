"""Reads drawn documents of every kind, made worse: python -m bench.reading [--help]."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

from bench.read_drawn import encode
from bench.reading.cached import CachedEngine
from bench.reading.compare import NUMBERS, Outcome, compare, match_documents
from bench.reading.degrade import DEGRADATIONS, HELD_OUT
from bench.reading.drawn import Drawn
from bench.reading.grammar import load_kinds, make_spec
from bench.reading.html_sheet import draw_sheets
from bench.reading.pillow_sheet import draw_sheet
from ocr.engine import pick_engine
from ocr.read import read_picture

Case = tuple[str, str, Drawn]


def main() -> int:
    """Prints each miss where asked, then a table by kind and by degradation."""
    args = _parse()
    engine = CachedEngine(args.cache) if args.cache else pick_engine(args.engine)
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    outcomes: list[Outcome] = []
    start = time.process_time()
    count = 0
    for name, change, drawn in iter_cases(args):
        count += 1
        reading = read_picture(encode(drawn.picture, quality=90), engine=engine)
        for truth, document in match_documents(drawn.documents, reading.documents):
            kind = document.kind if document else "not found"
            if args.errors and kind != truth.kind:
                print(f"{name} {change}: called {kind}", flush=True)
            for outcome in compare(truth, document):
                outcomes.append(outcome)
                word = _name(outcome)
                if args.errors and word not in ("read",):
                    print(
                        f"{name} {change}: {outcome.field} {word} ({outcome.confidence:.2f}):",
                        f"{outcome.expected} / {outcome.seen}",
                        flush=True,
                    )
                for row in ("all", truth.kind, change, *(["numbers"] if outcome.field in NUMBERS else [])):
                    rows[row][word] += 1
                    rows[row]["n"] += 1
            rows[truth.kind]["kind right" if kind == truth.kind else "kind wrong"] += 1
    for row, counts in rows.items():
        print(_show(row, counts))
    print(show_reliability(outcomes))
    print(f"{count} pictures, {(time.process_time() - start) / max(1, count):.2f} s of processor time each")
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs=2, default=(1, 4), metavar=("FIRST", "LAST"))
    parser.add_argument(
        "--held-out", action="store_true", help="only branches, fonts and degradations kept for reporting"
    )
    parser.add_argument("--kind", action="append", help="only this one")
    parser.add_argument("--cache", type=Path, help="a folder that keeps what the engine read")
    parser.add_argument("--engine", help="rapidocr or tesseract")
    parser.add_argument("--errors", action="store_true", help="tell every miss")
    return parser.parse_args()


def iter_cases(args: argparse.Namespace) -> Iterator[Case]:
    """One picture for each kind and seed: every other one by Chromium, each in the next degradation."""
    kinds = args.kind or list(load_kinds())
    changes = [name for name in DEGRADATIONS if args.held_out or name not in HELD_OUT]
    jobs = [(kind, seed) for seed in range(args.seeds[0], args.seeds[1] + 1) for kind in kinds]
    specs = {job: make_spec(*job, held_out=args.held_out) for job in jobs}
    by_browser = [job for place, job in enumerate(jobs) if place % 2]
    rendered = dict(zip(by_browser, draw_sheets((specs[job], job[1]) for job in by_browser), strict=True))
    for place, job in enumerate(jobs):
        drawn = rendered.get(job) or draw_sheet(specs[job], job[1])
        change = changes[(place + job[1]) % len(changes)]
        chance = Random(str(job))  # noqa: S311 - drawn sheets, no secrets
        picture = DEGRADATIONS[change](drawn.picture, chance)
        truth = drawn.documents[0]
        whole = type(truth)(kind=truth.kind, box=(0, 0, *picture.size), fields=truth.fields)
        yield f"{job[0]} {job[1]}", change, Drawn(picture=picture, documents=(whole,))


def _name(outcome: Outcome) -> str:
    if outcome.status == "read":
        return "read" if outcome.right else "WRONG"
    if outcome.status == "missing" or outcome.seen is None:
        return "missing" if outcome.status == "missing" else "unsure, empty"
    return f"{outcome.status}, {'right' if outcome.right else 'wrong'}"


def show_reliability(outcomes: Sequence[Outcome]) -> str:
    """How often a value of a confidence was what is printed, whatever its status; a table."""
    lines = ["| confidence | values | right | share |", "|---|---|---|---|"]
    for low, high in pairwise((0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.001)):
        inside = [one for one in outcomes if one.seen is not None and low < one.confidence <= high]
        right = sum(one.right for one in inside)
        share = f"{right / len(inside):.3f}" if inside else "-"
        lines.append(f"| {low:.2f} to {min(1.0, high):.2f} | {len(inside)} | {right} | {share} |")
    return "\n".join(lines)


def _show(name: str, counts: Counter[str]) -> str:
    total = max(1, counts["n"])
    parts = ", ".join(f"{word} {count}" for word, count in sorted(counts.items()) if word != "n")
    read, wrong = counts["read"] / total, counts["WRONG"] / total
    return f"{name}: n {counts['n']}, read {read:.3f}, wrong {wrong:.4f}; {parts}"


if __name__ == "__main__":
    sys.exit(main())
