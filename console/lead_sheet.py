"""Leads as a spreadsheet that officers take elsewhere."""

from collections.abc import Iterable
from typing import Any

from config.catalogue import load_obligations
from console.spreadsheet import make_workbook
from console.text import Words, format_time
from evidence.lead import Lead

_WIDTHS = (14, 26, 10, 10, 12, 16, 24, 40, 70, 40, 20, 20, 8, 10, 12, 38, 38)
_COLUMNS = (
    "code",
    "name",
    "status",
    "severity",
    "platform",
    "listing_id",
    "shop",
    "title",
    "summary",
    "url",
    "first_seen",
    "last_seen",
    "sightings",
    "verdict",
    "assignee",
    "lead",
    "finding",
)


def make_lead_sheet(leads: Iterable[Lead], words: Words) -> bytes:
    """An XLSX file with one row a lead; every cell is text or a number, never a formula."""
    return make_workbook(
        words("desk_leads"),
        [words(f"col_{name}") for name in _COLUMNS],
        [*(_make_row(lead, words) for lead in leads), (words("desk_lead_only"),)],
        _WIDTHS,
    )


def name_code(code: str, words: Words) -> str:
    """What a violation's code, or a pick's kind, is called."""
    obligation = load_obligations().get(code)
    return str(obligation[f"name_{words.lang}"]) if obligation else words(f"pick_{code}")


def _make_row(lead: Lead, words: Words) -> tuple[Any, ...]:
    return (
        lead.code,
        name_code(lead.code, words),
        words(f"status_{lead.status}"),
        words(f"severity_{lead.severity}") if lead.severity else None,
        lead.platform,
        lead.listing_id,
        lead.shop,
        lead.title,
        lead.summary,
        lead.url,
        format_time(lead.first_seen),
        format_time(lead.last_seen),
        lead.sightings,
        words(f"verdict_{lead.verdict}") if lead.verdict else None,
        lead.assignee,
        lead.lead_id,
        lead.latest_id,
    )
