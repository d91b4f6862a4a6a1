"""The pages of 老和批发, and how they go onto the wire in GBK."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.answers import Answer
from demo.model import Market, Step
from demo.papers import Picture

CHARSET = "gbk"
# The site says gbk; signs beyond it go out in the four bytes of GB 18030, as such sites do.
_ENCODING = "gb18030"


def render(template: str, market: Market, **values: Any) -> str:
    """A page of the named template."""
    page = _make_environment().get_template(f"{template}.html")
    return page.render(categories=market.categories, charset=CHARSET, **values)


def encode(text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A page as an answer that leaves its charset to the page's own meta element."""
    return Answer(status=status, content_type="text/html", body=text.encode(_ENCODING), headers=headers)


def picture_path(picture: Picture) -> str:
    """Where a picture is."""
    return f"/upload/{picture.file_name}"


def format_range(step: Step, unit: str) -> str:
    """The quantities of a price step as the table prints them: 1-9件, ≥100件."""
    return f"≥{step.first}{unit}" if step.last is None else f"{step.first}-{step.last}{unit}"


def format_amount(price: Decimal) -> str:
    """A price as the site prints it: ¥12.50."""
    return f"¥{price:.2f}"


@cache
def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["picture"] = picture_path
    environment.filters["range"] = format_range
    environment.filters["amount"] = format_amount
    return environment
