"""Bad input: one clear line, the right exit code, no traceback (each call asserts that)."""

from pathlib import Path

import pytest

from evidence.workspace import open_workspace
from tests.console.conftest import Call


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("crawl",), 2, "没有采集目标"),
        (("--lang", "en", "crawl"), 2, "TARGET"),
        (("nonsense",), 2, "nonsense"),
        (("search", "x"), 3, "没有工作区"),
        (("--lang", "en", "search", "x"), 3, "no workspace"),
        (("crawl", "notaurl"), 4, "notaurl"),
        (("crawl", "http://no-such-host.invalid/", "--browser", "never"), 4, "unresolvable"),
        (("crawl", "http://127.0.0.1:1/", "--browser", "never"), 4, "--allow-host 127.0.0.1:1"),
        (("crawl", "--list", "missing.txt"), 4, "missing.txt"),
        (("read", "missing.png"), 4, "missing.png"),
        (("extract", "missing.html", "--url", "http://a.example/"), 4, "missing.html"),
        (("verify", "missing.wacz"), 4, "missing.wacz"),
        (("authority", "import", "no_register", "x.csv"), 4, "no_register"),
        (("authority", "import", "market_entities", "missing.csv"), 4, "missing.csv"),
        (("serve", "--host", "0.0.0.0"), 3, "不支持 TLS"),
    ],
)
def test_bad_input_gets_one_line_and_its_exit_code(
    call: Call, args: tuple[str, ...], code: int, said: str
) -> None:
    done = call(*args)
    assert (done.code, said in done.out + done.err) == (code, True), done.out + done.err


def test_a_register_without_its_key_column_changes_nothing(call: Call, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("名称,登记状态\n某公司,存续\n", encoding="utf-8")
    done = call("authority", "import", "market_entities", "firms.csv")
    listed = call("-w", "workspace", "authority", "list", "--json")
    assert (done.code, "统一社会信用代码" in done.err, listed.out) == (4, True, "")


def test_a_truncated_picture_is_named_and_the_others_are_read(call: Call, tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415 -- only here

    Image.effect_noise((300, 300), 50).save(tmp_path / "whole.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:2000])
    done = call("read", "cut.jpg", "whole.jpg", "--json")
    assert (done.code, "cut.jpg" in done.err, [one["kind"] for one in done.objects]) == (6, True, ["other"])


def test_a_missing_browser_is_told_before_anything_is_captured(call: Call, tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "netpatrol.toml").write_text('[browser]\nexecutable = "/no/such/chromium"\n')
    done = call("crawl", "http://shop.example/", "--browser", "always")
    assert (done.code, "/no/such/chromium" in done.err) == (3, True)


def test_an_unknown_setting_is_named(call: Call, tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "netpatrol.toml").write_text("[crawl]\ndelay = 3\n")
    done = call("patrol", "list")
    assert (done.code, "crawl.delay" in done.err) == (3, True)


def test_a_workspace_of_a_newer_program_is_refused(call: Call, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "workspace", create=True)
    engine = workspace.records.database.engine
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    done = call("search", "x")
    assert (done.code, "99" in done.err) == (3, True)


def test_a_title_with_terminal_codes_is_printed_without_them(call: Call, tmp_path: Path) -> None:
    page = "<h1 itemprop=name>a\x1b]0;owned\x07b\u202ec</h1><title>a\x1b[31mb</title>"
    (tmp_path / "page.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    done = call("extract", "page.html", "--url", "http://shop.example/item/1")
    assert not set("\x1b\x07\u202e") & set(done.out)
