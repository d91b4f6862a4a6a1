"""Files that are seen whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.errors import ItemError


def refuse_present(path: Path, *, force: bool | None = None) -> None:
    """Refuse to write where something is: what is given out once is not lost to a second writing.

    Args:
        path: where is to be written.
        force: whether the command was told to write over it; None where it cannot be told.

    Raises:
        ItemError: there is such a file.
    """
    if force or not path.exists():
        return
    if force is None:
        raise ItemError(f"{str(path)!r} is there already; name another file with --out")
    raise ItemError(f"{str(path)!r} is there already; name another file, or write over it with --force")


@contextmanager
def write_whole(path: Path, *, mode: int | None = None) -> Iterator[Path]:
    """Give the place of a new file beside `path`; when the block ends well, it takes the place of `path`.

    What was there before stays until then, and stays when the block fails. After the block the bytes are on
    disk: a crash leaves the old file or the new one.

    Args:
        path: where the file is to stand.
        mode: who may read and write it, as `chmod` takes it; without, what the umask leaves of 0666.

    Raises:
        OSError: it cannot be written.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=".part", dir=path.parent)
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
        part.chmod(0o666 & ~_get_umask() if mode is None else mode)
        sync(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync(path.parent)


def write_whole_text(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write a text as UTF-8, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    with write_whole(path, mode=mode) as part:
        part.write_text(text, encoding="utf-8")


def sync(path: Path) -> None:
    """Bring a file's bytes, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _get_umask() -> int:
    """The umask of this process, read without setting it: another thread may be making a file."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    said = next((line.split()[1] for line in status.splitlines() if line.startswith("Umask:")), "077")
    return int(said, 8)
