"""The custody ledger: a hash chain with one entry for everything the store keeps.

The entries are written by the store inside the transaction that keeps the matter itself, so nothing can be
kept without one. The ledger is also the change feed that the search index follows.
"""

from collections.abc import Iterable

from evidence.noun import Noun, make_canonical_json, make_digest

GENESIS = "0" * 64


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
    return []
