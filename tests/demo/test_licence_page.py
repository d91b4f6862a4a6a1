"""The licence page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from crawlers.browser import find_browser
from demo.model import Market
from demo.server import Site


@pytest.mark.browser
def test_the_script_fills_the_page(market: Market, site: Site) -> None:
    shop = market.shop("true_holder")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.goto(f"{site.named_url}shop/{shop.shop_id}/licence", wait_until="networkidle")
        assert page.inner_text(".licence-operator dd") == shop.operator
        assert page.evaluate("document.querySelector('.licence-picture').naturalWidth") == 1400
        browser.close()
