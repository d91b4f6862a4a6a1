"""Claims that a listing makes in words and that a check compares with a register."""

import re
import unicodedata

_GRADES = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
_GRADE = re.compile(
    r"([1-5一二三四五])\s*级\s*(?:能效|节能|水效)|(?:能效|水效)(?:等级)?\s*[:：]?\s*([1-5一二三四五])\s*级"
)


def read_claims(title: str | None, attributes: dict[str, str]) -> dict[str, str]:
    """The energy grade that a title or an attribute claims; nothing when the two differ."""
    texts = [title or "", *(f"{name}:{value}" for name, value in attributes.items() if "效" in name)]
    found = {
        _GRADES.get(grade, grade)
        for text in texts
        for match in _GRADE.finditer(unicodedata.normalize("NFKC", text))
        for grade in match.groups()
        if grade
    }
    return {"energy_grade": found.pop()} if len(found) == 1 else {}
