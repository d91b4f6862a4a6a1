"""CERT-004: listings whose model or standard edition is not that of the certificate they show."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.authority.lookup import Authority, Match
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.checks.certificates.certificates import is_borrowed, iter_certificates
from inspectors.checks.certificates.certified_models import compare_with_certified, list_models
from inspectors.matching.model_numbers import Likeness
from inspectors.pages.page_numbers import find_numbers
from inspectors.pages.showing import show_words
from inspectors.pages.shown import Shown
from inspectors.registry import inspector


@inspector(code="CERT-004", severity=Severity.HIGH, needs=("listing.title",), version="2")
def certificate_covers_model(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing's model is not among the models of the certificate it shows."""
    for shown, match in iter_certificates(exhibit, authority):
        if match.state is RegisterState.UNAVAILABLE:
            yield Verdict(status=Status.SKIP, missing=("register.certificates",))
        elif match.record is None or find_lapse(match, get_capture_day(exhibit)):
            missing = ("register.certificates.row",)  # CERT-002 and CERT-003 speak of these
            yield Verdict(status=Status.SKIP, missing=missing)
        elif exhibit.listing and not is_borrowed(exhibit, shown, match, authority):
            yield from _judge_models(exhibit, exhibit.listing, shown, match)
            yield from _judge_standards(exhibit, shown, match)


def _judge_models(exhibit: Exhibit, listing: Listing, shown: Shown, match: Match) -> Iterator[Verdict]:
    models, certified = list_models(listing), (match.record or {}).get("models") or ()
    if not models or not certified:
        missing = "listing.model" if not models else "register.certificates.models"
        yield Verdict(status=Status.SKIP, missing=(missing,))
        return
    for model in models:
        likeness = compare_with_certified(model, certified)
        if likeness in {Likeness.RELATED, Likeness.OTHER}:
            certain = shown.certain and likeness is Likeness.OTHER
            listed = "、".join(certified[:8])
            summary = (
                f"页面型号“{model}”不在证书 {shown.value} 的规格型号（{listed}）之内（截至 {match.as_of}）"
            )
            yield _make(exhibit, shown, match, (model, summary), certain=certain)


def _judge_standards(exhibit: Exhibit, shown: Shown, match: Match) -> Iterator[Verdict]:
    editions = dict(_split_edition(text) for text in (match.record or {}).get("standards") or ())
    for number in find_numbers(exhibit, "standard"):
        name, year = _split_edition(number.value)
        if year and editions.get(name) not in {None, "", year}:
            summary = f"页面称执行 {number.value}，证书 {shown.value} 的依据为 {name}-{editions[name]}"
            yield _make(exhibit, shown, match, (number.value, summary), certain=False)


def _split_edition(standard: str) -> tuple[str, str]:
    """A standard's number and its year: GB31241, 2022."""
    found = re.fullmatch(r"(.+?)[-—](\d{4})", re.sub(r"\s", "", standard).upper())
    return (found[1].replace("/T", ""), found[2]) if found else (standard, "")


def _make(exhibit: Exhibit, shown: Shown, match: Match, said: tuple[str, str], *, certain: bool) -> Verdict:
    value, summary = said
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{shown.value} {value}",
        summary=f"疑似：{summary}" if certain else f"{summary}，请人工核对",
        claimed=value,
        authority=match.quote("、".join((match.record or {}).get("models") or ()) or None),
        locators=(*shown.locators, *show_words(exhibit, value)),
        rests_on=shown.rests_on,
        confidence=0.8 if certain else 0.4,
    )
