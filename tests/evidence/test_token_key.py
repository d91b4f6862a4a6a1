"""The office key on a token: SoftHSM stands for it, the same interface as of a smart card (PKCS#11)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from config.errors import ConfigError
from config.settings import load_settings
from evidence.backup import back_up, restore
from evidence.key_change import finish_rotation, follow, rotate_key
from evidence.office_key import FOLDER, has_new_key, holds, load_key, make_next_key
from evidence.verify_store import verify_store
from evidence.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
TOKEN, PIN = "office", "123456"
FILE = Path(FOLDER) / "office.key"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The library of SoftHSM, with one token; a process reads once where the tokens are."""
    if shutil.which("softhsm2-util") is None:
        pytest.fail("these tests need SoftHSM; run `deploy/system-packages.sh test`")
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        made = [
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            TOKEN,
            "--pin",
            PIN,
            "--so-pin",
            "87654321",
        ]
        subprocess.run(made, check=True, capture_output=True)
        yield next(Path(one) for one in LIBRARIES if Path(one).exists())


@pytest.fixture
def root(library: Path, tmp_path: Path) -> Path:
    """The folder of a workspace whose settings want its keys on the token."""
    pin = tmp_path / "pin"
    pin.write_text(PIN)
    pin.chmod(0o600)
    (tmp_path / "ws").mkdir()
    settings = f'[key]\nmodule = "{library}"\ntoken = "{TOKEN}"\npin_file = "{pin}"\n'
    (tmp_path / "ws" / "netpatrol.toml").write_text(settings)
    return tmp_path / "ws"


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return open_workspace(root, create=True, now=NOW)


def count_on_token(library: Path) -> int:
    from pkcs11 import ObjectClass, lib  # noqa: PLC0415 -- once the token is there

    with lib(str(library)).get_token(token_label=TOKEN).open(user_pin=PIN) as session:
        return len(list(session.get_objects({0: ObjectClass.PRIVATE_KEY})))


def test_a_key_on_a_token_signs_and_its_file_holds_no_secret(workspace: Workspace) -> None:
    named = (workspace.root / FILE).read_text()
    assert named.startswith("pkcs11:token=office;id=")
    key = load_key(workspace.root)
    assert holds(key.public_pem, b"x", key.sign(b"x"))
    assert (workspace.root / FOLDER / "office.pub.pem").read_bytes() == key.public_pem
    assert verify_store(open_workspace(workspace.root)).problems == ()


def test_a_key_in_a_file_is_followed_by_one_on_the_token_and_that_by_another(
    root: Path, library: Path
) -> None:
    settings = (root / "netpatrol.toml").read_text()
    (root / "netpatrol.toml").write_text("")
    before = count_on_token(library)
    workspace = open_workspace(root, create=True, now=NOW)
    assert b"PRIVATE KEY" in (root / FILE).read_bytes()
    (root / "netpatrol.toml").write_text(settings)
    first = rotate_key(workspace, by="张三", why="改用令牌", now=NOW)
    assert (root / FILE).read_text().startswith("pkcs11:")
    assert count_on_token(library) == before + 1
    second = rotate_key(workspace, by="张三", why="例行更换", now=NOW)
    assert (second.old, load_key(root).key_id) == (first.new, second.new)
    assert count_on_token(library) == before + 1
    assert verify_store(open_workspace(root)).problems == ()


def test_a_key_on_a_token_is_followed_by_one_in_a_file_with_the_chain_kept(
    workspace: Workspace, library: Path
) -> None:
    root, before = workspace.root, count_on_token(library)
    old = load_key(root)
    changed = rotate_key(workspace, by="张三", why="停用令牌", now=NOW, in_file=True)
    assert (changed.old, changed.is_signed_by(old.public_pem.decode())) == (old.key_id, True)
    assert b"PRIVATE KEY" in (root / FILE).read_bytes()
    assert count_on_token(library) == before - 1
    (root / "netpatrol.toml").write_text("")
    again = open_workspace(root)
    assert load_key(root).key_id == changed.new
    again.begin_run("crawl", "job", "digest", NOW)  # signed by the key in the file
    assert verify_store(open_workspace(root)).problems == ()
    assert list(follow({old.key_id: old.public_pem.decode()}, [changed])) == [changed.new]


@pytest.mark.parametrize("killed", ["adopt_new_key", "destroy_old_key"])
def test_a_way_back_that_is_killed_is_gone_to_its_end_by_the_next_command(
    workspace: Workspace, library: Path, killed: str
) -> None:
    before = count_on_token(library)
    place = "key_change" if killed == "adopt_new_key" else "office_key"
    with patch(f"evidence.{place}.{killed}", side_effect=KeyboardInterrupt), suppress(KeyboardInterrupt):
        rotate_key(workspace, by="张三", why="停用令牌", now=NOW, in_file=True)
    finish_rotation(open_workspace(workspace.root), now=NOW)
    assert b"PRIVATE KEY" in (workspace.root / FILE).read_bytes()
    assert count_on_token(library) == before - 1
    assert verify_store(open_workspace(workspace.root)).problems == ()


def test_a_new_key_that_no_ledger_knows_is_forgotten_on_the_token_too(
    workspace: Workspace, library: Path
) -> None:
    before = count_on_token(library)
    make_next_key(workspace.root)
    assert count_on_token(library) == before + 1
    finish_rotation(workspace, now=NOW)
    assert not has_new_key(workspace.root)
    assert count_on_token(library) == before


def test_a_restored_workspace_goes_on_with_the_key_on_the_token(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "copy")
    again = tmp_path / "restored"
    restore(tmp_path / "copy", again)
    assert load_key(again).key_id == load_key(workspace.root).key_id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("office", "elsewhere", r"elsewhere.*cannot be used.*\[key\] in netpatrol.toml"),
        ("module =", "# module =", "name its library as key.module"),
        ("libsofthsm2.so", "none.so", r"cannot be used"),
    ],
    ids=["no token", "no library named", "no library"],
)
def test_a_token_that_is_away_is_one_line(workspace: Workspace, old: str, new: str, said: str) -> None:
    for file in (workspace.root / "netpatrol.toml", workspace.root / FILE):
        file.write_text(file.read_text().replace(old, new))
    with pytest.raises(ConfigError, match=said):
        load_key(workspace.root)


def test_a_wrong_pin_is_one_line_and_never_shown(workspace: Workspace) -> None:
    pin = load_settings(workspace.root).key.pin_file
    assert pin is not None
    pin.write_text("999999")
    with pytest.raises(ConfigError, match=r"refuses the PIN.*key.pin_file") as refused:
        load_key(workspace.root)
    assert "999999" not in str(refused.value)


@pytest.mark.parametrize("named", ["pkcs11:", "pkcs11:token=office", "pkcs11:id=%01", "pkcs11:token=;id="])
def test_a_damaged_name_is_one_line(workspace: Workspace, named: str) -> None:
    (workspace.root / FILE).write_text(named)
    with pytest.raises(ConfigError, match="damaged"):
        load_key(workspace.root)


def test_an_old_key_that_a_kill_left_on_the_token_is_destroyed_by_the_next_command(
    workspace: Workspace, library: Path
) -> None:
    before = count_on_token(library)
    with (
        patch("evidence.token_key.TokenKey.destroy", side_effect=KeyboardInterrupt),
        suppress(KeyboardInterrupt),
    ):
        rotate_key(workspace, by="张三", why="例行更换", now=NOW)
    assert count_on_token(library) == before + 1
    finish_rotation(workspace, now=NOW)
    assert count_on_token(library) == before
    assert verify_store(open_workspace(workspace.root)).problems == ()


def test_a_key_that_could_not_be_made_leaves_no_name(workspace: Workspace) -> None:
    with (
        patch("evidence.token_key.TokenKey.make", side_effect=ConfigError("full")),
        pytest.raises(ConfigError),
    ):
        make_next_key(workspace.root)
    assert not has_new_key(workspace.root)
