"""Secrets that people put into files which only their owner can read."""

import os
import stat
from pathlib import Path

from config.errors import ConfigError


def read_secret(path: Path, what: str) -> str:
    """The one line in a file that only its owner can read.

    Args:
        path: the file.
        what: how the file is called where a person names it, such as `search.api_key_file`.

    Raises:
        ConfigError: it is missing, empty, of several words, or open to others.
    """
    try:
        state = path.stat()
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{what} {str(path)!r} cannot be read; check path and owner") from exc
    if state.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or state.st_uid != os.geteuid():
        raise ConfigError(f"{what} {str(path)!r} is open to others; run chmod 600 on it, as its owner")
    if not text or any(character.isspace() for character in text):
        raise ConfigError(f"{what} {str(path)!r} holds no secret; write it alone on one line")
    return text
