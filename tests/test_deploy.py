"""What is deployed: limits, secrets as files, loopback only; and certificates that hold."""

import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_limit_of_memory_and_a_pinned_image(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert ":" in service["image"]
    assert not service["image"].endswith(":latest")


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_listens_beyond_this_machine(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_environment(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    names = [key for key in environment if "PASSWORD" in key.upper() or "KEY" in key]
    assert all(key.endswith("_FILE") for key in names)


def test_the_server_of_compose_and_the_tests_refuse_the_same_typos() -> None:
    rule = SERVICES["elasticsearch"]["environment"]["action.auto_create_index"]
    script = (DEPLOY / "elasticsearch-test.sh").read_text(encoding="utf-8")
    assert f'action.auto_create_index: "{rule}"' in script


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deploy") / "secrets"
    subprocess.run([DEPLOY / "make-secrets.sh", folder, "desk.example"], check=True, timeout=120)
    return folder


def test_every_secret_that_compose_asks_for_is_made(secrets: Path) -> None:
    asked = {Path(one["file"]).name for one in COMPOSE["secrets"].values()}
    used = {
        each if isinstance(each, str) else each["source"]
        for service in SERVICES.values()
        for each in service.get("secrets", [])
    }
    assert used == COMPOSE["secrets"].keys()
    assert asked <= {path.name for path in secrets.iterdir()}


def test_secrets_are_readable_by_their_owner_only(secrets: Path) -> None:
    open_files = [path.name for path in secrets.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_files == ["ca.crt"]


@pytest.mark.parametrize("service", ["elasticsearch", "kibana", "postgres", "redis"])
@pytest.mark.parametrize("name", ["localhost", "desk.example"])
def test_certificates_hold_for_the_machine(secrets: Path, service: str, name: str) -> None:
    command = ["openssl", "verify", "-CAfile", secrets / "ca.crt", "-purpose", "sslserver"]
    done = subprocess.run(
        [*command, "-verify_hostname", name, secrets / f"{service}.crt"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0


def test_made_again_everything_stays(secrets: Path) -> None:
    before = {path: path.read_bytes() for path in secrets.iterdir()}
    subprocess.run([DEPLOY / "make-secrets.sh", secrets], check=True, timeout=120)
    assert {path: path.read_bytes() for path in secrets.iterdir()} == before


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_a_command_that_there_is_without_rights(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    (command,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    name = command.partition("bin/netpatrol ")[2].split()[0]
    assert (ROOT / "console" / "commands" / f"{name}.py").exists()
    assert {"User=netpatrol", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(text.splitlines())
