"""Saying who is to look at leads, as the desk does it."""

from collections.abc import Iterable
from datetime import datetime

from config.errors import ItemError
from console.reviewing import MAX_NAME
from evidence.lead import Assignment, make_assignment_id
from evidence.workspace import Workspace


def assign_leads(workspace: Workspace, lead_ids: Iterable[str], *, to: str, by: str, now: datetime) -> int:
    """Give leads to a person, or with an empty `to` to nobody; returns how many.

    Raises:
        ItemError: a name cannot be used, or there is no such lead.
    """
    target, name = to.strip(), by.strip()
    if not name or len(name) > MAX_NAME or len(target) > MAX_NAME:
        raise ItemError(f"{by!r} gives leads to {to!r}: names have 1 to {MAX_NAME} characters")
    wanted = list(dict.fromkeys(lead_ids))
    missing = [lead_id for lead_id in wanted if workspace.records.get_lead(lead_id) is None]
    if missing:
        raise ItemError(f"{missing[0]!r} is no lead of this workspace; load the work list again")
    with workspace.records.write(now) as writer:
        for lead_id in wanted:
            writer.add_assignment(
                Assignment(
                    assignment_id=make_assignment_id(lead_id, target, name, now),
                    lead_id=lead_id,
                    to=target,
                    by=name,
                    assigned_at=now,
                )
            )
    return len(wanted)
