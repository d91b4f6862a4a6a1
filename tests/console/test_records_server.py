"""A workspace whose records lie on PostgreSQL, worked with from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import ExitCode
from console.main import run
from tests.crawlers.stage import Stage, run_stage
from tests.evidence.test_database import name_server

PAGE = """<!doctype html><html><head><meta charset=utf-8><title>电水壶 1.7L</title>
<script type="application/ld+json">{"@type":"Product","name":"国家级 电水壶","sku":"K-17",
"offers":{"price":"129.00","priceCurrency":"CNY"}}</script></head>
<body><h1>国家级 电水壶</h1><p>价格 ¥129.00</p></body></html>"""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with run_stage() as running:
        running.routes = {"/item/1": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode())}
        yield running


def read_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.postgres
def test_from_a_page_to_a_lead_and_back_from_a_backup(
    stage: Stage, tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = name_server(tmp_path / "ws", postgres_url)
    here = ["-w", str(root)]
    asked = ["--allow-host", stage.host, "--browser", "never", "--delay", "0"]
    assert run([*here, "crawl", stage.url("/item/1"), *asked, "--json"]) == ExitCode.DONE
    assert read_lines(capsys)[0]["outcome"] == "found"
    assert run([*here, "inspect", "--json"]) == ExitCode.DONE
    leads = [line["lead_id"] for line in read_lines(capsys) if line.get("code") == "AD-001"]
    assert len(leads) == 1
    assert run([*here, "review", str(leads[0]), "confirmed", "--by", "li"]) == ExitCode.DONE
    assert run([*here, "bundle", str(leads[0]), "--out", str(tmp_path / "one.wacz")]) == ExitCode.DONE
    assert run([*here, "verify", "--store"]) == ExitCode.DONE
    assert run([*here, "index", "rebuild"]) == ExitCode.DONE
    assert run([*here, "backup", str(tmp_path / "backup")]) == ExitCode.DONE
    (tmp_path / "backup" / "netpatrol.toml").unlink()  # without the server it is restored into a file
    assert run(["-w", str(tmp_path / "new"), "restore", str(tmp_path / "backup")]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["-w", str(tmp_path / "new"), "show", str(leads[0]), "--json"]) == ExitCode.DONE
    assert "confirmed" in capsys.readouterr().out
    assert not (root / "records.db").exists()
