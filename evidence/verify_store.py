"""Verifying a workspace's own store: its ledger, every row, and every stored byte."""

import json
from collections.abc import Iterator
from typing import Any

from config.errors import NetpatrolError, ServiceError, VerificationError
from evidence import tombstone
from evidence.derivation import Ledger, find_derivation_problems, read_ledger
from evidence.key_change import SUCCESSION, find_succession_problems
from evidence.ledger import Entry, find_chain_problems
from evidence.merkle import Tree
from evidence.noun import make_digest
from evidence.office_key import make_key_id
from evidence.prices import FOLDER as PRICES
from evidence.register_version import make_path
from evidence.selection import find_objects
from evidence.stamps import NOUN, Stamp, find_stamp_problem, make_message
from evidence.stray import find_strays
from evidence.tombstone import Buried, make_purged_lines
from evidence.verification import KeyState, Problem, Verification
from evidence.warc import iter_records
from evidence.workspace import Workspace

LEDGER = "ledger"


def verify_store(workspace: Workspace) -> Verification:
    """Check the ledger against its signed head, every row against the ledger, every object against its name.

    What is damaged is a problem like any other: a store is never called whole because it could not be read.

    Raises:
        ServiceError: the object store or the database does not answer.
    """
    grade = None
    problems: list[Problem] = []
    try:
        snapshots = workspace.records.load_snapshots()
        grade = max((snapshot.grade for snapshot in snapshots), default=None)
    except ServiceError:
        raise  # a server that does not answer is neither whole nor damaged
    except (NetpatrolError, ValueError) as exc:
        problems.append(Problem(path="records.db", problem=f"snapshots cannot be read: {exc}"))
    try:
        problems.extend(_iter_problems(workspace))
    except ServiceError:
        raise
    except NetpatrolError as exc:
        problems.append(Problem(path="records.db", problem=str(exc)))
    kept = tuple(dict.fromkeys(problems))
    return Verification(
        file=str(workspace.root),
        ok=not kept,
        grade=None if kept else grade,
        problems=kept,
        reasons=() if kept else _make_reasons(workspace),
        **_tell_signer(workspace, ok=not kept),
    )


def _tell_signer(workspace: Workspace, *, ok: bool) -> dict[str, Any]:
    """The key that signed the head of a store that holds together."""
    head = workspace.records.head.read() if ok else None
    if head is None:
        return {}
    is_newest = head.key_id == list(workspace.records.load_facts("key"))[-1]
    state = KeyState.CURRENT if is_newest else KeyState.RETIRED
    return {"signer": head.key_id, "known": True, "state": state}


def _make_reasons(workspace: Workspace) -> tuple[str, ...]:
    """What is to be known of a store that holds together."""
    waiting = workspace.store.list_waiting()
    lines = [*make_purged_lines(workspace.records.load_tombstones().values())]
    try:
        lines += [
            f"object {one!r} is named by no record: a killed command left it, or one is at work; "
            "`purge --run` removes what is held elsewhere, too"
            for one in find_strays(workspace)
        ]
    except ServiceError:
        lines.append("the object store does not answer, so nobody looked there for what no record names")
    if waiting:
        lines.append(f"{len(waiting)} objects wait to be sent to the object store")
    return tuple(lines)


def _iter_problems(workspace: Workspace) -> Iterator[Problem]:
    entries = list(workspace.records.iter_entries())
    for text in find_chain_problems(entries):
        yield Problem(path=LEDGER, problem=text)
    yield from _check_head(workspace, entries)
    ledger = read_ledger(entries)
    with workspace.records.read() as connection:
        yield from find_derivation_problems(connection, ledger)
    yield from _check_objects(workspace, ledger)
    yield from _check_purges(workspace)
    yield from _check_registers(workspace)
    yield from _check_stamps(workspace, entries)
    yield from _check_prices(workspace, ledger)


def _check_head(workspace: Workspace, entries: list[Entry]) -> Iterator[Problem]:
    """Whether the ledger still reaches its head, and its own key signed the head."""
    path = workspace.records.head.path.name
    try:
        head = workspace.records.head.read()
    except VerificationError as exc:
        yield Problem(path=path, problem=str(exc))
        return
    if head is None:
        if len(entries) > 1 or workspace.store.list_digests():
            yield Problem(path=path, problem="the signed head of the ledger is missing")
        return
    by_number = {entry.seq: entry.hash for entry in entries}
    if by_number.get(head.entries) != head.hash:
        text = f"it names entry {head.entries}, which the ledger of {len(entries)} entries does not hold so"
        yield Problem(path=path, problem=text)
    # A head that a killed process did not renew is of the key that was in force at its own entry.
    begun = {one.subject for one in entries if one.noun == "key" and one.seq <= head.entries}
    facts = workspace.records.load_facts("key")
    keys = [(key_id, public_pem) for key_id, public_pem in facts.items() if key_id in begun]
    if not keys or keys[-1][0] != head.key_id or not _is_key(*keys[-1]):
        yield Problem(path=path, problem="it is not signed with the key that the ledger names")
    elif not head.is_signed_by(keys[-1][1].encode()):
        yield Problem(path=path, problem="its signature does not hold")
    for key_id, text in find_succession_problems(facts, workspace.records.load_facts(SUCCESSION)):
        yield Problem(path=key_id, problem=text)


def _is_key(key_id: str, public_pem: str) -> bool:
    try:
        return make_key_id(public_pem.encode()) == key_id
    except ValueError:
        return False


def _check_objects(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    """Every object that the records name is there with its bytes."""
    try:
        purged = workspace.records.load_facts(tombstone.NOUN)
        wanted = dict.fromkeys(find_objects(workspace.records, workspace.records.load_snapshots()))
        nouns = ("history", "register")
        files = [body for noun in nouns for body in workspace.records.load_facts(noun).values()]
        wanted |= dict.fromkeys(json.loads(body)["source_sha256"] for body in files)
    except (ValueError, KeyError, TypeError):
        return  # a body that is none was named before
    for digest in (wanted.keys() | ledger.placed.keys()) - purged.keys():
        try:
            workspace.store.read(digest)
        except (VerificationError, OSError) as exc:
            yield Problem(path=f"objects/{digest}", problem=str(exc))


def _check_purges(workspace: Workspace) -> Iterator[Problem]:
    """What was purged is gone, what took its place says so, and nothing else is without a place."""
    try:
        buried = workspace.records.load_tombstones()
        snapshots = workspace.records.load_snapshots()
    except ValueError:
        yield Problem(path="records.db", problem="a tombstone has not the shape of one")
        return
    gone = {one.sha256 for held in buried.values() for one in held.tombstone.gone}
    for digest, held in buried.items():
        path = f"objects/{digest}"
        if held.tombstone.object_sha256 != digest:
            yield Problem(path=path, problem="its tombstone is that of another object")
        if workspace.store.has(digest):
            text = f"it was {held.tombstone.line}, but its bytes are still there; `purge --run` removes them"
            yield Problem(path=path, problem=text)
        if held.remainder not in buried:
            yield from _check_remainder(workspace, held)
    for snapshot in snapshots:
        for artefact in snapshot.artefacts:
            if artefact.sha256 not in gone and workspace.records.get_location(artefact.sha256) is None:
                text = (
                    f"the bytes of {artefact.role} {artefact.url!r} have no place, and no tombstone says why"
                )
                yield Problem(path=snapshot.snapshot_id, problem=text)


def _check_remainder(workspace: Workspace, held: Buried) -> Iterator[Problem]:
    """What took a purged object's place is there and holds its tombstone."""
    path = f"objects/{held.remainder}"
    try:
        said = [one.tombstone for one in iter_records(workspace.store.read(held.remainder)) if one.tombstone]
    except (VerificationError, OSError) as exc:
        yield Problem(path=path, problem=str(exc))
        return
    if held.tombstone.as_json().encode() not in said:
        text = (
            f"it does not hold the tombstone of object {held.tombstone.object_sha256!r}, whose place it took"
        )
        yield Problem(path=path, problem=text)


def _check_registers(workspace: Workspace) -> Iterator[Problem]:
    for subject, body in workspace.records.load_facts("register").items():
        path = make_path(workspace.root, subject)
        try:
            same = make_digest(path.read_bytes()) == json.loads(body)["file_sha256"]
        except (OSError, ValueError, KeyError):
            yield Problem(path=f"authority/{subject}", problem="its file is missing or cannot be read")
            continue
        if not same:
            yield Problem(
                path=f"authority/{subject}", problem="its rows were changed after they were imported"
            )


def _check_stamps(workspace: Workspace, entries: list[Entry]) -> Iterator[Problem]:
    """Stamps are of this very ledger: who wrote it anew could not have had it stamped then."""
    hashes = [entry.hash for entry in entries]
    for subject, body in workspace.records.load_facts(NOUN).items():
        try:
            stamp = Stamp.model_validate_json(body)
            problem = find_stamp_problem(stamp.reply_bytes, make_message(stamp.extract), (), None)
        except ValueError:
            continue  # a body that is none was named before
        size = stamp.extract.entries
        if size > len(hashes) or Tree(hashes[:size]).root != stamp.extract.root:
            problem = "it is the stamp of another ledger"
        if problem is not None:
            yield Problem(path=subject, problem=problem)


def _check_prices(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    folder = workspace.root / PRICES
    held = {path.stem: path for path in folder.glob("*.parquet")}
    for name in sorted(held.keys() | ledger.prices.keys()):
        path = f"{PRICES}/{name}.parquet"
        if name not in ledger.prices:
            yield Problem(path=path, problem="no ledger entry covers these prices")
        elif name not in held:
            yield Problem(path=path, problem="the prices are missing; `netpatrol inspect` derives them again")
        elif make_digest(held[name].read_bytes()) != ledger.prices[name]:
            text = "the prices were changed; `netpatrol inspect` derives them again"
            yield Problem(path=path, problem=text)
