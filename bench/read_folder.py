"""Reads every picture of a folder and compares it with a truth file: python -m bench.read_folder FOLDER.

The truth file is {"images": [{"file", "kind", "fields": {our name of a field: its value}}]}, documents of any
kind; a row with `truth` instead has the names of FIELDS, as the manifest of the shared data.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from evidence.document import Document, PictureReading, ReadingStatus
from ocr.engine import OcrEngine, pick_engine
from ocr.pieces import fold_text
from ocr.read import read_picture

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".pdf")
# The names of `truth` for our fields.
FIELDS = {
    "uscc": "uscc",
    "reg_no_15": "reg_no",
    "licence_no": "permit_no",
    "name": "name",
    "type": "entity_type",
    "legal_rep": "legal_representative",
    "investor": "legal_representative",
    "principal": "legal_representative",
    "capital": "registered_capital",
    "established": "established_on",
    "address": "address",
    "issued": "issued_on",
    "valid_until": "valid_to",
}


def main() -> int:
    """Prints one line for each picture and for each miss, then the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--truth", type=Path, help="manifest.json; beside the folder when not given")
    parser.add_argument("--engine", help="rapidocr or tesseract")
    args = parser.parse_args()
    if not args.folder.is_dir():
        print(f"no folder {str(args.folder)!r}; give one with pictures", file=sys.stderr)
        return 4
    truth = load_truth(args.truth or args.folder.parent / "manifest.json")
    totals = measure(args.folder, truth, pick_engine(args.engine))
    print("totals:", ", ".join(f"{name} {count}" for name, count in sorted(totals.items())))
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024:.2f} GB")
    return 0


def load_truth(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of `images` in a manifest by file; empty when there is no manifest."""
    if not path.is_file():
        print(f"no truth file {str(path)!r}; only what is read is shown", file=sys.stderr)
        return {}
    return {row["file"]: row for row in json.loads(path.read_text(encoding="utf-8"))["images"]}


def measure(folder: Path, truth: dict[str, dict[str, Any]], engine: OcrEngine) -> Counter[str]:
    """Reads the folder, tells every miss, and counts outcomes."""
    totals: Counter[str] = Counter()
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in PICTURES):
        start = time.monotonic()
        reading = read_picture(path.read_bytes(), engine=engine, file=path.name)
        row = truth.get(path.relative_to(folder).as_posix())
        print(
            f"{path.relative_to(folder)}: {describe(reading)}, {time.monotonic() - start:.1f} s", flush=True
        )
        totals["pictures"] += 1
        if row and reading.documents:
            document = reading.documents[0]
            totals.update(compare(document, name_fields(row)))
            if "fields" in row:
                totals["kind right" if document.kind == row["kind"] else "kind other"] += 1
    return totals


def name_fields(row: dict[str, Any]) -> dict[str, str]:
    """The values of a row of the truth file by our names of fields."""
    if "fields" in row:
        return {name: str(value) for name, value in row["fields"].items()}
    truth = row["truth"]
    # Licences of 2014 print a serial number (证照编号) beside the registration number: no field of ours.
    skipped = {"licence_no"} if "reg_no_15" in truth else set()
    return {FIELDS[key]: str(truth[key]) for key in FIELDS if key in truth and key not in skipped}


def describe(reading: PictureReading) -> str:
    """Kind, passes and how many fields have which status."""
    if reading.error is not None:
        return f"error: {reading.error}"
    document = reading.documents[0]
    states = Counter(str(field.status) for field in document.fields.values())
    passes = "+".join(document.engine.passes)
    return f"{document.kind} ({passes}; {len(document.codes)} codes; {dict(states)})"


def compare(document: Document, truth: dict[str, str]) -> list[str]:
    """Two words for each field of the truth: `number read`, `name WRONG`, ...; misses are printed."""
    outcomes = []
    for name, value in truth.items():
        outcome, seen = judge(document, name, value)
        is_number = name == "uscc" or name.endswith("_no")
        outcomes.append(f"{'number' if is_number else name} {outcome}")
        if outcome != "read":
            print(f"    {name}: {outcome}; truth {value!r}, {seen}")
    return outcomes


def judge(document: Document, field: str, expected: str) -> tuple[str, str]:
    """`read` when it is right, `WRONG` when it is accepted and is not, otherwise its status."""
    reading = document.fields.get(field)
    if reading is None:
        return "missing", f"kind {document.kind}"
    if reading.status is not ReadingStatus.READ:
        return str(reading.status), f"saw {reading.value!r} ({reading.confidence:.2f})"
    is_right = plain(str(reading.value)) == plain(expected)
    return ("read" if is_right else "WRONG"), f"saw {reading.value!r} ({reading.confidence:.2f})"


def plain(text: str) -> str:
    """Text without what printers and typists do differently: width, spaces, punctuation."""
    return re.sub(r"[^\w]", "", fold_text(text))


if __name__ == "__main__":
    sys.exit(main())
