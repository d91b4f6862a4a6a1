"""The goods of a site as a table, and what `site check` shows, from an address to a mended profile."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from openpyxl import load_workbook

from tests.console.conftest import ROOT, Call, call_netpatrol
from tests.crawlers.stage import goods, page, run_stage
from tests.sites.learning.small_shop import GOODS, HOME, make_site

SOLD = {good.url.removeprefix(HOME.rstrip("/")) for good in GOODS[:25]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a workspace that crawled the small shop, and the shop's host."""
    folder = tmp_path_factory.mktemp("shop")
    with run_stage() as stage:
        for url, html in make_site().items():
            parts = urlsplit(url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            stage.routes[path] = page(html.replace(HOME, stage.url("/")))
        options = ("--allow-host", stage.host, "--browser", "never", "--delay", "0")
        done = call_netpatrol("crawl", stage.url("/"), *options, cwd=folder)
        assert done.code in {0, 6}, done.err
        assert f"netpatrol site table {stage.host}" in done.err
    return folder, stage.host


def read_table(folder: Path, host: str) -> dict[str, dict[str, object]]:
    done = call_netpatrol("site", "table", host, "--json", cwd=folder)
    assert done.code == 0, done.err
    return {urlsplit(str(row["url"])).path: row for row in done.objects}


def test_the_table_holds_each_listing_once_with_its_price(shop: tuple[Path, str]) -> None:
    rows = read_table(*shop)
    truth = {urlsplit(good.url).path: good for good in GOODS}
    assert len(rows) >= 20
    for path, row in rows.items():
        assert (row["title"], row["price"]) == (truth[path].title, truth[path].price)
        assert row["availability"] == ("out_of_stock" if truth[path].is_gone else "in_stock")


def test_the_table_follows_a_mended_profile_and_the_check_shows_what_differs(shop: tuple[Path, str]) -> None:
    folder, host = shop
    [profile] = (folder / "workspace" / "sites").glob("*.yaml")
    kept = profile.read_text(encoding="utf-8")
    done = call_netpatrol("site", "check", host, "--json", cwd=folder)
    checked = done.objects[0]
    assert (done.code, checked["wrong"], "尚无确认值" in done.err) == (0, [], True)
    assert checked["lists"]["price"]["compared"] >= 15
    assert checked["lists"]["price"]["agreed"] == checked["lists"]["price"]["compared"]
    assert "第" in checked["values"]["title"][0]
    try:
        assert "h2.name" in kept
        profile.write_text(kept.replace("h2.name", "h4"), encoding="utf-8")
        done = call_netpatrol("site", "check", host, "--json", cwd=folder)
        wrong = done.objects[0]
        assert (done.code, wrong["wrong"]) == (5, ["title"])
        assert "规则有误：标题" in done.err
        assert wrong["lists"]["title"]["agreed"] == 0
        assert wrong["lists"]["title"]["differ"]
        assert {row["title"] for row in read_table(folder, host).values()} == {"看了又看"}
    finally:
        profile.write_text(kept, encoding="utf-8")
    assert len({row["title"] for row in read_table(folder, host).values()}) >= 20


def test_a_rule_that_finds_nothing_is_told(shop: tuple[Path, str]) -> None:
    folder, host = shop
    [profile] = (folder / "workspace" / "sites").glob("*.yaml")
    kept = profile.read_text(encoding="utf-8")
    gone = {"field": "title", "select": "h5.gone"}
    assert gone not in call_netpatrol("site", "check", host, "--json", cwd=folder).objects[0]["idle"]
    try:
        profile.write_text(kept.replace("h2.name", "h5.gone"), encoding="utf-8")
        done = call_netpatrol("site", "check", host, "--json", cwd=folder)
        assert gone in done.objects[0]["idle"]
        assert (done.code, done.objects[0]["wrong"]) == (5, ["title"])
        assert "h5.gone" in call_netpatrol("site", "check", host, cwd=folder).err
    finally:
        profile.write_text(kept, encoding="utf-8")


def test_a_rule_that_takes_the_struck_price_is_told(shop: tuple[Path, str]) -> None:
    folder, host = shop
    [profile] = (folder / "workspace" / "sites").glob("*.yaml")
    kept = profile.read_text(encoding="utf-8")
    assert call_netpatrol("site", "check", host, "--json", cwd=folder).objects[0]["former_prices"] == 0
    try:
        assert "select: p.now" in kept
        profile.write_text(kept.replace("select: p.now", "select: del"), encoding="utf-8")
        wrong = call_netpatrol("site", "check", host, "--json", cwd=folder).objects[0]
        assert wrong["former_prices"] >= 5
        assert "price" in wrong["wrong"]
        first = wrong["former"][0]
        assert float(first["read"]) > float(first["asked"])
        assert first["url"] in call_netpatrol("site", "check", host, cwd=folder).err
    finally:
        profile.write_text(kept, encoding="utf-8")


def test_confirmed_values_are_told_field_by_field_with_the_page_that_differs(shop: tuple[Path, str]) -> None:
    folder, host = shop
    [profile] = (folder / "workspace" / "sites").glob("*.yaml")
    kept = profile.read_text(encoding="utf-8")
    rows = list(read_table(folder, host).values())
    try:
        for row in rows[:2]:
            done = call_netpatrol("site", "confirm", str(row["snapshot_id"]), "--by", "李明", cwd=folder)
            assert done.code == 0, done.err
        right = call_netpatrol("site", "check", host, "--json", cwd=folder)
        assert right.code == 0, right.err
        assert right.objects[0]["confirmed"]["title"] == {"compared": 2, "agreed": 2}
        said = ("title=别的商品", f"price={rows[1]['price']}", "--by", "李明")
        call_netpatrol("site", "confirm", str(rows[1]["snapshot_id"]), *said, cwd=folder)
        wrong = call_netpatrol("site", "check", host, cwd=folder)
        assert wrong.code == 5
        assert ("规则有误：标题" in wrong.err, str(rows[1]["url"]) in wrong.out) == (True, True)
        assert all(told in wrong.out for told in ("1/2", "2/2", "别的商品", str(rows[1]["title"])))
    finally:
        profile.write_text(kept, encoding="utf-8")


def test_a_profile_of_pages_that_are_not_here_is_not_called_wrong(
    shop: tuple[Path, str], tmp_path: Path
) -> None:
    folder, host = shop
    [profile] = (folder / "workspace" / "sites").glob("*.yaml")
    shutil.copytree(folder / "workspace", tmp_path / "workspace")
    absent = {"sha256": "0" * 64, "url": f"http://{host}/elsewhere", "values": {"title": "甲"}}
    written = yaml.safe_load(profile.read_text(encoding="utf-8"))
    written["examples"] = [absent | {"confirmed_by": "王芳", "confirmed_at": "2026-03-01T00:00:00Z"}]
    (tmp_path / "workspace" / "sites" / profile.name).write_text(yaml.safe_dump(written), encoding="utf-8")
    done = call_netpatrol("site", "check", host, cwd=tmp_path)
    assert (done.code, "1 个有确认值的页面不在本工作区" in done.err) == (0, True)


def test_a_profile_is_not_checked_where_none_of_its_pages_is(shop: tuple[Path, str], tmp_path: Path) -> None:
    folder, host = shop
    out = tmp_path / "shop.yaml"
    call_netpatrol("site", "export", host, "--out", out, cwd=folder)
    assert call_netpatrol("site", "import", out, cwd=tmp_path).code == 0
    refused = call_netpatrol("site", "check", host, cwd=tmp_path)
    assert (refused.code, "无从检验" in refused.err) == (4, True)


def test_a_file_that_is_there_is_written_over_only_when_told(shop: tuple[Path, str], tmp_path: Path) -> None:
    folder, host = shop
    for command in ("table", "export"):
        out = tmp_path / f"{command}.csv"
        out.write_text("mine")
        refused = call_netpatrol("site", command, host, "--out", out, cwd=folder)
        assert (refused.code, "--force" in refused.err, out.read_text()) == (4, True, "mine")
        assert call_netpatrol("site", command, host, "--out", out, "--force", cwd=folder).code == 0
        assert out.read_text() != "mine"


def test_the_table_is_in_the_same_order_at_each_crawl(shop: tuple[Path, str]) -> None:
    folder, host = shop
    rows = call_netpatrol("site", "table", host, "--json", cwd=folder).objects
    titles = [str(row["title"]) for row in rows]
    assert titles == sorted(titles)


def test_tables_are_written_for_spreadsheets(shop: tuple[Path, str], tmp_path: Path) -> None:
    folder, host = shop
    rows = read_table(folder, host)
    for suffix in ("csv", "xlsx", "jsonl"):
        out = tmp_path / f"goods.{suffix}"
        assert call_netpatrol("site", "table", host, "--out", out, cwd=folder).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"goods.csv", "goods.xlsx", "goods.jsonl"}
    data = (tmp_path / "goods.csv").read_bytes()
    assert len(list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))) == len(rows)
    sheet = load_workbook(tmp_path / "goods.xlsx").active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1
    assert isinstance(sheet.cell(2, 2).value, int | float)


def test_bad_input_gets_one_line(call: Call, shop: tuple[Path, str]) -> None:
    folder, host = shop
    for arguments, code, said in (
        (("nowhere.example",), 4, "nowhere.example"),
        ((host, "--out", "goods.doc"), 2, "goods.doc"),
        ((host, "--out", "no-such-folder/goods.csv"), 4, "no-such-folder"),
        ((host, "--run", "run_none"), 4, host),
    ):
        done = call_netpatrol("site", "table", *arguments, cwd=folder)
        assert (done.code, done.out) == (code, ""), done.err
        assert said in done.err
    assert call("site", "table", "x.example").code != 0


def test_reading_again_changes_nothing_until_the_profile_does(shop: tuple[Path, str]) -> None:
    folder, host = shop
    [profile] = (folder / "workspace" / "sites").glob("*.yaml")
    kept = profile.read_text(encoding="utf-8")
    before = call_netpatrol("site", "table", host, "--json", cwd=folder).out
    assert call_netpatrol("reread", "--json", cwd=folder).objects[-1]["changed"] == 0
    try:
        profile.write_text(kept.replace("h2.name", "h4"), encoding="utf-8")
        *changes, counts = call_netpatrol("reread", "--json", cwd=folder).objects
    finally:
        profile.write_text(kept, encoding="utf-8")
    assert counts["changed"] >= 20
    assert {(one["field"], one["now"]) for one in changes} == {("title", "看了又看")}
    assert call_netpatrol("verify", "--store", cwd=folder).code == 0
    assert call_netpatrol("site", "table", host, "--json", cwd=folder).out == before
    assert call_netpatrol("reread", "--run", "run-none", cwd=folder).code == 4


def test_a_site_that_was_not_looked_at_is_said_to_be_that(tmp_path: Path) -> None:
    done = call_netpatrol("site", "learn", "http://127.0.0.1:9/", cwd=tmp_path)
    assert (done.code, "没有一个页面能够打开" in done.err) == (4, True)


def test_learning_says_on_a_terminal_what_it_looks_at_and_nothing_of_that_elsewhere(tmp_path: Path) -> None:
    with run_stage() as stage:
        for url, html in make_site().items():
            parts = urlsplit(url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            stage.routes[path] = page(html.replace(HOME, stage.url("/")))
        asked = ("site", "learn", stage.url("/"), "--allow-host", stage.host, "--delay", "0")
        piped = call_netpatrol(*asked, cwd=tmp_path)
        shown = call_on_terminal(*asked, cwd=tmp_path)
    assert piped.code == 0, piped.err
    assert "/goods/" not in piped.err
    assert "了解网站" in shown
    assert "/goods/" in shown


def call_on_terminal(*args: str, cwd: Path) -> str:
    """What a command writes to a terminal on its stderr."""
    near, far = os.openpty()
    command = [sys.executable, "-c", "from console.main import main; main()", *args]
    env = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "160"}
    with subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=far) as process:
        os.close(far)
        said = bytearray()
        with suppress(OSError):  # Linux says so when the other end is closed
            while block := os.read(near, 65536):
                said += block
        assert process.wait(timeout=900) == 0
    os.close(near)
    return said.decode("utf-8", "replace")


def test_the_table_of_a_crawl_tells_what_is_not_whole(tmp_path: Path) -> None:
    picture = '<img class="gallery" src="http://10.0.0.1/a.jpg" width="400" height="400">'
    with run_stage() as stage:
        stage.routes = {"/item/1": goods("水壶", "59.00", picture), "/item/2": goods("茶壶", "49.00", "")}
        options = ("--allow-host", stage.host, "--browser", "never", "--delay", "0")
        paths = [stage.url(path) for path in stage.routes]
        done = call_netpatrol("crawl", *paths, *options, cwd=tmp_path)
    told = {line.split()[-1]: line.split()[0] for line in done.out.splitlines() if "http" in line}
    assert [told[path] for path in paths] == ["已取得（不完整）", "已取得"]
