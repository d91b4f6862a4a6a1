"""The custody ledger: a hash chain with one entry for everything the store keeps.

The entries are written by the store inside the transaction that keeps the matter itself, so nothing can be
kept without one, and `verify --store` derives every row from them, both ways. The ledger is also the change
feed that the search index follows.

| action | noun | subject | its digest covers |
| --- | --- | --- | --- |
| start, finish | run | run | the run's row; its summary |
| add | targets | run | the rows that were added at once, as they were then |
| settle | target | address | how the target ended |
| place | locations | WARC object | where the object holds which bytes |
| keep | snapshot, reading, finding, pick, review, assignment, event | id | the body |
| keep | register, history, settings, key, trusted, stamp | name | the fact |
| keep | comparison, failed_survey, succession, revocation | name | the fact |
| purge | tombstone | WARC object | who purged its bytes, when, why, by which rule, and its remainder |
| count | tallies | run | all counts of the run |
| derive | prices | file | the bytes of a file of the price history |
| import, export | register, history, bundle | name | the file that came or went |
| export | snapshot | id | the bundle in which it went |
| clock | time | the moment of the entry before | the moment to which the clock had gone back |
| adopt | any | as above | the rows that an older netpatrol had written without entries |
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from evidence.noun import Noun, make_canonical_json, make_digest

GENESIS = "0" * 64
LEAST_STEP_BACK = timedelta(minutes=5)
"""Entries of one run come a little out of order, and clocks are put right by seconds; more is noted."""


class Act(StrEnum):
    """What an entry says was done."""

    START = "start"
    FINISH = "finish"
    ADD = "add"
    SETTLE = "settle"
    PLACE = "place"
    KEEP = "keep"
    COUNT = "count"
    DERIVE = "derive"
    IMPORT = "import"
    EXPORT = "export"
    CLOCK = "clock"
    PURGE = "purge"
    ADOPT = "adopt"


class Entry(Noun):
    """One entry: what was done to which matter, its digest, and the hash of the entry before."""

    seq: int
    at: str
    action: str
    noun: str
    subject: str
    digest: str
    run_id: str | None
    previous: str
    hash: str


def make_entry_hash(entry: dict[str, object]) -> str:
    """The hash of an entry: SHA-256 over its canonical JSON without the hash itself."""
    return make_digest(make_canonical_json({key: value for key, value in entry.items() if key != "hash"}))


def is_step_back(before: str, now: str) -> bool:
    """Whether the clock had gone back between two entries by more than is ordinary."""
    try:
        return datetime.fromisoformat(before) - datetime.fromisoformat(now) > LEAST_STEP_BACK
    except (ValueError, TypeError):
        return before > now


def find_chain_problems(entries: Iterable[Entry], *, whole: bool = True) -> list[str]:
    """Every break in a chain of entries, as text naming the entry.

    Args:
        entries: in order of `seq`.
        whole: the chain must start at its beginning and have no gaps; a bundle carries a part.
    """
    problems = []
    previous: Entry | None = None
    for entry in entries:
        if make_entry_hash(entry.model_dump()) != entry.hash:
            problems.append(f"ledger entry {entry.seq} was changed: its hash does not hold")
        problems.extend(_find_link_problems(entry, previous, whole=whole))
        previous = entry
    return problems


def _find_link_problems(entry: Entry, previous: Entry | None, *, whole: bool) -> list[str]:
    follows = previous is not None and entry.seq == previous.seq + 1
    if whole and previous is None and (entry.seq != 1 or entry.previous != GENESIS):
        return [f"ledger starts at entry {entry.seq}: its beginning is missing"]
    if whole and previous is not None and not follows:
        return [f"ledger entry {previous.seq + 1} is missing"]
    if follows and previous is not None and entry.previous != previous.hash:
        return [f"ledger entry {entry.seq} does not follow entry {previous.seq}"]
    if whole and previous is not None and entry.action != Act.CLOCK and is_step_back(previous.at, entry.at):
        return [f"ledger entry {entry.seq} is older than entry {previous.seq}, and no entry says why"]
    return []
