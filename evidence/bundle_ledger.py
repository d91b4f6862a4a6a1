"""The part of the ledger that a bundle carries: entries, and proof that they stand in the whole ledger."""

import json
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from evidence.ledger import Act, Entry, find_chain_problems
from evidence.merkle import Tree, leads_to_root
from evidence.noun import Noun, make_canonical_json
from evidence.records import Records


class Extract(Noun):
    """The ledger at one moment: its length, its last hash, the root of the tree of its hashes."""

    entries: int
    hash: str
    root: str


class Placed(Noun):
    """An entry, and the way from its hash to the root (RFC 6962)."""

    entry: Entry
    path: tuple[str, ...]


def make_extract(
    records: Records, subjects: Iterable[str], sizes: Iterable[int] = ()
) -> tuple[Extract, list[Placed]]:
    """The entries about some subjects with their ways to the root of the whole ledger.

    Args:
        records: of the workspace.
        subjects: of the entries.
        sizes: lengths of the ledger that were stamped; the greatest is taken if it covers all entries.
    """
    hashes: list[str] = []
    chosen: list[Entry] = []
    wanted = set(subjects)
    for entry in records.iter_entries():
        hashes.append(entry.hash)
        if entry.subject in wanted and entry.action != Act.EXPORT:
            chosen.append(entry)
    stamped = max(sizes, default=0)
    if chosen and chosen[-1].seq <= stamped <= len(hashes):
        hashes = hashes[:stamped]
    tree = Tree(hashes)
    placed = [Placed(entry=entry, path=tuple(tree.make_path(entry.seq - 1))) for entry in chosen]
    return Extract(entries=len(hashes), hash=hashes[-1], root=tree.root), placed


def write_extract(extract: Extract, placed: Iterable[Placed]) -> bytes:
    """The extract as lines: first what the whole ledger was, then the entries."""
    lines = [("ledger", extract), *(("entry", one) for one in placed)]
    plain = ({"kind": kind, "value": one.model_dump(mode="json")} for kind, one in lines)
    return "".join(f"{make_canonical_json(line)}\n" for line in plain).encode()


def read_extract(data: bytes) -> tuple[Extract, list[Placed]]:
    """What `write_extract` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        first, *rest = [json.loads(line)["value"] for line in data.decode().splitlines()]
        return Extract.model_validate(first), [Placed.model_validate(one) for one in rest]
    except (ValidationError, KeyError, TypeError, ValueError) as exc:
        raise ValueError("it has not the shape of a ledger's extract") from exc


def find_extract_problems(extract: Extract, placed: list[Placed]) -> Iterator[str]:
    """Entries that were changed, or that do not stand in the ledger that the extract names."""
    yield from find_chain_problems((one.entry for one in placed), whole=False)
    for one in placed:
        entry = one.entry
        if not leads_to_root(entry.hash, entry.seq - 1, extract.entries, one.path, extract.root):
            yield f"ledger entry {entry.seq} does not stand in the ledger that was signed"
