"""An act as a paper: the form of its kind, filled from the matter (forms.yaml, blocks.py)."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from cases.acts.blocks import BLOCKS, Sealed, write_day
from cases.acts.matter import Matter
from cases.acts.sheet import Heading, Paragraph, Part, Sheet, clean_part
from cases.model import ActKind
from config.yaml_text import parse_yaml


def make_number(kind: ActKind, issuer: str, year: int, serial: int) -> str:
    """The number of an act: its office, the word of its kind, 〔year〕, the serial number of that year."""
    return f"{issuer}{_load()['forms'][kind]['word']}〔{year}〕{serial}号"


def write_sheet(matter: Matter, sealed: Sealed) -> Sheet:
    """The paper of an act; what the evidence does not carry stays blank for a person to fill in."""
    book = _load()
    form = book["forms"][matter.order.kind]
    words = {
        "to": matter.order.to or form["to"],
        "title": matter.case.title,
        "competent": _say_competent(matter),
        "opened_on": f"{write_day(matter.case.opened_at)}",
    }
    parts: list[Part] = []
    for section in form["sections"]:
        if "heading" in section:
            parts.append(Heading(section["heading"]))
        if "text" in section:
            text = _compile(section["text"]).render(words)
            parts.append(Paragraph(text, plain=bool(section.get("plain"))))
        if section.get("block") == "asks":
            parts += [Paragraph(f"{n}. {one}", plain=True) for n, one in enumerate(section["asks"], start=1)]
        elif "block" in section:
            parts += BLOCKS[section["block"]](matter, sealed)
    return Sheet(
        issuer=matter.order.office.name,
        title=form["title"],
        number=matter.order.number,
        parts=tuple(map(clean_part, parts)),
        foot=book["notes"]["machine"],
    )


def _say_competent(matter: Matter) -> str:
    """Why the addressee of a transfer is competent: only where a proposal names it."""
    named = any(one.office_id == matter.order.to_office for one in matter.case.jurisdiction if one.office_id)
    return "依照管辖规定，该线索可能由你局管辖（理由见第三项）" if named else "移送理由：____"


@cache
def _compile(text: str) -> Any:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False).from_string(text)


@cache
def _load() -> dict[str, Any]:
    book: dict[str, Any] = parse_yaml((Path(__file__).parent / "forms.yaml").read_text(encoding="utf-8"))
    return book
