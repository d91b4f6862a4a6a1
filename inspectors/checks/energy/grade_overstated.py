"""ENER-003: a grade claimed beyond the label or the register; a label whose code leads elsewhere."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from evidence.document import Code
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Locator, LocatorKind, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.energy.energy_grades import find_labels, find_statements, has_variants
from inspectors.checks.energy.overstated_grade import (
    Overstatement,
    find_gap,
    find_overstatement,
    is_of_other_model,
)
from inspectors.pages.showing import show_reading
from inspectors.registry import inspector

_MIMICKED = "energylabel"
# A producer may print a code of his own; a host that is named like the authority's is not his.
_LABEL_HOSTS = ("energylabel.com.cn", "cnis.ac.cn", "cnis.gov.cn", "samr.gov.cn")


@inspector(code="ENER-003", severity=Severity.HIGH, needs=("listing.title",), version="2")
def grade_overstated(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing claims a better energy grade than its label or the register of labels holds."""
    labels = find_labels(exhibit)
    if not labels and not find_statements(exhibit):
        yield Verdict(status=Status.SKIP, missing=("listing.claims.energy_grade",))
        return
    overstatement = find_overstatement(exhibit, authority)
    if overstatement is not None:
        yield _accuse(overstatement)
    elif missing := find_gap(exhibit, authority):
        yield Verdict(status=Status.SKIP, missing=(missing,))
    for label in labels:
        yield from (_judge_code(label.sighted, code) for code in _find_strange(label.sighted))
        if is_of_other_model(exhibit, label) and not has_variants(exhibit):
            printed = label.model.raw
            summary = (
                f"能效标识写型号“{printed}”，页面型号为“{exhibit.listing.model}”，请人工核对是否同一产品"  # type: ignore[union-attr]  # it named a model
            )
            place = show_reading(label.sighted, label.model)
            yield _doubt(f"label-model {printed}", summary, str(printed), place)


def _accuse(found: Overstatement) -> Verdict:
    grade = f"{found.claimed}级" if found.claimed else "标准中没有的等级"
    tail = "" if found.certain else "；型号、生产者、标准版本或文字未能确定，请人工核对"
    return Verdict(
        status=Status.FAIL if found.certain else Status.UNSURE,
        fact=f"{found.claimed}<{found.held}",
        summary=f"疑似虚标能效：{found.said}称{grade}，{found.holder}为{found.held}级{tail}",
        claimed=grade,
        authority=found.authority,
        locators=found.locators,
        rests_on=found.rests_on,
        confidence=0.9 if found.certain else 0.4,
    )


def _find_strange(sighted: SightedDocument) -> list[Code]:
    """The codes of a label that open a page of another host; digits and plain text open none."""
    codes = [code for code in sighted.document.codes if code.text.lower().startswith(("http://", "https://"))]
    own = tuple(f".{host}" for host in _LABEL_HOSTS)
    return [code for code in codes if not f".{_get_host(code)}".endswith(own)]


def _get_host(code: Code) -> str:
    return (urlsplit(code.text).hostname or "").lower()


def _judge_code(sighted: SightedDocument, code: Code) -> Verdict:
    place = Locator(
        kind=LocatorKind.CODE,
        artefact=sighted.artefact.url,
        sha256=sighted.artefact.sha256,
        box=code.box,
        quote=code.text,
    )
    host = _get_host(code)
    summary = f"能效标识的二维码指向 {host}，不是中国能效标识网"
    if _MIMICKED not in host:
        return _doubt(f"code {host}", f"{summary}，请人工核对", code.text, place)
    return Verdict(
        status=Status.FAIL,
        fact=f"code {host}",
        summary=f"疑似伪造能效标识：{summary}而与其名称相仿",
        claimed=code.text,
        locators=(place,),
        confidence=0.85,
    )


def _doubt(fact: str, summary: str, claimed: str, place: Locator) -> Verdict:
    return Verdict(
        status=Status.UNSURE,
        fact=fact,
        summary=summary,
        claimed=claimed,
        locators=(place,),
        confidence=0.4,
    )
