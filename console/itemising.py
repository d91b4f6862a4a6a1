"""What stands behind the ids of a case's evidence list: the claim, the goods, the shop."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.model import Item, ItemNoun
from cases.redaction import MASK
from console.lead_sheet import name_code
from console.text import Words, format_time
from evidence.finding import Finding
from evidence.lead import Lead
from evidence.records import Records
from evidence.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing in a few words: `said` is what is claimed, `about` on whose goods, `code` the obligation."""

    said: str
    about: str
    code: str = ""


def tell_items(records: Records, items: Iterable[Item], words: Words) -> dict[str, Told]:
    """By the id of the thing, what each item is; without those that are not there for who asks.

    Args:
        records: as the one who asks sees them.
        items: of a case.
        words: the language.
    """
    told = ((item.id, _tell(records, item, words)) for item in items)
    return {one: said for one, said in told if said is not None}


def _tell(records: Records, item: Item, words: Words) -> Told | None:
    if item.noun is ItemNoun.SNAPSHOT:
        snapshot = records.get_snapshot(item.id)
        return None if snapshot is None else _tell_snapshot(snapshot)
    if item.noun is ItemNoun.FINDING:
        finding = records.get_finding(item.id)
        return None if finding is None else _tell_finding(finding, words)
    lead = records.get_lead(item.id)
    return None if lead is None else _tell_lead(lead, words)


def _tell_lead(lead: Lead, words: Words) -> Told:
    about = _join(lead.title, lead.shop, lead.platform)
    return Told(said=_say(lead.summary, lead.code, words), about=about, code=lead.code)


def _tell_finding(finding: Finding, words: Words) -> Told:
    listing, shop = finding.listing, finding.listing.shop
    about = _join(listing.title, (shop.name or shop.id) if shop else None, listing.platform)
    return Told(said=_say(finding.summary, finding.code, words), about=about, code=finding.code)


def _tell_snapshot(snapshot: Snapshot) -> Told:
    listing = snapshot.listing
    shop = listing.shop if listing else None
    said = (listing.title if listing else None) or (shop.name if shop else None) or snapshot.url
    named = (shop.name or shop.id) if shop else None
    about = _join(named if named != said else None, snapshot.platform, format_time(snapshot.captured_at))
    return Told(said=said, about=about)


def _say(summary: str, code: str, words: Words) -> str:
    """A summary; of a redacted copy, which has none, what its code is called."""
    return name_code(code, words) if summary == MASK else summary


def _join(*parts: str | None) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part))
