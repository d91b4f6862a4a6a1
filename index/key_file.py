"""Secrets in files that only their owner can read."""

import base64
import binascii
import os
import stat
from pathlib import Path

from config.errors import ConfigError
from config.whole_file import write_whole_text


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


def read_api_key(path: Path) -> str:
    """The API key, as the server encodes it, in a file that only its owner can read.

    Raises:
        ConfigError: it is missing, empty, or open to others.
    """
    return read_secret(path, "search.api_key_file")


def read_login(path: Path) -> tuple[str, str]:
    """(name, password) in a file that only its owner can read, written NAME:PASSWORD.

    Raises:
        ConfigError: it is missing, open to others, or no login.
    """
    name, colon, password = read_secret(path, "--admin").partition(":")
    if not (name and colon and password):
        raise ConfigError(f"--admin {str(path)!r} holds no login; write NAME:PASSWORD on one line")
    return name, password


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole_text(path, text + "\n", mode=0o600)
    except OSError as exc:
        raise ConfigError(f"{str(path)!r} cannot be written: {exc.strerror}; name another folder") from exc


def get_key_id(encoded: str) -> str | None:
    """The id in an encoded API key; None when it is none."""
    try:
        return base64.b64decode(encoded, validate=True).decode("ascii").partition(":")[0] or None
    except (binascii.Error, UnicodeDecodeError):
        return None
