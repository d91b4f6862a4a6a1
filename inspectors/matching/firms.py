"""Whether two names are of one firm: short forms, misread characters, former names."""

import re
from collections.abc import Iterable
from enum import StrEnum

from evidence.finding import RegisterState
from inspectors.authority.lookup import Authority
from inspectors.matching.names import count_edits, fold_name

_FIRM = re.compile(
    r"公司|集团|厂|商行|经营部|合作社|工作室|中心|酒庄|农场|门市|商店|LTD|INC|CO[.,]|GMBH|CORP", re.I
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SHORT = 4


class Sameness(StrEnum):
    """How two names of firms go together."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    OTHER = "other"


def is_firm_name(text: str) -> bool:
    """Whether a text names a firm, unlike 见包装 or 国产."""
    return _FIRM.search(text) is not None and len(text) > _SHORT


def compare_firms(name: str, held: Iterable[str], authority: Authority) -> Sameness:
    """How a name goes with the names of a register's row.

    `doubtful` are names one character apart, names in two scripts, and any two names as long as the register
    of firms cannot be asked for former ones.
    """
    ours, others = fold_name(name), {fold_name(other) for other in held if other}
    if not others or any(_is_part(ours, other) for other in others):
        return Sameness.SAME
    if any(count_edits(ours, other) <= 1 for other in others):
        return Sameness.DOUBTFUL
    if not _CHINESE.search(ours) or not any(_CHINESE.search(other) for other in others):
        return Sameness.DOUBTFUL
    known = _find_all_names(name, authority)
    if known is None:
        return Sameness.DOUBTFUL
    known |= {ours}
    theirs = {one for other in others for one in _find_all_names(other, authority) or ()} | others
    return Sameness.SAME if known & theirs else Sameness.OTHER


def _is_part(left: str, right: str) -> bool:
    short, long = sorted((left, right), key=len)
    return len(short) >= _SHORT and short in long


def _find_all_names(name: str, authority: Authority) -> set[str] | None:
    """The names, present and former, of the firms that bear or bore a name; None without a register."""
    rows = [
        *authority.find_all("market_entities", name=name),
        *authority.find_all("market_entities", former_names=name),
    ]
    if any(row.state is RegisterState.UNAVAILABLE for row in rows):
        return None
    records = [row.record for row in rows if row.record is not None]
    held = [[record.get("name", ""), *record.get("former_names", ())] for record in records]
    return {fold_name(one) for names in held for one in names if one}
