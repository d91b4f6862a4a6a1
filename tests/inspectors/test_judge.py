"""The rules of accusing, held by the registry."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from config.catalogue import load_obligations
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import AuthorityValue, Locator, LocatorKind, RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.judge import count_verdicts, judge, judge_market, make_judged, make_subject_key
from inspectors.registry import (
    CheckSpec,
    MarketSpec,
    Scope,
    find_uncovered_codes,
    load_checks,
    load_market_checks,
)
from tests.inspectors.conftest import MOMENT, make_listing_exhibit, make_shop_exhibit

PLACE = Locator(kind=LocatorKind.TEXT, artefact="a", sha256="b" * 64)
ASKED = AuthorityValue(
    register="permits", version="v", as_of=date(2026, 1, 1), key="k", state=RegisterState.NOT_FOUND
)
SOUND = Verdict(status=Status.FAIL, fact="f", summary="疑似", locators=(PLACE,))


def make_spec(verdict: Verdict) -> CheckSpec:
    def check(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
        yield verdict

    return CheckSpec(
        name="check", code="SUBJ-003", version="1", severity=Severity.HIGH, needs=(), scope=Scope.LISTING,
        title="t", function=check,
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"locators": ()},
        {"fact": ""},
        {"rests_on": (Reading(raw="x", status=ReadingStatus.UNSURE),)},
        {"rests_on": (Reading(raw="x", status=ReadingStatus.INVALID),)},
        {"authority": ASKED.model_copy(update={"state": RegisterState.UNAVAILABLE})},
        {"authority": ASKED.model_copy(update={"state": RegisterState.AMBIGUOUS})},
        {"authority": ASKED.model_copy(update={"version": None})},
    ],
)
def test_a_fail_that_breaks_the_rules_is_refused(authority: Authority, change: dict[str, object]) -> None:
    spec = make_spec(SOUND.model_copy(update=change))
    (judged,) = judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)
    assert (judged.verdict.status, judged.finding) == (Status.ERROR, None)
    assert "refused" in judged.verdict.summary


def test_a_fail_that_needs_a_document_names_the_value_it_rests_on(authority: Authority) -> None:
    spec = replace(make_spec(SOUND), needs=("document.energy_label",))
    snapshot = make_listing_exhibit(title="t").snapshot
    read = Reading(raw="x", value="x", status=ReadingStatus.READ)
    bare = make_judged(spec, SOUND, snapshot, "subject", (), MOMENT)
    sound = make_judged(spec, SOUND.model_copy(update={"rests_on": (read,)}), snapshot, "subject", (), MOMENT)
    assert (bare.verdict.status, bare.finding) == (Status.ERROR, None)
    assert sound.finding is not None


NEED_TITLE = [spec for spec in load_checks() if "listing.title" in spec.needs]


@pytest.mark.parametrize("spec", NEED_TITLE, ids=lambda spec: spec.name)
def test_a_listing_without_a_title_is_skipped_and_says_so(authority: Authority, spec: CheckSpec) -> None:
    (judged,) = judge(spec, make_listing_exhibit(title=None), authority, MOMENT)
    assert (judged.verdict.status, "listing.title" in judged.verdict.missing) == (Status.SKIP, True)


@pytest.mark.parametrize(
    ("status", "summary", "told"),
    [
        (Status.FAIL, "疑似：号码未见", "疑似：号码未见"),
        (Status.UNSURE, "疑似：号码未见，请核对", "号码未见，请核对"),
        (Status.UNSURE, "疑似虚标能效：请核对", "可能虚标能效：请核对"),
        (Status.UNSURE, "号码未见", "号码未见"),
    ],
)
def test_only_a_fail_is_called_a_suspicion(
    authority: Authority, status: Status, summary: str, told: str
) -> None:
    spec = make_spec(SOUND.model_copy(update={"status": status, "summary": summary}))
    (judged,) = judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)
    assert judged.finding is not None
    assert judged.finding.summary == told


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({}, Severity.HIGH),
        ({"severity": Severity.CRITICAL}, Severity.HIGH),
        ({"severity": Severity.LOW}, Severity.LOW),
        ({"authority": ASKED}, Severity.MEDIUM),
    ],
)
def test_severity_only_ever_goes_down(
    authority: Authority, change: dict[str, object], severity: Severity
) -> None:
    spec = make_spec(SOUND.model_copy(update=change))
    (judged,) = judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)
    assert judged.finding is not None
    assert judged.finding.severity is severity


def test_a_crash_is_an_error_of_this_check_alone(authority: Authority) -> None:
    def crash(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
        raise ZeroDivisionError("boom")

    spec = CheckSpec(
        name="crash", code="AD-001", version="1", severity=Severity.LOW, needs=(), scope=Scope.LISTING,
        title="t", function=crash,
    )  # fmt: skip
    (judged,) = judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)
    assert judged.verdict.summary == "ZeroDivisionError: boom"


@pytest.mark.parametrize("scope", list(Scope))
def test_a_check_looks_only_at_pages_of_its_kind(authority: Authority, scope: Scope) -> None:
    spec = replace(make_spec(SOUND), scope=scope)
    seen = [len(judge(spec, one, authority, MOMENT)) for one in (make_listing_exhibit(), make_shop_exhibit())]
    assert seen == ([0, 1] if scope is Scope.SHOP else [1, 0])


def test_a_lead_is_about_the_shop_where_the_page_names_one_else_about_the_page() -> None:
    shop = make_shop_exhibit().snapshot
    nameless = shop.model_copy(update={"listing": None})
    listing = make_listing_exhibit(title="t").snapshot
    assert make_subject_key(shop, Scope.SHOP) == f"shop:{shop.shop_key}"
    assert make_subject_key(nameless, Scope.SHOP) == nameless.listing_key
    assert make_subject_key(listing, Scope.LISTING) == listing.listing_key
    assert make_subject_key(shop, Scope.LISTING) == shop.listing_key


def test_a_finding_on_a_shops_page_is_about_no_listing(authority: Authority) -> None:
    exhibit = make_shop_exhibit()
    named = exhibit.model_copy(update={"snapshot": exhibit.snapshot.model_copy(update={"listing_id": "7"})})
    (judged,) = judge(replace(make_spec(SOUND), scope=Scope.SHOP), named, authority, MOMENT)
    assert judged.finding is not None
    assert judged.finding.listing.listing_id is None
    assert judged.finding.listing.shop == exhibit.snapshot.listing.shop  # type: ignore[union-attr]
    (other,) = judge(make_spec(SOUND), make_listing_exhibit(title="t"), authority, MOMENT)
    assert other.finding is not None
    assert (other.finding.listing.listing_id, other.finding.listing.title) == ("1", "t")


@pytest.mark.parametrize("state", [RegisterState.FOUND, RegisterState.INACTIVE, RegisterState.NOT_FOUND])
def test_only_a_look_up_in_vain_is_never_above_medium(authority: Authority, state: RegisterState) -> None:
    asked = ASKED.model_copy(update={"state": state})
    spec = make_spec(SOUND.model_copy(update={"authority": asked}))
    (judged,) = judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)
    assert judged.finding is not None
    wanted = Severity.MEDIUM if state is RegisterState.NOT_FOUND else Severity.HIGH
    assert judged.finding.severity is wanted


@pytest.mark.parametrize("law", [(), ("广告法9",)])
def test_a_finding_names_the_articles_of_its_verdict_else_those_of_its_code(
    authority: Authority, law: tuple[str, ...]
) -> None:
    spec = make_spec(SOUND.model_copy(update={"law": law}))
    (judged,) = judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)
    assert judged.finding is not None
    assert judged.finding.legal_basis == (law or tuple(load_obligations()[spec.code]["legal_basis"]))
    assert judged.finding.legal_basis


def test_a_market_check_that_crashes_is_an_error_of_its_own(authority: Authority) -> None:
    def crash(rows: list[object], authority: Authority) -> Iterator[object]:
        raise ZeroDivisionError("boom")

    spec = MarketSpec(
        name="crash", code="AD-001", version="1", severity=Severity.LOW, table="t", title="t", function=crash
    )  # fmt: skip
    (judged,) = judge_market(spec, [], authority, MOMENT)
    assert (judged.verdict.status, judged.verdict.summary) == (Status.ERROR, "ZeroDivisionError: boom")


def test_verdicts_are_counted_by_what_was_missing_and_errors_by_what_they_say(authority: Authority) -> None:
    exhibit = make_listing_exhibit(title="t")
    verdicts = (
        Verdict(status=Status.PASS, summary="in order"),
        Verdict(status=Status.PASS, summary="in order, too"),
        Verdict(status=Status.SKIP, missing=("title", "price")),
        Verdict(status=Status.ERROR, summary="it broke"),
    )
    judged = [one for verdict in verdicts for one in judge(make_spec(verdict), exhibit, authority, MOMENT)]
    assert count_verdicts(judged) == {
        ("check", "pass", ""): 2,
        ("check", "skip", "title,price"): 1,
        ("check", "error", "it broke"): 1,
    }


def test_the_same_matter_is_the_same_lead_and_finding(authority: Authority) -> None:
    spec = make_spec(SOUND)
    found = [judge(spec, make_listing_exhibit(title="t"), authority, MOMENT)[0].finding for _ in range(2)]
    assert found[0] is not None
    assert found[0] == found[1]


def test_checks_are_found_by_looking_through_the_folders() -> None:
    names = {spec.name for spec in load_checks()} | {spec.name for spec in load_market_checks()}
    assert names >= {
        "licence_matches_register",
        "licence_displayed",
        "absolute_terms",
        "licence_picture_reused",
    }


def test_obligations_without_a_check_are_listed() -> None:
    uncovered = find_uncovered_codes()
    assert "PLAT-001" in uncovered
    assert "SUBJ-003" not in uncovered
