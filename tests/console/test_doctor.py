"""What the doctor says is wrong, with the step that mends just that."""

import json
from pathlib import Path

import pytest

from config.errors import ConfigError, ExitCode
from console.commands.doctor import Diagnosis, refuse
from console.main import run
from evidence.workspace import open_workspace
from tests.evidence.conftest import NOW


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("the key file 'k' is damaged; restore it from a backup", "restore it from a backup"),
        ("a; b, no c; run `netpatrol index rebuild`", "run `netpatrol index rebuild`"),
        ("something is wrong", "look here"),
    ],
)
def test_the_next_step_is_the_errors_own(said: str, step: str) -> None:
    found = refuse("workspace", ConfigError(said), "look here")
    assert found == Diagnosis(check="workspace", ok=False, detail=said, next_step=step)


def test_a_damaged_key_is_not_put_down_to_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "ws"
    open_workspace(root, create=True, now=NOW)
    (root / "keys" / "office.key").write_text("damaged")
    assert run(["-w", str(root), "doctor", "--json"]) == ExitCode.SETTINGS
    found = {one["check"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert found["workspace"]["next_step"] == "restore it from a backup"
    run(["-w", str(root), "--lang", "zh", "doctor"])
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("workspace")]
    assert line.split()[-2:] == ["已损坏", "请从备份恢复"]


def test_an_office_that_does_not_exist_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "ws"
    open_workspace(root, create=True, now=NOW)
    (root / "netpatrol.toml").write_text('office = "nope"\n')
    assert run(["-w", str(root), "doctor", "--json"]) == ExitCode.SETTINGS
    found = {one["check"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert found["office"]["detail"] == "there is no office 'nope'; `netpatrol office list` names them"
    assert found["office"]["next_step"] == "`netpatrol office list` names them"
