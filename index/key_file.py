"""Secrets in files that only their owner can read."""

import base64
import binascii
from pathlib import Path

from config.errors import ConfigError
from config.secret_file import read_secret
from config.whole_file import write_whole_text


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
