"""Verifying a bundle, against unpacking it and hashing its bytes."""

import gzip
import hashlib
import random
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import Ratio, measure_ratio
from bench.sealing import make_capture
from evidence.bundle import write_bundle
from evidence.verify_bundle import verify_bundle
from evidence.workspace import open_workspace

PAGES, SHOT_BYTES = 100, 200_000
"""Of the demo's pages a full-page JPEG takes about so much."""
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> Ratio:
    """The CPU time of verifying a bundle of 100 pages of 50 KB, each with a picture."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder) / "ws", create=True, now=_AT)
        run = workspace.begin_run("crawl", "bench", "", _AT)
        chance = random.Random(1)  # noqa: S311 -- bytes that do not pack, as a picture's
        captures = [make_capture(number, chance.randbytes(SHOT_BYTES)) for number in range(PAGES)]
        sealed = [workspace.seal(run, one, target_url=one.url) for one in captures]
        ids, out = [one.snapshot_id for one in sealed], Path(folder) / "bundle.wacz"
        write_bundle(workspace, ids, out, now=_AT, software="bench")
        if not verify_bundle(out).ok:
            raise SystemExit("the bundle does not verify")
        return measure_ratio(
            "verifying a bundle",
            lambda: verify_bundle(out),
            "unpacking it and hashing its bytes",
            lambda: _unpack(out),
            note=f"{PAGES} pages of 50 KB, each with a picture of {SHOT_BYTES // 1000} KB",
        )


def _unpack(path: Path) -> list[str]:
    """The digests of all parts, and of what each WARC file unpacks to."""
    digests = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            digests.append(hashlib.sha256(data).hexdigest())
            if name.endswith(".warc.gz"):
                digests.append(hashlib.sha256(gzip.decompress(data)).hexdigest())
    return digests
