"""How well documents were read: exact, of these sure, and read wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.scoring.documents import score_documents
from evidence.document import PictureReading, ReadingStatus
from evidence.workspace import open_workspace
from tests.index.evidence import NOW, keep, make_reading, make_snapshot

DIGEST = "a" * 64
NUMBER = "2024010907654321"


def read(value: str | None, status: ReadingStatus) -> PictureReading:
    reading = make_reading(DIGEST)
    field = (
        reading.documents[0]
        .fields["certificate_number"]
        .model_copy(update={"value": value, "status": status})
    )
    document = reading.documents[0].model_copy(update={"fields": {"certificate_no": field}})
    return reading.model_copy(update={"documents": (document,)})


@pytest.mark.parametrize(
    ("value", "status", "exact", "sure", "wrong"),
    [
        (NUMBER, ReadingStatus.READ, 1, 1, 0),
        ("2024 0109 0765 4321", ReadingStatus.INVALID, 1, 1, 0),  # the print breaks its rule
        (NUMBER, ReadingStatus.UNSURE, 1, 0, 0),
        ("2024010907654327", ReadingStatus.READ, 0, 0, 1),
        ("2024010907654327", ReadingStatus.UNSURE, 0, 0, 0),
        (None, ReadingStatus.MISSING, 0, 0, 0),
    ],
)
def test_a_number_is_exact_sure_or_wrong(
    tmp_path: Path, value: str | None, status: ReadingStatus, exact: int, sure: int, wrong: int
) -> None:
    workspace = open_workspace(tmp_path, create=True, now=NOW)
    snapshot = make_snapshot(1, "移动电源", pictures=(DIGEST,))
    keep(workspace, snapshot, read(value, status))
    file = snapshot.artefacts[1].url.rpartition("/")[2]
    entry = {"file": file, "legible": True, "kind": "ccc_certificate", "look": "scan"}
    truth = {"documents": [{**entry, "key_numbers": {"certificate_no": NUMBER}}]}
    score = score_documents(truth, [snapshot], workspace.records)
    assert (score.exact, score.sure, score.wrong_reads, score.total) == (exact, sure, wrong, 1)
    assert len(score.wrong) == 1 - exact
