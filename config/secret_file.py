"""Secrets that people put into files which only their owner can read."""

import os
import stat
from pathlib import Path

from config.errors import ConfigError


def read_secret(
    path: Path, what: str, *, encoding: str = "ascii", is_word: bool = True, is_own: bool = True
) -> str:
    """What stands in a file that only its owner can read, without the white space around it.

    Args:
        path: the file.
        what: how the file is called where a person names it, such as `search.api_key_file`.
        encoding: of its text.
        is_word: refuse a file that is empty or holds several words.
        is_own: refuse a file of another owner than this process, too.

    Raises:
        ConfigError: it is missing, open to others, or not as it has to be.
    """
    try:
        with path.open(encoding=encoding) as file:
            state = os.fstat(file.fileno())
            text = file.read().strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{what} {str(path)!r} cannot be read; check path and owner") from exc
    is_open = bool(state.st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    if is_open or (is_own and state.st_uid != os.geteuid()):
        raise ConfigError(f"{what} {str(path)!r} is open to others; run chmod 600 on it, as its owner")
    if is_word and (not text or any(character.isspace() for character in text)):
        raise ConfigError(f"{what} {str(path)!r} holds no secret; write it alone on one line")
    return text
