"""Renders a spec as HTML in Chromium: tables, columns and rows as web and office tools lay them out."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from string import Template

from PIL import Image
from playwright.sync_api import sync_playwright

from bench.reading.drawn import Drawn, Truth, make_fields
from bench.reading.grammar import Row, Spec
from crawlers.browser import find_browser
from demo.chance import make_chance

_FAMILIES = {
    "song": "Noto Serif CJK SC",
    "song medium": "Noto Serif CJK SC",
    "song bold": "Noto Serif CJK SC",
    "hei": "Noto Sans CJK SC",
    "hei medium": "Noto Sans CJK SC",
    "zenhei": "WenQuanYi Zen Hei",
    "ukai": "AR PL UKai CN",
    "uming": "AR PL UMing CN",
    "sungti": "AR PL SungtiL GB",
    "wenkai": "LXGW WenKai",
    "microhei": "WenQuanYi Micro Hei",
    "kaiti": "AR PL KaitiM GB",
}


_BORDERS = {"single": "3px solid #876", "double": "6px double #765"}
_LINES = {"rows": "1px solid #aaa", "dotted": "1px dotted #777"}


def draw_sheets(specs: Iterable[tuple[Spec, int]]) -> Iterator[Drawn]:
    """Each spec with its seed as a picture; one browser for all."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        page = browser.new_page()
        for spec, seed in specs:
            page.set_viewport_size({"width": spec.style.width_px, "height": 400})
            page.set_content(make_html(spec, seed))
            picture = Image.open(io.BytesIO(page.locator("#sheet").screenshot())).convert("RGB")
            truth = Truth(kind=spec.kind, box=(0, 0, *picture.size), fields=make_fields(spec))
            yield Drawn(picture=picture, documents=(truth,))
        browser.close()


def make_html(spec: Spec, seed: int) -> str:
    """The page of a spec."""
    rows = {part: [row for row in spec.rows if row.part == part] for part in ("head", "fields", "foot")}
    style = _make_css(spec, make_chance("html", f"{seed}/{spec.kind}"))
    body = _FORMS[spec.style.arrangement](rows["fields"], spec)
    head, foot = ("".join(_make_line(row, spec) for row in rows[part]) for part in ("head", "foot"))
    small = "".join(f"<p>{html.escape(text)}</p>" for text in spec.small)
    title, subtitle = html.escape(spec.title), html.escape(spec.subtitle)
    return (
        f'<style>{style}</style><div id=sheet><h1>{title}</h1><div style="text-align:center">{subtitle}</div>'
        f"<div class=head>{head}</div>{body}<div class=foot>{foot}</div>{small}</div>"
    )


def _make_css(spec: Spec, chance: Random) -> str:
    style = spec.style
    label_px = round(style.width_px * chance.uniform(0.16, 0.26))
    values = {
        "width": style.width_px,
        "padding": chance.randint(40, 90),
        "height": round(style.width_px / style.aspect * 0.8),
        "border": _BORDERS.get(style.border, "0"),
        "print": style.print_px,
        "label_font": _FAMILIES[style.label_font],
        "value_font": _FAMILIES[style.value_font],
        "title_font": _FAMILIES[style.title_font],
        "weight": "bold" if "bold" in style.title_font else "normal",
        "title": round(style.print_px * chance.uniform(1.6, 2.4)),
        "bold": "font-weight: bold" if style.bold_values else "",
        "line": _LINES.get(style.border, "0"),
        "row": chance.randint(3, 12),
        "label": label_px,
        "narrow": round(label_px * 0.8),
        "spread": "text-align-last: justify; padding-right: 12px" if style.spread else "",
        "cell": chance.randint(4, 12),
        "cell_border": "border: 1px solid #555" if style.border != "none" else "",
        "foot": chance.randint(20, 60),
        "indent": chance.randint(40, 55),
        "head": "center" if style.centred_head else "left",
    }
    return Template(Path(__file__).with_name("sheet.css").read_text(encoding="utf-8")).substitute(values)


def _make_line(row: Row, spec: Spec) -> str:
    return f"<div>{_label(row, spec)}<span>{html.escape(row.value)}</span></div>"


def _label(row: Row, spec: Spec) -> str:
    text = html.escape(row.label + (spec.style.separator if row.label else ""))
    return text + (
        f"<small>{html.escape(row.english)}</small>" if row.english and row.part == "fields" else ""
    )


def _make_rows(rows: list[Row], spec: Spec) -> str:
    return "".join(
        f"<div class=row><div class=l>{_label(row, spec)}</div>"
        f"<div class=v>{html.escape(row.value)}</div></div>"
        for row in rows
    )


def _make_columns(rows: list[Row], spec: Spec) -> str:
    return f"<div class=two>{_make_rows(rows, spec)}</div>"


def _make_above(rows: list[Row], spec: Spec) -> str:
    return "".join(
        f"<div class=up><div>{_label(row, spec)}</div><div class=v>{html.escape(row.value)}</div></div>"
        for row in rows
    )


def _make_table(rows: list[Row], spec: Spec) -> str:
    cells = "".join(
        f"<tr><td class=l>{_label(row, spec)}</td><td class=v>{html.escape(row.value)}</td></tr>"
        for row in rows
    )
    return f"<table>{cells}</table>"


_FORMS = {"beside": _make_rows, "table": _make_table, "columns": _make_columns, "above": _make_above}
