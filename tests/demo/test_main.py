"""The command that starts the market."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from demo import fonts


def _start(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "demo", "--seed", "3", "--dir", str(folder), "--minutes", "2", *options],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _read_line(process: subprocess.Popen[str]) -> dict[str, str | int | list[str]]:
    assert process.stdout is not None
    line: dict[str, str | int | list[str]] = json.loads(process.stdout.readline())
    return line


def test_it_says_where_it_is_and_stops_when_its_input_closes(tmp_path: Path) -> None:
    with _start(tmp_path) as process:
        line = _read_line(process)
        assert line["url"] == f"http://jishi.localhost:{line['port']}/"
        assert httpx.get(f"http://127.0.0.1:{line['port']}/").status_code == 200
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=120) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"truth.json", "registers"}
    assert (tmp_path / "registers" / "market_entities.csv").exists()


def test_a_full_market_can_be_served_as_it_stood_before(tmp_path: Path) -> None:
    with _start(tmp_path, "--size", "full", "--day", "2026-11-26", "--at", "2026-11-19") as process:
        line = _read_line(process)
        process.terminate()
    assert isinstance(line["urls"], list)
    assert len(line["urls"]) == 3
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert truth["day"] == "2026-11-19"
    assert max(one["listed_on"] or "" for one in truth["listings"]) <= "2026-11-19"
    assert {path.name for path in tmp_path.iterdir()} == {"truth.json", "registers", "history.csv"}


def test_it_stops_when_told_to(tmp_path: Path) -> None:
    with _start(tmp_path) as process:
        _read_line(process)
        process.terminate()
        assert process.wait(timeout=120) == 0


def test_a_missing_font_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FOLDERS", ())
    fonts._find.cache_clear()
    fonts._load.cache_clear()
    with pytest.raises(fonts.FontMissingError, match="install fonts-noto-cjk"):
        fonts.load_serif(20)
    fonts._find.cache_clear()
