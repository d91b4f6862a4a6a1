"""Reads drawn certificates, labels and reports, made worse in ten ways: python -m bench.read_forms."""

from __future__ import annotations

import argparse
import resource
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from bench.forms.certificate import TITLES, draw_certificate
from bench.forms.label import draw_label
from bench.forms.report import draw_report
from bench.forms.sheet import CHANGES, Drawn, encode
from bench.read_folder import plain
from evidence.document import Document, ReadingStatus
from evidence.noun import make_digest
from ocr.pool import PictureJob, iter_readings

NUMBERS = ("certificate_no", "report_no", "cma_no", "cnas_no", "grade", "model", "models")


def main() -> None:
    """Prints every value that was missed or wrong, then the totals by kind and by change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--change", action="append", choices=list(CHANGES), help="only this one")
    parser.add_argument("--kind", action="append", help="only this one")
    args = parser.parse_args()
    kinds = args.kind or [*TITLES, "energy_label", "water_label", "test_report"]
    pictures = {
        make_digest(data): (name, drawn, data)
        for name, drawn, data in iter_pictures(kinds, args.seeds, args.change or list(CHANGES))
    }
    jobs = (PictureJob(sha256=key, load=lambda key=key: pictures[key][2]) for key in pictures)
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in iter_readings(jobs):
        name, drawn, _ = pictures[reading.sha256]
        for field, outcome in compare(f"{drawn.kind} {drawn.layout}, {name}", drawn, reading.documents):
            for row in (drawn.kind, name, "key numbers" if field in NUMBERS else "other fields"):
                totals[row][outcome] += 1
    for row, counts in totals.items():
        print(f"{row}: {', '.join(f'{what} {count}' for what, count in sorted(counts.items()))}")
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{len(pictures)} pictures; peak memory of a reading process: {peak_kb / 1024 / 1024:.2f} GB")


def iter_pictures(
    kinds: Sequence[str], seeds: Sequence[int], changes: Sequence[str]
) -> Iterator[tuple[str, Drawn, bytes]]:
    """Each form of each kind and seed in each change."""
    for kind in kinds:
        for seed in seeds:
            drawn = draw_form(kind, seed)
            for name in changes:
                picture = CHANGES[name](drawn.picture)
                yield name, drawn, encode(picture, quality=60 if "JPEG 60" in name else 88)


def draw_form(kind: str, seed: int) -> Drawn:
    """A form of a kind; the same seed gives the same picture."""
    if kind in TITLES:
        return draw_certificate(kind, seed)
    return draw_report(seed) if kind == "test_report" else draw_label(kind, seed)


def compare(name: str, drawn: Drawn, documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Each field with one word for what became of it, and the kind where it is not the right one."""
    document = next((found for found in documents if found.kind == drawn.kind), None)
    if document is None:
        print(f"  {name}: called {', '.join(found.kind for found in documents) or 'nothing'}", flush=True)
    for field, expected in drawn.truth.items():
        reading = document.fields.get(field) if document else None
        status = reading.status if reading else ReadingStatus.MISSING
        is_right = reading is not None and fold(reading.value) == fold(expected)
        outcome = "WRONG" if status is ReadingStatus.READ and not is_right else str(status)
        if outcome != "read":
            seen = f"{reading.value} ({reading.confidence:.3f})" if reading else ""
            print(f"  {name}: {field} {outcome}: {expected} / {seen}", flush=True)
        yield field, outcome


def fold(value: Any) -> Any:
    """What must be equal: signs of one shape and spaces do not count, nor the order of a list."""
    if isinstance(value, dict):
        name, unit = plain(value["name"]), plain(value.get("unit") or "")
        return f"{name.removesuffix(f'({unit})') if unit else name} {value['value']}"
    if isinstance(value, list | tuple):
        return sorted(fold(part) for part in value)
    return plain(str(value))


if __name__ == "__main__":
    main()
