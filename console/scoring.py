"""The demo's score: what was captured and said, against what the market knows of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evidence.finding import Finding, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of what is right; `wrong` names each miss and false accusation in words."""

    outcomes_right: int
    outcomes_total: int
    planted_found: int
    planted_total: int
    false_accusations: int
    look_alikes_spared: int
    look_alikes_total: int
    wrong: tuple[str, ...]

    @property
    def is_perfect(self) -> bool:
        """Whether nothing was missed and nobody wrongly accused."""
        return not self.wrong


def score(truth: dict[str, Any], outcomes: dict[str, str], findings: Iterable[Finding]) -> Score:
    """Compare a run with the market's truth.

    Args:
        truth: of the demo market.
        outcomes: by path of the listing's address.
        findings: of the run; only those with status fail accuse.
    """
    fails = [finding for finding in findings if finding.status is Status.FAIL]
    wrong: list[str] = []
    for listing in truth["listings"]:
        got = outcomes.get(listing["path"], "nothing")
        if got != listing["outcome"]:
            wrong.append(f"{listing['path']}: outcome {got} instead of {listing['outcome']}")
    outcomes_wrong = len(wrong)
    expected = {_get_expected_key(entry): entry for entry in truth["expected"]}
    got_keys = {_get_finding_key(finding): finding for finding in fails}
    missed = expected.keys() - got_keys.keys()
    extra = got_keys.keys() - expected.keys()
    wrong.extend(f"missed: {' '.join(key)}" for key in sorted(missed))
    wrong.extend(f"falsely accused: {' '.join(key)}: {got_keys[key].summary}" for key in sorted(extra))
    accused = {(finding.code, _get_subject(finding)) for finding in fails}
    alike = [(one["code"], one.get("listing_id") or one.get("shop_id")) for one in truth["look_alikes"]]
    total = len(truth["listings"])
    return Score(
        outcomes_right=total - outcomes_wrong,
        outcomes_total=total,
        planted_found=len(expected) - len(missed),
        planted_total=len(expected),
        false_accusations=len(extra),
        look_alikes_spared=sum(one not in accused for one in alike),
        look_alikes_total=len(alike),
        wrong=tuple(wrong),
    )


def _get_expected_key(entry: dict[str, Any]) -> tuple[str, str, str]:
    subject = entry.get("listing_id") or entry.get("shop_id") or entry["differs_shop_id"]
    return entry["code"], entry["check"], subject


def _get_finding_key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.check.name, _get_subject(finding)


def _get_subject(finding: Finding) -> str:
    shop = finding.listing.shop
    return finding.listing.listing_id or (shop.id if shop else None) or finding.listing.url
