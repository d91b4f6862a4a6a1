"""Starts the demo market: python -m demo --seed N --size SIZE --port P --dir DIR [--day D] [--at D]."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from datetime import date
from pathlib import Path
from threading import Event, Thread

from demo.fonts import FontMissingError, load_serif
from demo.server import serve
from demo.sizes import Size
from demo.truth import write_truth
from demo.world import DAY, make_world, write_price_history, write_registers

EXIT_NO_FONT = 3


def main() -> int:
    """Writes truth, registers and price history, serves the market, and returns the exit code."""
    options = _parse_options()
    try:
        load_serif(20)
    except FontMissingError as exc:
        sys.stderr.write(f"demo: {exc}\n")
        return EXIT_NO_FONT
    world = make_world(options.seed, options.size, options.day)
    if options.at is not None:
        world = world.at(options.at)
    options.dir.mkdir(parents=True, exist_ok=True)
    write_truth(world, options.dir / "truth.json")
    write_registers(world, options.dir / "registers")
    if world.account.history:
        write_price_history(world, options.dir / "history.csv")
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    Thread(target=_watch_stdin, args=(stopped,), daemon=True).start()
    with serve(*world.markets, port=options.port) as site:
        line = {"url": site.named_url, "urls": site.named_urls, "port": site.port}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        stopped.wait(None if options.minutes is None else options.minutes * 60)
    return 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description="Serves a small imaginary market on loopback.")
    parser.add_argument("--seed", type=int, default=1, help="which market to make")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument(
        "--size", type=Size, default=Size.SMALL, choices=list(Size), help="how large a market"
    )
    parser.add_argument("--day", type=date.fromisoformat, default=DAY, help="the market's today, YYYY-MM-DD")
    parser.add_argument(
        "--at", type=date.fromisoformat, help="serve the market as it stood on this earlier day"
    )
    parser.add_argument("--dir", type=Path, required=True, help="where truth, registers and history go")
    parser.add_argument("--minutes", type=float, help="stop after so long, even if standard input stays open")
    return parser.parse_args()


def _watch_stdin(stopped: Event) -> None:
    # Read below Python's buffer: its lock would abort the interpreter if we stop for another reason.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stopped.set()


if __name__ == "__main__":
    raise SystemExit(main())
