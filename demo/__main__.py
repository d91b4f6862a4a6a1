"""Starts the demo market: python -m demo --seed N --port P --dir DIR [--minutes N]."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from threading import Event, Thread

from demo.fonts import FontMissingError, load_serif
from demo.market import make_market
from demo.registers import write_market_entities
from demo.server import serve
from demo.truth import write_truth

EXIT_NO_FONT = 3


def main() -> int:
    """Writes truth and register, serves the market, and returns the exit code."""
    options = _parse_options()
    try:
        load_serif(20)
    except FontMissingError as exc:
        sys.stderr.write(f"demo: {exc}\n")
        return EXIT_NO_FONT
    market = make_market(options.seed)
    options.dir.mkdir(parents=True, exist_ok=True)
    write_truth(market, options.dir / "truth.json")
    write_market_entities(market, options.dir / "market_entities.csv")
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    Thread(target=_watch_stdin, args=(stopped,), daemon=True).start()
    with serve(market, port=options.port) as site:
        sys.stdout.write(json.dumps({"url": site.named_url, "port": site.port}) + "\n")
        sys.stdout.flush()
        stopped.wait(None if options.minutes is None else options.minutes * 60)
    return 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description="Serves a small imaginary market on loopback.")
    parser.add_argument("--seed", type=int, default=1, help="which market to make")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--dir", type=Path, required=True, help="where truth.json and the register go")
    parser.add_argument("--minutes", type=float, help="stop after so long, even if standard input stays open")
    return parser.parse_args()


def _watch_stdin(stopped: Event) -> None:
    # Read below Python's buffer: its lock would abort the interpreter if we stop for another reason.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stopped.set()


if __name__ == "__main__":
    raise SystemExit(main())
