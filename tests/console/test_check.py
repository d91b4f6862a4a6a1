"""`netpatrol check`: the list of checks, and trying them on a file without keeping anything."""

import json
from pathlib import Path

import pytest

from console.main import run


def write_rows(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def try_rows(
    capsys: pytest.CaptureFixture[str], folder: Path, *rows: object, codes: tuple[str, ...] = ()
) -> list[dict[str, object]]:
    file = write_rows(folder / "rows.jsonl", *rows)
    options = [part for code in codes for part in ("--code", code)]
    run(["-w", str(folder / "none"), "check", "try", str(file), "--json", *options])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_finding_names_its_words_and_their_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    title = "家用 全国最好的保温杯"
    (row,) = try_rows(capsys, tmp_path, {"title": title}, codes=("AD-001",))
    (finding,) = row["findings"]  # type: ignore[misc]
    first, last = finding["span"]
    assert (row["row"], finding["code"], finding["place"]) == (1, "AD-001", "title")
    assert title[first:last] == finding["term"]


def test_nothing_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    try_rows(capsys, tmp_path, {"title": "普通杯子"})
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


def test_a_bad_line_is_one_clear_line_and_the_others_are_tried(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('nonsense\n[1]\n{"title": 3}\n{"price": 1}\n\n{"title": "杯子"}\n', encoding="utf-8")
    code = run(["-w", str(tmp_path), "check", "try", str(file), "--json"])
    seen = capsys.readouterr()
    assert code == 6
    assert [json.loads(line)["row"] for line in seen.out.splitlines()] == [6]
    assert [line.split("：")[0] for line in seen.err.splitlines()] == [
        f"第 {number} 行未试" for number in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize("price", [12, "12.5", "¥12.50", {"amount": "12.5", "currency": "CNY"}, None, "面议"])
def test_a_price_may_be_written_in_any_way(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, price: object
) -> None:
    assert len(try_rows(capsys, tmp_path, {"title": "杯子", "price": price})) == 1


def test_an_unknown_code_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.jsonl", {"title": "杯子"})
    assert run(["check", "try", str(file), "--code", "XX-001"]) == 4
    assert "XX-001" in capsys.readouterr().err


def test_the_list_names_every_check_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = [row["check"] for row in rows]
    assert len(names) == len(set(names)) > 30
    assert all(row["title"] and row["legal_basis"] for row in rows)
