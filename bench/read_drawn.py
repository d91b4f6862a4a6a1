"""Reads the demo market's licences, made worse in several ways: python -m bench.read_drawn [SEED ...]."""

from __future__ import annotations

import io
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

from PIL import Image, ImageEnhance, ImageFilter

from bench.read_folder import plain
from demo.licence_picture import draw_licence
from demo.market import make_market
from demo.model import Licence, Look
from evidence.document import Document, ReadingStatus
from evidence.noun import make_digest
from ocr.pool import PictureJob, iter_readings

Change = Callable[[Image.Image], Image.Image]
CHANGES: dict[str, Change] = {
    "as drawn": lambda picture: picture,
    "turned 90": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned 180": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "700 px wide": lambda picture: picture.resize((700, 500), Image.Resampling.LANCZOS),
    "500 px wide": lambda picture: picture.resize((500, 357), Image.Resampling.LANCZOS),
    "blurred 2.0": lambda picture: picture.filter(ImageFilter.GaussianBlur(2.0)),
    "blurred 3.5": lambda picture: picture.filter(ImageFilter.GaussianBlur(3.5)),
    "pale": lambda picture: ImageEnhance.Contrast(picture).enhance(0.35),
    "askew 3 deg": lambda picture: picture.rotate(3, resample=Image.Resampling.BICUBIC, fillcolor="grey"),
    "700 px, blurred, JPEG 30": lambda picture: picture.resize((700, 500)).filter(
        ImageFilter.GaussianBlur(0.8)
    ),
}


def main(seeds: list[int]) -> None:
    """Prints every value that was missed or wrong, then the totals by change."""
    truths = {make_digest(data): (name, licence) for name, licence, data in iter_pictures(seeds)}
    pictures = {make_digest(data): data for _, _, data in iter_pictures(seeds)}
    jobs = (PictureJob(sha256=key, load=lambda key=key: pictures[key]) for key in pictures)
    totals: dict[str, Counter[str]] = {name: Counter() for name in CHANGES}
    start = time.monotonic()
    for reading in iter_readings(jobs):
        name, licence = truths[reading.sha256]
        totals[name].update(compare(name, licence, reading.documents[0]))
    for name, counts in totals.items():
        print(f"{name}: {', '.join(f'{what} {count}' for what, count in sorted(counts.items()))}")
    print(f"{len(pictures)} pictures, {(time.monotonic() - start) / len(pictures):.1f} s a picture")
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory of a reading process: {peak_kb / 1024 / 1024:.2f} GB")


def iter_pictures(seeds: list[int]) -> Iterator[tuple[str, Licence, bytes]]:
    """Each legible licence of each market in each change."""
    for seed in seeds:
        licences = {shop.licence.seed: shop.licence for shop in make_market(seed).shops if shop.licence}
        for licence in licences.values():
            if licence.look is Look.POOR:
                continue
            drawn = Image.open(io.BytesIO(draw_licence(licence)))
            for name, change in CHANGES.items():
                yield name, licence, encode(change(drawn), quality=30 if "JPEG 30" in name else 88)


def encode(picture: Image.Image, *, quality: int) -> bytes:
    """JPEG bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def compare(name: str, licence: Licence, document: Document) -> Iterator[str]:
    """One word for each field, and the kind where it is not the right one."""
    if document.kind != "business_licence":
        yield f"kind {document.kind}"
    for field, expected in make_expected(licence).items():
        reading = document.fields.get(field)
        status = reading.status if reading else ReadingStatus.MISSING
        is_right = reading is not None and plain(str(reading.value)) == plain(expected)
        outcome = "WRONG" if status is ReadingStatus.READ and not is_right else str(status)
        if outcome != "read":
            seen = f"{reading.value} ({reading.confidence:.3f})" if reading else ""
            print(f"  {name}, {document.engine.passes}: {field} {outcome}: {expected} / {seen}", flush=True)
        yield outcome


def make_expected(licence: Licence) -> dict[str, str]:
    """What stands on the picture."""
    entity = licence.entity
    return {
        "uscc": entity.uscc,
        "name": licence.name,
        "entity_type": entity.entity_type,
        "legal_representative": entity.legal_representative,
        "registered_capital": entity.capital,
        "established_on": entity.established_on.isoformat(),
        "term_from": entity.established_on.isoformat(),
        "term_to": entity.term_to.isoformat() if entity.term_to else "long_term",
        "address": entity.address,
        "scope": f"{entity.scope}（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
        "issued_on": licence.issued_on.isoformat(),
    }


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 2])
