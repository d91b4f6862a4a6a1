"""The command line in a process of its own, forked from one that has loaded what is slow to load."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

_TIMEOUT_S = 900
# Libraries, and of ours what most commands load: a command still loads what it alone needs. No reactor and
# nothing with threads of its own: neither outlives a fork.
_LOADED = (
    *("console.main", "sites.reading"),
    *("cryptography.x509", "cv2", "duckdb", "elasticsearch", "fastapi", "jinja2", "lxml.html", "numpy"),
    *("openpyxl", "PIL.Image", "playwright.async_api", "pyhanko.sign.validation", "pypdfium2", "rich.table"),
    *("scrapy.http", "twisted.internet.defer", "twisted.web.client"),
)
Ended = tuple[int, str, str]


def call_forked(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Ended:
    """The exit code of `netpatrol` with arguments in a folder, and what it wrote to stdout and stderr."""
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        process = _open_context().Process(
            target=_run, args=(tuple(arguments), folder, dict(environment), out, err)
        )
        process.start()
        process.join(_TIMEOUT_S)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = process.exitcode
        assert code is not None
        return code, out.read_text("utf-8"), err.read_text("utf-8")


@cache
def _open_context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    return context


def _run(arguments: tuple[str, ...], folder: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    """Be the command: its folder, its environment, its files for stdout and stderr."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for path, number in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["netpatrol", *arguments]
    from console.main import main  # noqa: PLC0415 -- not before its environment

    main()
