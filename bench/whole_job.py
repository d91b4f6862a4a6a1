"""The whole job on a demo market against `bench/naive.py`.

    python -m bench.whole_job [--size quick|full] [--seed N] [--write]

Both visit the same market on loopback in the same run, one after the other. Ours crawls, seals, reads,
inspects, takes pictures of pages with findings, picks and indexes, with registers imported before. The naive
job crawls, reads and writes. Time is by the clock, from start to end of each.

Ours reads a picture once, however many pages show it. What it would take without that is measured, too: the
places beyond the first of each picture are read again, by the same processes, and the time is added.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.accuracy import score_naive, score_ours
from console.session import Session
from demo.server import serve
from demo.sizes import Size
from demo.truth import make_truth
from demo.world import make_world, write_registers
from evidence.assembly import find_pictures
from evidence.clock import make_shanghai_day
from ocr.pool import PictureJob, iter_readings
from patrols.patrol import get_patrol, run_patrol
from patrols.registers import import_register_file

_PAGE = Path(__file__).parent.parent / "docs" / "whole-job.md"
_NOTE = "bench"


def main() -> None:
    """Run both, compare, print, and write docs/whole-job.md with --write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=Size, choices=[Size.QUICK, Size.FULL], default=Size.QUICK)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write docs/whole-job.md")
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.ours:
        print(json.dumps(_run_ours(args.ours)))
        return
    text = _describe(_measure(args.size, args.seed))
    print(text)
    if args.write:
        _PAGE.write_text(text, encoding="utf-8")


def _measure(size: Size, seed: int) -> dict[str, Any]:
    day = make_shanghai_day(datetime.now(UTC))
    world = make_world(seed, size, day)
    truth = make_truth(world)
    with tempfile.TemporaryDirectory() as name, serve(*world.markets) as site:
        folder = Path(name)
        workspace = Session(workspace_option=folder / "ours").open(create=True)
        for register, path in write_registers(world, folder / "registers").items():
            import_register_file(workspace, register, path, now=datetime.now(UTC), source=_NOTE)
        hosts = json.dumps([urlsplit(url).netloc for url in site.named_urls])
        (folder / "ours" / "netpatrol.toml").write_text(
            f"[crawl]\ndelay_s = 0.0\nallow_hosts = {hosts}\n\n[[patrol]]\n"
            f'name = "{_NOTE}"\ntargets = {json.dumps(site.named_urls)}\npicks = ["price"]\n',
            encoding="utf-8",
        )
        ours, ours_s, _ = _time([sys.executable, "-m", "bench.whole_job", "--ours", str(folder / "ours")])
        out = folder / "naive.jsonl"
        _, naive_s, naive_cpu_s = _time([sys.executable, "-m", "bench.naive", str(out), *site.named_urls])
        items = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        told = json.loads(ours.splitlines()[-1])
        snapshots = workspace.records.load_snapshots(run_id=told["run_id"])
        return {
            "size": size.value,
            "seed": seed,
            "listings": sum(one["outcome"] == "found" for one in truth["listings"]),
            "places_per_picture": truth["rates"]["places_per_picture"],
            "ours_s": ours_s - told["again_s"],
            "naive_s": naive_s,
            "naive_cpu_s": naive_cpu_s,
            "ours": score_ours(truth, snapshots, workspace.records),
            "naive": score_naive(truth, items),
            **told,
        }


def _time(command: list[str]) -> tuple[str, float, float]:
    """What a program printed, its seconds, and its processor seconds with those of its children."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, time.monotonic() - begun, cpu_s


def _run_ours(root: Path) -> dict[str, Any]:
    session = Session(workspace_option=root)
    workspace = session.open()
    patrol = get_patrol(session.settings, _NOTE)
    with session.work(workspace, "patrol", patrol.model_dump(mode="json")) as shift:
        result = run_patrol(shift, patrol, session.open_index(workspace))
    snapshots = workspace.records.load_snapshots(run_id=result.run_id)
    places = [picture.sha256 for one in snapshots for picture in find_pictures(one)]
    repeats = list((Counter(places) - Counter(set(places))).elements())
    begun = time.monotonic()
    jobs = (
        PictureJob(sha256=str(number), load=lambda key=key: workspace.read_artefact(key))
        for number, key in enumerate(repeats)
    )
    for _ in iter_readings(jobs):
        pass
    return {
        "run_id": result.run_id,
        "places": len(places),
        "pictures": len(set(places)),
        "again_s": time.monotonic() - begun,
        "stages": {stage: asdict(used) for stage, used in result.usage.items()},
    }


def _describe(told: dict[str, Any]) -> str:
    ours, naive, listings = told["ours"], told["naive"], told["listings"]
    rate, naive_rate = listings / told["ours_s"], listings / told["naive_s"]
    uncached = listings / (told["ours_s"] + told["again_s"])
    rows = (
        ("listings a second, a picture read once", f"{rate:.3f}", f"{naive_rate:.3f}", rate / naive_rate),
        ("listings a second, each place read", f"{uncached:.3f}", f"{naive_rate:.3f}", uncached / naive_rate),
        (
            "title, price, brand, model right",
            ours.show_fields(),
            naive.show_fields(),
            ours.fields / max(naive.fields, 1),
        ),
        (
            "key numbers of documents right, ours also sure",
            ours.show_numbers(),
            naive.show_numbers(),
            ours.numbers / max(naive.numbers, 1),
        ),
    )
    compared = [f"| {what} | {left} | {right} | {ratio:.2f} |" for what, left, right, ratio in rows]
    stages = [
        f"| {stage} | {used['seconds']:.0f} | {used['cpu_s']:.0f} | {used['peak_bytes'] / 1e9:.2f} |"
        for stage, used in told["stages"].items()
    ]
    lines = [
        "# The whole job against a naive one",
        "",
        f"`python -m bench.whole_job --size {told['size']} --seed {told['seed']} --write`, both in one run:",
        f"{listings} listings that can be captured, {told['pictures']} pictures in {told['places']} places",
        f"(the market says {told['places_per_picture']} a picture; a page that is opened again for its",
        f"screenshot counts again, which is against us), {os.cpu_count()} CPUs.",
        "The baseline, and what it leaves out, is described in `bench/naive.py`. Above 1 is in our favour.",
        "",
        "| | ours | naive | ratio |",
        "|---|---|---|---|",
        *compared,
        "",
        f"Processor seconds of the naive job: {told['naive_cpu_s']:.0f}. Ours by stage:",
        "",
        "| stage | seconds | processor seconds | largest process so far, GB |",
        "|---|---|---|---|",
        *stages,
        "",
        f"Reading the places beyond the first again took {told['again_s']:.0f} s.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
