"""A morning at the desk in a real browser: log in, drop a list, see it through, look at the run."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.accounts import set_password
from console.session import Session
from tests.cases.town import NOW, Town
from tests.console.conftest import serve_desk

pytestmark = pytest.mark.browser


def test_an_officer_logs_in_drops_a_list_and_sees_what_became_of_it(
    town: Town, page: Page, tmp_path: Path
) -> None:
    set_password(town.book, "gd-officer", "correct horse battery", at=NOW)
    addresses = tmp_path / "名单.csv"
    addresses.write_text("店铺,网址\n甲,http://127.0.0.1:9/a\n乙,http://10.0.0.1/b\n", encoding="utf-8")
    with serve_desk(Session(workspace_option=town.book.workspace.root, lang_option="zh")) as address:
        page.goto(f"{address}/jobs")
        page.fill("input[name=login]", "gd-officer")
        page.fill("input[name=password]", "correct horse battery")
        page.click("button[type=submit]")
        page.wait_for_url(f"{address}/jobs")
        assert page.locator("form[action='/jobs/register']").count() == 0  # officers import no registers
        page.set_input_files("form[action='/jobs/crawl'] input[name=given]", addresses)
        page.click("form[action='/jobs/crawl'] button[type=submit]")
        page.wait_for_url("**/jobs/job-*")
        state = page.locator("#job [role=status]")
        expect(state).to_have_text("未完成", timeout=60_000)  # by the polling alone
        expect(page.locator("#job")).to_contain_text("名单.csv")
        page.click("text=查看本次运行与覆盖")
        expect(page.locator("main")).to_contain_text("http://10.0.0.1/b")
        expect(page.locator("main")).to_contain_text("地址不予采集")
        page.click("header .who button")
        page.wait_for_url("**/login")
