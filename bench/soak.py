"""Crawls, reads, judges and verifies again and again in one process and looks whether memory grows.

python -m bench.soak --minutes 60 --seed 1        (or: make soak MINUTES=60)

Each round crawls the demo market without a browser into a new workspace, reads and judges it and verifies the
store, in this process as the commands do it. Meanwhile the memory of this process and of each kind of process
that it starts is sampled. A process that ends needs no memory any more, so it is the peaks of the rounds that
are compared.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench.kills import find_descendants
from console.main import run
from demo.market import make_market
from demo.registers import write_market_entities
from demo.server import serve

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_EVERY_S = 0.2
_LISTINGS = 6  # in a round: many rounds show a leak sooner than long ones
WARM_UP = 2
"""Rounds in which caches and models are filled; they count for nothing."""
LEAST_ROUNDS = WARM_UP + 4
MOST_GROWTH = 0.10
MOST_GROWTH_MB = 16.0


@dataclass(slots=True)
class Peaks:
    """The greatest resident memory in MB of each kind of process since it was asked last."""

    _now: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sample(self) -> None:
        """Look at this process and at all that it started."""
        own = os.getpid()
        held = [("netpatrol", own), *((_name(pid), pid) for pid in find_descendants(own))]
        with self._lock:
            for kind, pid in held:
                peak_mb = _read_memory_mb(pid)
                if peak_mb:  # nothing: it ended while we looked
                    self._now[kind] = max(self._now[kind], peak_mb)

    def take(self) -> dict[str, float]:
        """The peaks, which begin anew."""
        with self._lock:
            taken, self._now = dict(self._now), defaultdict(float)
        return taken


def find_growth(peaks_mb: Sequence[float]) -> float | None:
    """By how many MB the median of the last third of the rounds is above the first's; None for a little.

    Args:
        peaks_mb: of one kind of process, a round each, without those in which it warmed up.
    """
    third = max(1, len(peaks_mb) // 3)
    before, after = statistics.median(peaks_mb[:third]), statistics.median(peaks_mb[-third:])
    grown = after - before
    return grown if grown > max(MOST_GROWTH_MB, MOST_GROWTH * before) else None


def _name(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "gone"
    program = Path(words[0].decode(errors="replace")).name
    return "worker" if program.startswith("python") else program


def _read_memory_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES / 1e6
    except (OSError, IndexError):
        return 0.0


@contextmanager
def _sampling(peaks: Peaks) -> Iterator[None]:
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(_EVERY_S):
            peaks.sample()

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _do_round(root: Path, register: Path, url: str) -> None:
    """One round of work in a new workspace.

    Raises:
        RuntimeError: a command did not end as it should.
    """
    root.mkdir()
    place = urlsplit(url).netloc
    (root / "netpatrol.toml").write_text(f'[crawl]\ndelay_s = 0.0\nallow_hosts = ["{place}"]\n')
    workspace = ["-w", str(root), "--lang", "en"]
    lines = [
        ["authority", "import", "market_entities", str(register)],
        ["crawl", f"http://{place}/", "--browser", "never", "--max-listings", str(_LISTINGS)],
        ["inspect"],
        ["verify", "--store"],
    ]
    for line in lines:
        with (root / "out.txt").open("a") as out, redirect_stdout(out), redirect_stderr(out):
            code = run([*workspace, *line])
        if code not in {0, 6}:
            raise RuntimeError(f"{' '.join(line)} ended with {code}: {(root / 'out.txt').read_text()[-500:]}")


def main() -> int:
    """Soak for some minutes and print the peaks of each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    end = time.monotonic() + asked.minutes * 60
    peaks, rounds = Peaks(), list[dict[str, float]]()
    market = make_market(asked.seed)
    with (
        tempfile.TemporaryDirectory(prefix="netpatrol-soak-") as folder,
        serve(market) as site,
        _sampling(peaks),
    ):
        register = Path(folder) / "register.csv"
        write_market_entities(market, register)
        while time.monotonic() < end or len(rounds) < LEAST_ROUNDS:
            begun = time.monotonic()
            with tempfile.TemporaryDirectory(dir=folder) as here:
                _do_round(Path(here) / "ws", register, site.named_url)
            rounds.append(peaks.take())
            told = ", ".join(f"{kind} {peak:.0f} MB" for kind, peak in sorted(rounds[-1].items()))
            print(f"round {len(rounds)} ({time.monotonic() - begun:.0f} s): {told}", flush=True)
    kinds = sorted(rounds[-1])
    counted = {kind: [one[kind] for one in rounds[WARM_UP:] if kind in one] for kind in kinds}
    grown = {kind: growth for kind in kinds if (growth := find_growth(counted[kind])) is not None}
    for kind in kinds:
        span = f"{min(counted[kind]):.0f} to {max(counted[kind]):.0f} MB in {len(counted[kind])} rounds"
        print(f"{kind}: {span}{f', GROWN by {grown[kind]:.0f} MB' if kind in grown else ''}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
