"""Findings against the truth: what was found, who was wrongly accused, which look-alikes were spared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evidence.finding import Finding, Status

Subject = tuple[str, str, str]
"""Platform, `listing` or `shop`, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingScore:
    """Counts of what is right; `wrong` names each miss and false accusation in words.

    An accusation is a finding with status fail, a doubt one with status unsure. `needless` doubts are about
    what is lawful; they cost a person a look, but accuse nobody. `by_code` holds for each code: planted,
    found, falsely accused, needless doubts.
    """

    found: int
    planted: int
    accusations: int
    doubts: int
    falsely_accused: tuple[str, ...]
    needless: tuple[str, ...]
    spared: int
    alike: int
    by_code: dict[str, tuple[int, int, int, int]]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of accusations that are right."""
        return 1 - len(self.falsely_accused) / self.accusations if self.accusations else 1.0

    @property
    def recall(self) -> float:
        """The share of planted violations that were found."""
        return self.found / self.planted if self.planted else 1.0


def score_findings(truth: dict[str, Any], findings: Iterable[Finding]) -> FindingScore:
    """Compare findings with the truth.

    An entry of `expected` with status fail is met by a fail, one with status unsure by a doubt. Entries of
    `also` score neither way. A fail where the evidence carries no more than a doubt is a false accusation.
    """
    got = list(findings)
    accusing, doubting = _index(got, Status.FAIL), _index(got, Status.UNSURE)
    home = truth.get("platform", "")
    expected = [(entry, _get_subjects(entry, home)) for entry in truth["expected"]]
    neutral = {(entry["code"], one) for entry in truth.get("also", ()) for one in _get_subjects(entry, home)}
    carried = {
        (entry["code"], one) for entry, subjects in expected if entry["status"] == "fail" for one in subjects
    }
    known = {(entry["code"], one) for entry, subjects in expected for one in subjects} | neutral
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    missed = []
    for entry, subjects in expected:
        met_by = accusing if entry["status"] == "fail" else doubting
        is_met = any((entry["code"], one) in met_by for one in subjects)
        table[entry["code"]][0] += 1
        table[entry["code"]][1] += is_met
        if not is_met:
            missed.append(
                f"missed: {entry['code']} {entry['status']} {_name(subjects)}: {entry.get('why', '')}"
            )
    false = [one for one in got if one.status is Status.FAIL and not _is_among(one, carried | neutral)]
    needless = [one for one in got if one.status is Status.UNSURE and not _is_among(one, known)]
    for column, members in ((2, false), (3, needless)):
        for finding in members:
            table[finding.code][column] += 1
    alike = [(entry["code"], _get_subjects(entry, home)) for entry in truth["look_alikes"]]
    accused_alike = [code for code, subjects in alike if any((code, one) in accusing for one in subjects)]
    falsely = tuple(f"falsely accused: {_describe(one)}" for one in false)
    return FindingScore(
        found=len(expected) - len(missed),
        planted=len(expected),
        accusations=sum(one.status is Status.FAIL for one in got),
        doubts=sum(one.status is Status.UNSURE for one in got),
        falsely_accused=falsely,
        needless=tuple(f"needless doubt: {_describe(one)}" for one in needless),
        spared=len(alike) - len(accused_alike),
        alike=len(alike),
        by_code={code: (row[0], row[1], row[2], row[3]) for code, row in sorted(table.items())},
        wrong=(*missed, *falsely),
    )


def _index(findings: Iterable[Finding], status: Status) -> set[tuple[str, Subject]]:
    return {
        (one.code, subject) for one in findings if one.status is status for subject in _find_subjects(one)
    }


def _is_among(finding: Finding, known: set[tuple[str, Subject]]) -> bool:
    return any((finding.code, subject) in known for subject in _find_subjects(finding))


def _find_subjects(finding: Finding) -> list[Subject]:
    about, shop = finding.listing, finding.listing.shop
    if about.listing_id is not None:
        return [(about.platform, "listing", about.listing_id)]
    return [(about.platform, "shop", (shop.id if shop else None) or about.url)]


def _get_subjects(entry: dict[str, Any], home: str) -> list[Subject]:
    platform = entry.get("platform", home)
    shops = [entry.get("differs_shop_id") or entry.get("shop_id")]
    if "differs_shop_id" not in entry and entry.get("subject") == "group":
        shops.extend(entry.get("shop_ids", ()))
    listings = [entry.get("listing_id"), *entry.get("listing_ids", ())]
    named = [*(("shop", one) for one in shops), *(("listing", one) for one in listings)]
    return list(dict.fromkeys((platform, kind, str(one)) for kind, one in named if one))


def _name(subjects: list[Subject]) -> str:
    return " ".join(subjects[0]) if subjects else "?"


def _describe(finding: Finding) -> str:
    return f"{finding.code} {finding.check.name} {_name(_find_subjects(finding))}: {finding.summary}"
