"""Outcomes of a crawl against the truth."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawlers.job import ListingResult


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeScore:
    """How many listings ended as they had to."""

    right: int
    total: int
    wrong: tuple[str, ...]


def score_outcomes(truth: dict[str, Any], results: Iterable[ListingResult]) -> OutcomeScore:
    """Compare every listing of the market with how the crawl says that it ended.

    A listing's `or_else` names other outcomes that are right too (a page so large that it may be given up).
    """
    hosts = {one["host"]: one["platform"] for one in truth.get("platforms", ())}
    got: dict[tuple[str, str], str] = {}
    for result in results:
        url = urlsplit(result.url)
        got[hosts.get(url.hostname or "", truth.get("platform", "")), url.path] = result.outcome
    wrong = []
    for listing in truth["listings"]:
        platform = listing.get("platform", truth.get("platform", ""))
        outcome = got.get((platform, listing["path"]), "nothing")
        if outcome not in {listing["outcome"], *listing.get("or_else", ())}:
            wrong.append(f"{platform} {listing['path']}: outcome {outcome} instead of {listing['outcome']}")
    total = len(truth["listings"])
    return OutcomeScore(right=total - len(wrong), total=total, wrong=tuple(wrong))
