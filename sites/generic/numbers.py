"""The numbers of goods: the seller's, the maker's, the trade item's."""

import re
from collections.abc import Iterator
from typing import Any

from sites.generic.addresses import find_listing_id
from sites.generic.sight import Sight
from sites.generic.structured import is_gtin
from sites.generic.table import Fact, find_fact
from sites.page import clean
from sites.words import is_label, starts_with_word

_NUMBER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._/ -]{1,38}[A-Za-z0-9]$|^[0-9]{2,}$")
_LONGEST = 40
_PLACE = re.compile(r"[0-9]{1,5}/[0-9]{1,5}")
"""The place in a row of things, `8/24`, which is no number of one."""
_LABELLED = re.compile(r"^\W*([^:：#]{2,30}?)\s*(?:[:：#]\s*){1,2}([A-Za-z0-9][\w./-]{1,40})\W*$")


def cut_number(text: str | None) -> str | None:
    """The number at the start of a cell that goes on with words."""
    said = clean(text)
    if said is None:
        return None
    first = re.sub(r"^\W+|\W+$", "", re.split(r"[\s,;，；(（]", said, maxsplit=1)[0])
    return first if re.search(r"[0-9]", first) and 2 <= len(first) <= _LONGEST else None


def find_sku(sight: Sight, facts: list[Fact]) -> str | None:
    """The seller's number beside its label, else where markup names it."""
    labelled = cut_number(find_fact(facts, "sku"))
    return labelled or next(_iter_labelled(sight), None) or next(_iter_marked(sight.root), None)


def _iter_labelled(sight: Sight) -> Iterator[str]:
    """Numbers in a line or in the run behind a label: `Item no. 123`, `货号` and `123`."""
    for place, run in enumerate(sight.runs):
        if len(run.text) > 60:
            continue
        match = _LABELLED.match(run.text)
        if match and is_label("sku", match.group(1)) and re.search(r"[0-9]", match.group(2)):
            if _PLACE.fullmatch(match.group(2)):
                continue
            yield match.group(2)
            continue
        size = starts_with_word("sku", run.text)
        rest = run.text[size:].strip(" :：#.") if size else ""
        if size and not rest and place + 1 < len(sight.runs):
            rest = sight.runs[place + 1].text
            if not run.text.rstrip().endswith((":", "：", ".", "#")):
                continue
        is_number = _NUMBER.match(rest) and not _PLACE.fullmatch(rest) and re.search(r"[0-9]{2}", rest)
        if rest and " " not in rest and is_number:
            yield rest


def _iter_marked(root: Any) -> Iterator[str]:
    for name in ("sku", "productID"):
        for element in root.iterfind(f".//*[@itemprop='{name}']"):
            said = cut_number(element.get("content") or "".join(element.itertext()))
            if said:
                yield said
    seen = {element.get("data-sku") for element in root.iterfind(".//*[@data-sku]")} - {None, ""}
    if len(seen) == 1 and (said := cut_number(str(seen.pop()))):
        yield said


def find_gtin(facts: list[Fact]) -> str | None:
    """The trade item number beside its label, only with a right check digit."""
    digits = re.sub(r"[\s-]", "", find_fact(facts, "gtin") or "").rstrip(".,;。；，")
    return digits if is_gtin(digits) else None


def find_address_id(root: Any, address: str) -> str | None:
    """The number by which the page's address, or the one that it calls its own, names the goods."""
    found = find_listing_id(address)
    if found:
        return found
    for element in root.iter("link", "meta"):
        own = element.get("href") if element.get("rel") == "canonical" else None
        if element.get("property") == "og:url":
            own = element.get("content")
        if own and own.startswith("http") and (found := find_listing_id(own)):
            return found
    return None
