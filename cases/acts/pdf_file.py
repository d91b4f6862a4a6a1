"""A paper as a PDF file, printed by the Chromium that captures pages: no second layout engine to keep."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Error, Route, sync_playwright

from cases.acts.sheet import Sheet
from config.errors import ServiceError
from crawlers.browser import find_browser

_FOOT = (
    '<div style="width:100%;font-size:7pt;text-align:center;font-family:Noto Sans CJK SC,sans-serif">'
    '{foot}　第 <span class="pageNumber"></span> 页，共 <span class="totalPages"></span> 页</div>'
)


def make_pdf(sheet: Sheet, browser: str | None = None) -> bytes:
    """The bytes of a PDF file.

    The page that is printed has no script and may fetch nothing.

    Raises:
        ConfigError: there is no Chromium.
        ServiceError: it could not print.
    """
    executable = find_browser(browser)
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=str(executable))
            try:
                context = chromium.new_context(java_script_enabled=False, offline=True)
                context.route("**/*", _refuse)
                page = context.new_page()
                page.set_content(_make_page(sheet))
                return page.pdf(
                    prefer_css_page_size=True,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=_FOOT.format(foot=escape(sheet.foot)),
                )
            finally:
                chromium.close()
    except Error as exc:
        reason = str(exc).splitlines()[0]
        raise ServiceError(
            f"Chromium could not print the paper ({reason}); take a .docx file instead"
        ) from exc


def _refuse(route: Route) -> None:
    route.abort()


def _make_page(sheet: Sheet) -> str:
    parts = [{"name": type(part).__name__, "it": part} for part in sheet.parts]
    return str(_load().render(sheet=sheet, parts=parts))


@cache
def _load() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("paper.html")
