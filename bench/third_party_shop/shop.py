"""Starts a shop that others wrote: django-oscar in its own environment, filled from a seed, on loopback."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACKAGES = ("django-oscar[sorl-thumbnail]==4.2.1", "whoosh==2.7.4", "django-treebeard<8")
START_LIMIT_S = 60.0

Truth = list[dict[str, Any]]


@contextmanager
def serve_shop(folder: Path, seed: int) -> Iterator[tuple[int, Truth]]:
    """The port of the running shop, and what its database says of its products."""
    python = _install()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SHOP_DIR": str(folder),
        "PYTHONPATH": str(HERE),
        "DJANGO_SETTINGS_MODULE": "settings",
    }
    truth = _fill(python, environment, seed)
    with _serve(python, environment, folder / "server.log") as port:
        yield port, truth


def _install() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "netpatrol" / "third-party-shop"
    python, mark = folder / "bin" / "python", folder / "installed.txt"
    if not (mark.exists() and mark.read_text(encoding="utf-8").split() == list(PACKAGES)):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        mark.write_text("\n".join(PACKAGES), encoding="utf-8")
    return python


def _fill(python: Path, environment: dict[str, str], seed: int) -> Truth:
    django = [str(python), "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(django, env=environment, check=True, stdout=subprocess.DEVNULL)
    filled = subprocess.run(
        [str(python), "-W", "ignore", str(HERE / "fill.py"), str(seed)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in filled.stdout.splitlines() if line.startswith("{")]


@contextmanager
def _serve(python: Path, environment: dict[str, str], log: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(python), "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(server, port)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    end_s = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end_s and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"the shop did not start within {START_LIMIT_S:.0f} s")
