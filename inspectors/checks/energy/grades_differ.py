"""ENER-004: one page states several energy grades of one product."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.energy.energy_grades import GradeStatement, find_labels, find_statements, has_variants
from inspectors.checks.energy.overstated_grade import find_overstatement
from inspectors.registry import inspector


@inspector(code="ENER-004", severity=Severity.MEDIUM, needs=("listing.title",), version="2")
def grades_differ(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """Title, attributes, description, pictures or label of a listing state different energy grades."""
    statements = find_statements(exhibit)
    labels = [label for label in find_labels(exhibit) if label.grade is not None]
    grades = {one.grade for one in statements} | {label.grade for label in labels}
    if len(statements) + len(labels) < 2:
        yield Verdict(status=Status.SKIP, missing=("listing.claims.energy_grade",))
        return
    stated = {one.grade for one in statements if one.certain}
    # A claim beyond label or register is ENER-003's matter, unless the page's own words differ: one finding
    # for one wrong.
    if len(grades) == 1 or (len(stated) < 2 and find_overstatement(exhibit, authority) is not None):
        return
    firm = stated | {label.grade for label in labels if label.certain}
    certain = len(firm) > 1 and not has_variants(exhibit) and not _alternate(statements)
    places = [f"{one.place}“{one.quote}”" for one in statements]
    places += [f"能效标识“{label.grade}级”" for label in labels]
    tail = "" if certain else "；可能是两种产品或识别有误，请人工核对"
    yield Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(sorted(f"{grade}级" for grade in grades)),
        summary=f"疑似：同一页面能效等级不一致：{'、'.join(places)}{tail}",
        claimed="、".join(sorted(f"{grade}级" for grade in grades)),
        locators=(*(place for one in statements for place in one.locators), *(one.locator for one in labels)),
        rests_on=tuple(label.reading for label in labels if label.certain or not certain),
        confidence=0.85 if certain else 0.4,
    )


def _alternate(statements: tuple[GradeStatement, ...]) -> bool:
    """Whether one text alone states several grades, as where a page explains two products."""
    by_place: dict[str, set[int]] = {}
    for one in statements:
        by_place.setdefault(one.place, set()).add(one.grade)
    return any(len(grades) > 1 for grades in by_place.values())
