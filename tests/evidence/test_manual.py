"""A bundle is checked by others with the tools that they have: the commands of VERIFY.txt as they stand."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from evidence.bundle import MANUAL, write_bundle
from evidence.workspace import Workspace
from tests.evidence.conftest import NOW, RUN, make_capture

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture
def folder(workspace: Workspace, tmp_path: Path) -> Path:
    snapshot = workspace.seal(RUN, make_capture(1))
    out = tmp_path / "matter.wacz"
    write_bundle(workspace, [snapshot.snapshot_id], out, now=NOW, software="netpatrol test")
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def iter_commands(folder: Path) -> dict[str, str]:
    lines = (folder / MANUAL).read_text(encoding="utf-8").splitlines()
    commands = [line.strip() for line in lines if re.match(r"   (sha256sum|openssl|find|wc) ", line)]
    return {command.split()[0] + str(number): command for number, command in enumerate(commands)}


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_commands_of_the_manual_accept_the_bundle(folder: Path) -> None:
    done = {name: run(command, folder) for name, command in iter_commands(folder).items()}
    assert {name: result.returncode for name, result in done.items()} == dict.fromkeys(done, 0)
    assert done["find1"].stdout.strip() == done["wc2"].stdout.strip()
    assert "Verified Successfully" in done["openssl3"].stdout
    manual = (folder / MANUAL).read_text(encoding="utf-8")
    assert done["openssl4"].stdout.split()[0] in manual


@pytest.mark.parametrize("part", ["netpatrol/records.jsonl", "datapackage.json", "pages/pages.jsonl"])
def test_they_refuse_a_changed_part(folder: Path, part: str) -> None:
    path = folder / part
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    assert run(iter_commands(folder)["sha256sum0"], folder).returncode != 0


def test_they_refuse_a_list_that_was_made_again(folder: Path) -> None:
    sums = folder / "netpatrol" / "SHA256SUMS"
    sums.write_bytes(sums.read_bytes().replace(b"0", b"1"))
    assert run(iter_commands(folder)["openssl3"], folder).returncode != 0


def test_the_validator_of_the_format_accepts_the_bundle(folder: Path) -> None:
    command = [sys.executable, "-m", "wacz.main", "validate", "-f", str(folder.parent / "matter.wacz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "the passed WACZ is valid" in done.stdout) == (0, True), done.stdout
