"""The records of a bundle: everything that a finding rests on, so that it can be checked again elsewhere."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from evidence import comparison
from evidence.document import PictureReading
from evidence.finding import Finding, Review
from evidence.noun import Noun, make_canonical_json
from evidence.pick import Pick
from evidence.register_rows import RegisterRows, load_register_rows
from evidence.register_version import make_subject
from evidence.run_line import RunLine
from evidence.selection import Selection
from evidence.snapshot import Snapshot
from evidence.tombstone import Buried
from evidence.workspace import Workspace


class Fact(Noun):
    """A small fact as the records keep it: settings, a version of a register."""

    body: str

    @property
    def plain(self) -> dict[str, Any]:
        """What the body says, when it is an object of JSON."""
        loaded = json.loads(self.body)
        return loaded if isinstance(loaded, dict) else {}


NOUNS: dict[str, type[Noun]] = {
    "snapshot": Snapshot,
    "reading": PictureReading,
    "finding": Finding,
    "review": Review,
    "pick": Pick,
    "run": RunLine,
    "settings": Fact,
    "register": Fact,
    "register_rows": RegisterRows,
    "tombstone": Buried,
    comparison.NOUN: comparison.Comparison,
}


@dataclass(slots=True)
class BundleRecords:
    """Records by noun and id, in order."""

    held: dict[tuple[str, str], Noun] = field(default_factory=dict)

    def of(self, noun: str) -> Iterator[tuple[str, Any]]:
        """The records of one noun with their ids."""
        return ((name, record) for (kind, name), record in self.held.items() if kind == noun)

    def write(self) -> bytes:
        """One line of JSON a record."""
        lines = (
            make_canonical_json({"noun": noun, "id": name, "record": record.model_dump(mode="json")})
            for (noun, name), record in self.held.items()
        )
        return "".join(f"{line}\n" for line in lines).encode()


def collect(workspace: Workspace, chosen: Selection) -> BundleRecords:
    """What was chosen, with the runs, settings and register rows behind it.

    Raises:
        VerificationError: a register that a finding rests on is not what was imported.
    """
    held: dict[tuple[str, str], Noun] = {}
    groups: tuple[tuple[str, dict[str, Any]], ...] = (
        ("snapshot", chosen.snapshots),
        ("reading", chosen.readings),
        ("finding", chosen.findings),
        ("review", chosen.reviews),
        (comparison.NOUN, chosen.comparisons),
    )
    for noun, records in groups:
        held |= {(noun, name): record for name, record in records.items()}
    run_ids = [snapshot.run_id for snapshot in chosen.snapshots.values()]
    run_ids += [finding.run_id for finding in chosen.findings.values()]
    for line in workspace.records.load_run_lines(dict.fromkeys(run_ids)):
        held["run", line.run_id] = line
        settings = workspace.records.get_fact("settings", line.settings_digest)
        if settings is not None:
            held["settings", line.settings_digest] = Fact(body=settings)
    held |= _collect_registers(workspace, chosen.findings.values())
    held |= _collect_tombstones(workspace, chosen.snapshots.values())
    return BundleRecords(held)


def _collect_tombstones(workspace: Workspace, snapshots: Iterable[Snapshot]) -> dict[tuple[str, str], Noun]:
    """Why bytes of some snapshots are not there."""
    chosen = {snapshot.snapshot_id: snapshot for snapshot in snapshots}
    shown = {artefact.sha256 for snapshot in chosen.values() for artefact in snapshot.artefacts}
    return {
        ("tombstone", digest): held
        for digest, held in workspace.records.load_tombstones().items()
        if not chosen.keys().isdisjoint(held.tombstone.snapshots)
        or not shown.isdisjoint(one.sha256 for one in held.tombstone.gone)
    }


def _collect_registers(workspace: Workspace, findings: Iterable[Finding]) -> dict[tuple[str, str], Noun]:
    held: dict[tuple[str, str], Noun] = {}
    for finding in findings:
        asked = finding.authority
        if asked is None or asked.version is None:
            continue
        subject = make_subject(asked.register, asked.version)
        body = workspace.records.get_fact("register", subject)
        if body is None:
            continue
        fact = Fact(body=body)
        held["register", subject] = fact
        name = f"{subject};{asked.key}"
        if ("register_rows", name) not in held:
            held["register_rows", name] = load_register_rows(workspace.root, fact.plain, subject, asked.key)
    return held


def read_records(data: bytes) -> BundleRecords:
    """What `BundleRecords.write` wrote.

    Raises:
        ValueError: a line is no record, or a record is there twice.
    """
    held: dict[tuple[str, str], Noun] = {}
    for line in data.decode().splitlines():
        loaded = json.loads(line)
        try:
            noun, name = str(loaded["noun"]), str(loaded["id"])
            record = NOUNS[noun].model_validate_json(json.dumps(loaded["record"]))
        except (KeyError, TypeError, ValidationError) as exc:
            raise ValueError(f"a line of {len(line)} characters is no record that bundles hold") from exc
        if (noun, name) in held:
            raise ValueError(f"record {name!r} is there twice")
        held[noun, name] = record
    return BundleRecords(held)
