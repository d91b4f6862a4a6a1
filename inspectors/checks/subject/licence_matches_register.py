"""SUBJ-003: the posted licence against the register of market entities."""

from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.matching.names import count_edits, fold_name
from inspectors.pages.showing import show_reading
from inspectors.registry import Scope, inspector


@inspector(
    code="SUBJ-003",
    severity=Severity.HIGH,
    needs=("document.business_licence",),
    scope=Scope.SHOP,
    version="2",
)
def licence_matches_register(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A posted business licence bears a number that the register does not hold, or holds for another firm."""
    for sighted in exhibit.find_documents("business_licence"):
        uscc = sighted.document.fields.get("uscc", Reading())
        if uscc.status is ReadingStatus.INVALID:
            yield _doubt(sighted, uscc, f"执照号码 {uscc.raw!r} 校验位不符，可能是识别错误，请人工核对原图")
        elif uscc.status is not ReadingStatus.READ:
            yield Verdict(status=Status.SKIP, missing=("document.business_licence.uscc",))
        else:
            yield _compare(sighted, uscc, authority.find("market_entities", str(uscc.value)))


def _compare(sighted: SightedDocument, uscc: Reading, match: Match) -> Verdict:
    name = sighted.document.fields.get("name", Reading())
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.market_entities",))
    if match.state is RegisterState.AMBIGUOUS:
        return _doubt(sighted, uscc, f"登记簿中号码 {uscc.value} 有 {match.matches} 条记录，请人工核对")
    if match.state is RegisterState.NOT_FOUND or match.record is None:
        return Verdict(
            status=Status.FAIL,
            fact=str(uscc.value),
            summary=f"疑似：执照号码 {uscc.value} 未见于登记簿（截至 {match.as_of}）",
            claimed=f"{name.raw or ''} {uscc.value}".strip(),
            authority=match.quote(None),
            locators=(show_reading(sighted, uscc),),
            rests_on=(uscc,),
            severity=Severity.MEDIUM,
            confidence=uscc.confidence * 0.7,  # one negative look-up: the register may be behind
        )
    return _compare_names(sighted, uscc, name, match)


def _compare_names(sighted: SightedDocument, uscc: Reading, name: Reading, match: Match) -> Verdict:
    record = match.record or {}
    held = [record.get("name", ""), *record.get("former_names", ())]
    if name.status is ReadingStatus.MISSING or not record.get("name"):
        return Verdict(status=Status.SKIP, missing=("document.business_licence.name",))
    printed = fold_name(str(name.value))
    if name.status is ReadingStatus.UNSURE and any(fold_name(other) in printed for other in held if other):
        return Verdict(status=Status.PASS, fact=str(uscc.value))  # the name stands there, among other print
    distance = min(count_edits(printed, fold_name(other)) for other in held if other)
    if distance == 0 or any(_only_adds_print(printed, fold_name(other)) for other in held if other):
        return Verdict(status=Status.PASS, fact=str(uscc.value))
    summary = (
        f"疑似：执照上的号码 {uscc.value} 登记在“{record['name']}”名下（截至 {match.as_of}），"
        f"执照图片却写“{name.raw}”"
    )
    # One character apart may be a misread character, also when both passes agree on it.
    certain = name.status is ReadingStatus.READ and distance > 1
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=str(uscc.value),
        summary=summary,
        claimed=f"{name.raw} {uscc.value}",
        authority=match.quote(record["name"]),
        locators=(show_reading(sighted, uscc), show_reading(sighted, name)),
        rests_on=(uscc, name),
        confidence=min(uscc.confidence, name.confidence),
    )


def _only_adds_print(printed: str, held: str) -> bool:
    """Whether a sign of a watermark stands behind a complete name: nothing follows 公司 but a branch."""
    rest = printed.removeprefix(held)
    return held.endswith("公司") and rest != printed and len(rest) == 1


def _doubt(sighted: SightedDocument, uscc: Reading, summary: str) -> Verdict:
    return Verdict(
        status=Status.UNSURE,
        fact=str(uscc.value or uscc.raw),
        summary=summary,
        claimed=uscc.raw,
        locators=(show_reading(sighted, uscc),),
        rests_on=(uscc,),
        confidence=0.3,
    )
