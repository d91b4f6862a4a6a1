"""The command line and a crawl's worker in processes forked from one that has loaded what is slow to load."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).parent.parent
_TIMEOUT_S = 900
# Libraries, and of ours what most commands load: a command still loads what it alone needs. No reactor and
# nothing with threads of its own: neither outlives a fork.
_LOADED = (
    *("console.main", "sites.reading"),
    *("cryptography.x509", "cv2", "duckdb", "elasticsearch", "fastapi", "jinja2", "lxml.html", "numpy"),
    *("openpyxl", "PIL.Image", "playwright.async_api", "pyhanko.sign.validation", "pypdfium2", "rich.table"),
    *("scrapy.crawler", "twisted.internet.defer", "twisted.web.client", "web_poet"),
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


class ForkedWorker:
    """The worker of a crawl as `crawlers.crawl` starts it, with what it uses of a Popen."""

    def __init__(self, log: IO[bytes]) -> None:
        (theirs_in, ours_in), (ours_out, theirs_out) = os.pipe(), os.pipe()
        handles = [DupFd(number) for number in (theirs_in, theirs_out, log.fileno())]
        self._process = _open_context().Process(target=_work, args=(handles, dict(os.environ)))
        self._process.start()
        for number in (theirs_in, theirs_out):
            os.close(number)
        self.stdin = os.fdopen(ours_in, "w", encoding="utf-8")
        self.stdout = os.fdopen(ours_out, encoding="utf-8")

    @property
    def pid(self) -> int:
        """Of the worker itself."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code once it ended."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Its exit code, waited for."""
        self._process.join()
        return self._process.exitcode

    def kill(self) -> None:
        """End it."""
        self._process.kill()


def _work(handles: list[Any], environment: dict[str, str]) -> None:
    """Be the worker: its session, its pipes, its log."""
    os.setsid()
    os.chdir(_ROOT)
    os.environ.clear()
    os.environ.update(environment)
    for number, handle in enumerate(handles):
        os.dup2(handle.detach(), number)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    from crawlers import worker  # noqa: PLC0415 -- not before its environment

    sys.exit(worker.main())
