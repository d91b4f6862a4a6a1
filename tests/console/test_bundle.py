"""A bundle of evidence asks for no cases."""

from pathlib import Path
from unittest.mock import patch

import pytest

from cases.book import CaseBook
from config.errors import ExitCode, ServiceError
from console.main import run
from tests.cases.town import Town

DOWN = ServiceError("the case database cannot be used (no answer); the work is kept, run again")


@pytest.mark.parametrize(
    ("noun", "code"),
    [
        ("snapshot", ExitCode.DONE),
        ("finding", ExitCode.DONE),
        ("lead", ExitCode.DONE),
        ("case", ExitCode.SERVICE),
    ],
)
def test_evidence_is_bundled_while_the_cases_do_not_answer(
    town: Town, tmp_path: Path, noun: str, code: ExitCode
) -> None:
    finding = town.findings["gd"]
    ids = {
        "snapshot": finding.snapshot_id,
        "finding": finding.finding_id,
        "lead": finding.lead_id,
        "case": "c",
    }
    here = ["-w", str(town.book.workspace.root)]
    with patch.object(CaseBook, "load_world", side_effect=DOWN):
        assert run([*here, "bundle", ids[noun], "--out", str(tmp_path / "one.wacz")]) == code
