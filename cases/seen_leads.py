"""The table of leads as it follows from some records, in memory."""

from collections.abc import Iterable

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from evidence import lead_table
from evidence import tables as t
from evidence.finding import Finding, Review
from evidence.lead import Assignment
from evidence.pick import Pick


def derive_leads(
    *,
    findings: Iterable[Finding],
    picks: Iterable[Pick],
    reviews: Iterable[Review],
    assignments: Iterable[Assignment],
) -> Engine:
    """A database with nothing but the table of leads of these records, given in order of time."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with engine.begin() as connection:
        t.leads.create(connection)
        for finding in findings:
            lead_table.see_finding(connection, finding)
        for pick in picks:
            lead_table.see_pick(connection, pick)
        for review in reviews:
            lead_table.see_review(connection, review)
        for assignment in assignments:
            lead_table.see_assignment(connection, assignment)
    return engine
