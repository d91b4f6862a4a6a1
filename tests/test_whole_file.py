"""Files that are seen whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from config.whole_file import write_whole, write_whole_text


def test_a_file_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / ("很长的名字" * 15)
    path.write_text("old", encoding="utf-8")
    with write_whole(path) as part:
        part.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert [one.read_text(encoding="utf-8") for one in path.parent.iterdir()] == ["new"]


def _break_off(path: Path) -> None:
    with write_whole(path) as part:
        part.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _break_off(path)
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [
        ("table.csv", "old")
    ]


def test_a_secret_is_never_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with write_whole(path, mode=0o600) as part:
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        part.write_text("x", encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644)])
def test_a_file_is_as_open_as_the_umask_says(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        write_whole_text(tmp_path / "share.parcel", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "share.parcel").stat().st_mode) == mode


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole_text(tmp_path / "no" / "file", "x")
