"""The table of leads: derived from findings, picks, reviews and assignments, in their transaction."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, String, and_, false, func, insert, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from evidence import tables as t
from evidence.finding import Finding, Review, ReviewVerdict
from evidence.lead import NOBODY, OPEN, Assignment, LeadFilter, LeadKind, LeadOrder
from evidence.pick import Pick


class _ShanghaiDay(FunctionElement[str]):
    """The day in Shanghai, as YYYY-MM-DD, of a moment in ISO format."""

    type = String()
    inherit_cache = True


@compiles(_ShanghaiDay, "sqlite")
def _say_to_sqlite(element: _ShanghaiDay, compiler: SQLCompiler, **how: Any) -> str:
    return f"date({compiler.process(element.clauses, **how)}, '+8 hours')"


@compiles(_ShanghaiDay, "postgresql")
def _say_to_postgres(element: _ShanghaiDay, compiler: SQLCompiler, **how: Any) -> str:
    moment = f"CAST({compiler.process(element.clauses, **how)} AS TIMESTAMPTZ)"
    return f"to_char({moment} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"


_PICK = "pick"
_PICK_RANK = 99
_ORDERS = {
    LeadOrder.GRAVEST: (("rank", False), ("last_seen", True), ("lead_id", False)),
    LeadOrder.NEWEST: (("last_seen", True), ("lead_id", False)),
}
"""The columns by which leads are ordered, and whether from the highest down."""
_FACETS = ("code", "status", "severity", "platform", "assignee")


def see_finding(connection: Connection, finding: Finding) -> None:
    """Count a new finding to its lead."""
    facts = {
        "kind": LeadKind.FINDING,
        "code": finding.code,
        "status": finding.status,
        "severity": finding.severity,
        "rank": 2 * finding.severity.rank + (finding.status == "unsure"),
        "latest_id": finding.finding_id,
    }
    _see(connection, finding, facts)


def see_pick(connection: Connection, pick: Pick) -> None:
    """Count a new pick to its lead."""
    facts = {
        "kind": LeadKind.PICK,
        "code": pick.kind,
        "status": _PICK,
        "severity": None,
        "rank": _PICK_RANK,
        "latest_id": pick.pick_id,
    }
    _see(connection, pick, facts)


def see_review(connection: Connection, review: Review) -> None:
    """Put an officer's word on its lead."""
    same = t.leads.c.lead_id == review.lead_id
    connection.execute(update(t.leads).where(same).values(verdict=review.verdict))


def see_assignment(connection: Connection, assignment: Assignment) -> None:
    """Put who looks after a lead on it."""
    same = t.leads.c.lead_id == assignment.lead_id
    connection.execute(update(t.leads).where(same).values(assignee=assignment.to or None))


def rebuild(connection: Connection) -> None:
    """Derive the whole table again."""
    connection.execute(t.leads.delete())
    derive(connection, connection)


def derive(source: Connection, target: Connection) -> None:
    """Derive the leads from the records in one database into the empty table of another.

    What was kept is counted in the ledger's order, as it was when it was kept.
    """
    for body in _iter_bodies(source, "finding", t.findings):
        see_finding(target, Finding.model_validate_json(body))
    for body in _iter_bodies(source, "pick", t.picks):
        see_pick(target, Pick.model_validate_json(body))
    for body in _iter_bodies(source, "review", t.reviews):
        see_review(target, Review.model_validate_json(body))
    for body in _iter_bodies(source, "assignment", t.assignments):
        see_assignment(target, Assignment.model_validate_json(body))


def make_query(wanted: LeadFilter, order: LeadOrder) -> Select[Any]:
    """The rows that are wanted, in order."""
    return select(t.leads).where(*_make_conditions(wanted)).order_by(*_make_order(order))


def make_beside_query(
    wanted: LeadFilter, order: LeadOrder, lead_id: str, *, before: bool = False
) -> Select[Any]:
    """The rows that are wanted and stand after (before) a lead, which need not be wanted; nearest first."""
    held = t.leads.alias("held")
    beyond: Any = false()
    for name, is_descending in reversed(_ORDERS[order]):
        mine, other = t.leads.c[name], held.c[name]
        is_beyond = mine < other if is_descending != before else mine > other
        beyond = or_(is_beyond, and_(mine == other, beyond))
    rows = select(t.leads).join(held, held.c.lead_id == lead_id)
    return rows.where(beyond, *_make_conditions(wanted)).order_by(*_make_order(order, turned=before))


def make_count_query(wanted: LeadFilter) -> Select[Any]:
    """How many rows are wanted."""
    return select(func.count()).select_from(t.leads).where(*_make_conditions(wanted))


def make_day_query() -> Select[Any]:
    """(kind, code, Shanghai day, number): on which days leads were first seen."""
    day = _ShanghaiDay(t.leads.c.first_seen).label("day")
    columns = (t.leads.c.kind, t.leads.c.code, day)
    return select(*columns, func.count()).group_by(*columns).order_by(day, *columns[:2])


def make_facet_queries(wanted: LeadFilter) -> dict[str, Select[Any]]:
    """For each column that people choose by: its values with how many leads choosing each would give.

    All that is wanted counts, but for what is wanted of the column itself.
    """
    return {
        name: select(t.leads.c[name], func.count())
        .where(*_make_conditions(replace(wanted, **{name: None})), t.leads.c[name].is_not(None))
        .group_by(t.leads.c[name])
        .order_by(t.leads.c[name])
        for name in _FACETS
    }


def _see(connection: Connection, seen: Finding | Pick, facts: dict[str, Any]) -> None:
    at = seen.found_at.isoformat()
    shop = seen.listing.shop
    facts |= {
        "check_name": seen.check.name,
        "platform": seen.listing.platform,
        "listing_id": seen.listing.listing_id,
        "shop": (shop.name or shop.id) if shop else None,
        "title": seen.listing.title,
        "url": seen.listing.url,
        "summary": seen.summary,
    }
    # A page may say it, and PostgreSQL keeps no text with it.
    facts = {
        name: value.replace("\0", "") if isinstance(value, str) else value for name, value in facts.items()
    }
    same = t.leads.c.lead_id == seen.lead_id
    held = connection.execute(select(t.leads).where(same)).first()
    if held is None:
        row = facts | {"lead_id": seen.lead_id, "first_seen": at, "last_seen": at, "sightings": 1}
        connection.execute(insert(t.leads).values(**row))
        return
    newer = facts | {"last_seen": at} if at >= held.last_seen else {"first_seen": min(at, held.first_seen)}
    connection.execute(update(t.leads).where(same).values(sightings=held.sightings + 1, **newer))


def _make_order(order: LeadOrder, *, turned: bool = False) -> list[Any]:
    columns = [(t.leads.c[name], is_descending != turned) for name, is_descending in _ORDERS[order]]
    return [column.desc() if is_descending else column for column, is_descending in columns]


def _iter_bodies(connection: Connection, noun: str, table: Any) -> list[str]:
    named = table.primary_key.columns.values()[0]
    same = (t.ledger.c.noun == noun, t.ledger.c.action == "keep", t.ledger.c.subject == named)
    return list(connection.scalars(select(table.c.body).where(*same).order_by(t.ledger.c.seq)))


def _make_conditions(wanted: LeadFilter) -> list[Any]:
    columns = t.leads.c
    names = ("kind", "code", "status", "severity", "platform")
    conditions = [
        columns[name] == getattr(wanted, name) for name in names if getattr(wanted, name) is not None
    ]
    if wanted.verdict == OPEN:
        conditions.append(or_(columns.verdict.is_(None), columns.verdict == ReviewVerdict.UNSURE))
    elif wanted.verdict is not None:
        conditions.append(columns.verdict == wanted.verdict)
    if wanted.assignee == NOBODY:
        conditions.append(columns.assignee.is_(None))
    elif wanted.assignee is not None:
        conditions.append(columns.assignee == wanted.assignee)
    if wanted.text is not None:
        parts = (columns.title, columns.shop, columns.summary, columns.listing_id, columns.code)
        conditions.append(or_(*(part.icontains(wanted.text, autoescape=True) for part in parts)))
    return conditions
