"""Renders a spec as HTML in Chromium: tables, grids and definition lists as web and office tools make them."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable, Iterator
from random import Random

from PIL import Image
from playwright.sync_api import sync_playwright

from bench.reading.drawn import Drawn, Truth, make_fields
from bench.reading.grammar import Row, Spec
from crawlers.browser import find_browser

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
    style, chance = spec.style, Random(f"html/{seed}/{spec.kind}")
    rows = {part: [row for row in spec.rows if row.part == part] for part in ("head", "fields", "foot")}
    border = {
        "none": "0",
        "single": "3px solid #876",
        "double": "6px double #765",
        "rows": "0",
        "dotted": "0",
    }[style.border]
    line = {"rows": "1px solid #aaa", "dotted": "1px dotted #777"}.get(style.border, "0")
    label_px = round(style.width_px * chance.uniform(0.16, 0.26))
    body = _FORMS[style.arrangement](rows["fields"], spec)
    head = "".join(
        f"<div>{_label(row, spec)}<span>{html.escape(row.value)}</span></div>" for row in rows["head"]
    )
    foot = "".join(
        f"<div>{_label(row, spec)}<span>{html.escape(row.value)}</span></div>" for row in rows["foot"]
    )
    small = "".join(f"<p>{html.escape(text)}</p>" for text in spec.small)
    return f"""<style>
body{{margin:0}} #sheet{{box-sizing:border-box;width:{style.width_px}px;padding:{chance.randint(40, 90)}px;background:#fff;
min-height:{round(style.width_px / style.aspect * 0.8)}px;border:{border};font:{style.print_px}px '{_FAMILIES[style.label_font]}';color:#222;line-height:1.5}}
h1{{font:{"bold" if "bold" in style.title_font else "normal"} {round(style.print_px * chance.uniform(1.6, 2.4))}px '{_FAMILIES[style.title_font]}';text-align:center;margin:.3em 0}}
.v,span{{font-family:'{_FAMILIES[style.value_font]}';{"font-weight:bold" if style.bold_values else ""}}}
.row{{display:flex;border-bottom:{line};padding:{chance.randint(3, 12)}px 0}} .row>.l{{flex:0 0 {label_px}px;{"text-align-last:justify;padding-right:12px" if style.spread else ""}}}
small{{display:block;font-size:.55em;color:#555;line-height:1.1}} .two{{columns:2;column-gap:40px}} .two .row{{break-inside:avoid}} .two .row>.l{{flex-basis:{round(label_px * 0.8)}px}}
table{{border-collapse:collapse;width:100%}} td{{padding:{chance.randint(4, 12)}px;{"border:1px solid #555" if style.border != "none" else ""}}} td.l{{width:{label_px}px}}
.foot{{margin:{chance.randint(20, 60)}px 0 0 {chance.randint(40, 55)}%}} p{{font-size:.6em;text-align:center;margin:.4em}} .head{{text-align:{"center" if style.centred_head else "left"};margin:10px 0}}
</style><div id=sheet><h1>{html.escape(spec.title)}</h1><div style="text-align:center">{html.escape(spec.subtitle)}</div>
<div class=head>{head}</div>{body}<div class=foot>{foot}</div>{small}</div>"""


def _label(row: Row, spec: Spec) -> str:
    text = html.escape(row.label + (spec.style.separator if row.label else ""))
    return text + (
        f"<small>{html.escape(row.english)}</small>" if row.english and row.part == "fields" else ""
    )


def _make_rows(rows: list[Row], spec: Spec) -> str:
    return "".join(
        f"<div class=row><div class=l>{_label(row, spec)}</div><div class=v>{html.escape(row.value)}</div></div>"
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
