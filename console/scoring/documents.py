"""What was read in the market's documents, against what they say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evidence.assembly import find_pictures
from evidence.document import Document, ReadingStatus
from evidence.records import Records
from evidence.snapshot import Snapshot

_SURE = {ReadingStatus.READ, ReadingStatus.INVALID}
"""An `invalid` number is read too: it is the print that breaks its rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentScore:
    """Key numbers of legible documents that the crawl reached.

    Args:
        exact: as they stand there, letter by letter.
        sure: of these, not called unsure: only they may support an accusation.
        wrong_reads: otherwise than they stand there, though called read.
        wrong: what is not exact, in words.
    """

    exact: int
    sure: int
    total: int
    wrong_reads: int
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of key numbers read exactly."""
        return self.exact / self.total if self.total else 1.0


def score_documents(truth: dict[str, Any], snapshots: Iterable[Snapshot], records: Records) -> DocumentScore:
    """Compare the key numbers of every legible document that was captured.

    A number read otherwise than it stands counts as wrong only when its status is `read`.
    """
    digests = {
        artefact.url.rpartition("/")[2]: artefact.sha256
        for snapshot in snapshots
        for artefact in find_pictures(snapshot)
    }
    exact = sure = total = wrong_reads = 0
    wrong: list[str] = []
    for entry in truth.get("documents", ()):
        digest = digests.get(entry["file"].rpartition("/")[2])
        if digest is None or not entry["legible"]:
            continue
        reading = records.get_reading(digest)
        document = _find_kind(reading.documents if reading else (), entry["kind"])
        for name, value in entry["key_numbers"].items():
            got = document.fields.get(name) if document else None
            is_exact = got is not None and _fold(got.value) == _fold(value)
            total += 1
            exact += is_exact
            sure += is_exact and got is not None and got.status in _SURE
            if not is_exact:
                is_wrong = got is not None and got.status == "read" and _fold(got.value) != _fold(value)
                wrong_reads += is_wrong
                said = "no such document read" if document is None else f"{got.value if got else None!r}"
                state = f" ({got.status})" if got is not None else ""
                wrong.append(
                    f"{entry['kind']} {entry['look']} {entry['file']}: {name} {value!r}, {said}{state}"
                )
    return DocumentScore(exact=exact, sure=sure, total=total, wrong_reads=wrong_reads, wrong=tuple(wrong))


def _fold(value: object) -> str:
    """A number as it is compared: registers and prints differ in spaces only."""
    return "".join(str(value).split())


def _find_kind(documents: Iterable[Document], kind: str) -> Document | None:
    return next((one for one in documents if one.kind == kind), None)
