"""What the word checks say of real titles, rule by rule: python -m bench.words FILE…

A file is text with a title a line, or JSON lines with `title` and perhaps `category`, `source` and
`says` (`pass`, `unsure`, `fail`, or `heard` for either of the last two: what a person says; such rows are
compared). `text` is heard in place of the title, of which it may be a sentence or a part of the
description, and with a `code` only hits of that code count: so `netpatrol check rejected` writes the leads
that officers rejected, and this replays them.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import rjieba

from inspectors.goods.placing import Goods
from inspectors.words.alike import hear_title
from inspectors.words.hearing import Hit, hear

_ROUNDS = 3
_SAMPLE = 20_000  # titles on which time is compared


def main() -> int:
    """Prints counts by source, hits by rule with examples, and the time against the segmenter alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=5, help="examples for each rule")
    parser.add_argument(
        "--at", type=date.fromisoformat, default=date(2026, 1, 1), help="the day whose law counts"
    )
    parser.add_argument("--out", type=Path, help="every hit as a JSON line, to be read by a person")
    args = parser.parse_args()
    missing = [str(path) for path in args.files if not path.is_file()]
    if missing:
        print(f"no file {missing[0]!r}; give files of titles", file=sys.stderr)
        return 4
    rows = list(_iter_rows(args.files))
    heard = [(row, _hear(row, args.at)) for row in rows]
    _print_counts(heard)
    _print_labelled(rows, args.at)
    _print_rules(heard, args.show)
    if args.out:
        lines = (json.dumps(_describe(row, hits), ensure_ascii=False) for row, hits in heard if hits)
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _print_time([row["title"] for row in rows[:_SAMPLE]], args.at)
    return 0


def _iter_rows(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for path in files:
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            row: dict[str, Any] = json.loads(line) if line.startswith("{") else {"title": line.strip()}
            told = f"{row.get('title')}|{row.get('text')}|{row.get('code')}"
            if row.get("title") and told not in seen:
                seen.add(told)
                yield {"source": path.name} | row


def _make_goods(row: dict[str, Any]) -> Goods:
    return Goods(row["title"], row.get("category") or "")


def _hear(row: dict[str, Any], day: date) -> tuple[Hit, ...]:
    goods = _make_goods(row)
    hits = hear(row["text"], goods, day) if row.get("text") else hear_title(row["title"], goods, day)
    return tuple(hit for hit in hits if row.get("code") in {None, hit.code})


def _get_status(hits: tuple[Hit, ...]) -> str:
    if any(hit.status == "fail" for hit in hits):
        return "fail"
    return "unsure" if hits else "pass"


def _print_counts(heard: list[tuple[dict[str, Any], tuple[Hit, ...]]]) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row, hits in heard:
        counts[row["source"]][_get_status(hits)] += 1
    print("| source | titles | fail | unsure |\n|---|---|---|---|")
    for source, count in sorted(counts.items()):
        print(f"| {source} | {sum(count.values())} | {count['fail']} | {count['unsure']} |")
    total = sum((one for one in counts.values()), Counter[str]())
    number = max(1, sum(total.values()))
    print(f"| all | {number} | {total['fail']} | {total['unsure']} |")
    fails, doubts = total["fail"] * 20_000 / number, total["unsure"] * 500 / number
    print(f"fail: {fails:.2f} in 20,000; unsure: {doubts:.3f} in 500")


def list_wrong(rows: Iterable[dict[str, Any]], day: date) -> list[tuple[dict[str, Any], str]]:
    """The rows of which the rules say something else than who labelled them, with what they say."""
    said = ((row, _get_status(_hear(row, day))) for row in rows)
    return [(row, status) for row, status in said if not _agrees(row["says"], status)]


def _agrees(says: str, status: str) -> bool:
    return status == says or (says == "heard" and status != "pass")


def _print_labelled(rows: list[dict[str, Any]], day: date) -> None:
    labelled = [row for row in rows if "says" in row]
    wrong = list_wrong(labelled, day)
    if labelled:
        print(f"\nlabelled: {len(labelled) - len(wrong)} of {len(labelled)} as a person says")
    for row, status in wrong:
        why = f" ({row['because']})" if row.get("because") else ""
        print(f"  {row['says']} expected{why}, {status} said: {row.get('text') or row['title']}")


def _print_rules(heard: list[tuple[dict[str, Any], tuple[Hit, ...]]], show: int) -> None:
    by_rule: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row, hits in heard:
        for rule in {(hit.rule.rule_id, hit.status.value): hit for hit in reversed(hits)}.values():
            by_rule[rule.rule.rule_id, rule.status.value].append((rule.term, row["title"]))
    print("\n| rule | says | titles |\n|---|---|---|")
    for (rule_id, status), found in sorted(by_rule.items(), key=lambda item: -len(item[1])):
        print(f"| {rule_id} | {status} | {len(found)} |")
    for (rule_id, status), found in sorted(by_rule.items()):
        print(f"\n{rule_id} ({status})")
        for term, title in found[:show]:
            print(f"  “{term}” in {title[:100]}")


def _print_time(titles: list[str], day: date) -> None:
    ratios = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for title in titles:
            rjieba.cut(title, hmm=False)
        alone = time.process_time() - began
        began = time.process_time()
        for at, title in enumerate(titles):
            hear_title(
                f"{title} {at}", Goods(title), day
            )  # the number keeps the answer from being remembered
        ratios.append((time.process_time() - began) / max(alone, 1e-9))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    listed = ", ".join(f"{ratio:.1f}" for ratio in sorted(ratios))
    print(
        f"\nCPU time against the segmenter alone, {len(titles)} titles: {listed}; peak memory {peak:.0f} MB"
    )


def _describe(row: dict[str, Any], hits: tuple[Hit, ...]) -> dict[str, Any]:
    told = [
        {"rule": hit.rule.rule_id, "code": hit.code, "status": hit.status.value, "term": hit.term}
        for hit in hits
    ]
    return {"title": row["title"], "goods": _make_goods(row).place().name, "hits": told}


if __name__ == "__main__":
    sys.exit(main())
