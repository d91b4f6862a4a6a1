"""The whole score of a run against a market's truth."""

from dataclasses import dataclass
from typing import Any

from console.scoring.documents import DocumentScore, score_documents
from console.scoring.findings import FindingScore, score_findings
from console.scoring.outcomes import OutcomeScore, score_outcomes
from console.scoring.picks import PickScore, score_picks
from evidence.workspace import Workspace
from patrols.patrol import PatrolResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What is right and what is wrong in each stage."""

    outcomes: OutcomeScore
    documents: DocumentScore
    findings: FindingScore
    picks: PickScore

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that is wrong, in words."""
        parts = (self.outcomes, self.documents, self.findings, self.picks)
        return tuple(line for part in parts for line in part.wrong)

    @property
    def is_good(self) -> bool:
        """Whether every outcome is right, hardly anybody wrongly accused and hardly anything missed."""
        return (
            not self.outcomes.wrong
            and self.findings.precision >= 0.98
            and self.findings.recall >= 0.9
            and self.documents.share >= 0.97
        )

    def as_json(self) -> dict[str, Any]:
        """The score as plain data."""
        return {
            "outcomes": {"right": self.outcomes.right, "total": self.outcomes.total},
            "documents": {
                "exact": self.documents.exact,
                "sure": self.documents.sure,
                "total": self.documents.total,
            },
            "planted": {"found": self.findings.found, "total": self.findings.planted},
            "false_accusations": len(self.findings.falsely_accused),
            "doubts": {"needless": len(self.findings.needless), "total": self.findings.doubts},
            "look_alikes": {"spared": self.findings.spared, "total": self.findings.alike},
            "picks": {"found": self.picks.found, "planted": self.picks.planted, "false": self.picks.false},
            "codes": {code: list(counts) for code, counts in self.findings.by_code.items()},
            "wrong": list(self.wrong),
        }


def score_run(truth: dict[str, Any], result: PatrolResult, workspace: Workspace) -> Score:
    """Compare a patrol with the truth of the demo market that it visited."""
    snapshots = workspace.records.load_snapshots(run_id=result.run_id)
    return Score(
        outcomes=score_outcomes(truth, result.captured.listings),
        documents=score_documents(truth, snapshots, workspace.records),
        findings=score_findings(truth, result.inspection.findings),
        picks=score_picks(truth, result.picking.picks),
    )
