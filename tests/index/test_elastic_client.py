"""Addresses and keys that are not safe are refused before anything is sent."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import SearchSettings
from index.elastic_client import make_client
from index.key_file import read_api_key


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (None, "not set"),
        ("http://search.example:9200", "not encrypted"),
        ("http://127.0.0.1.search.example:9200", "not encrypted"),
        ("https://name:secret@search.example:9200", "name or password"),
        ("ftp://search.example", "https"),
        ("search.example", "https"),
    ],
)
def test_an_unsafe_address_is_refused(url: str | None, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as caught:
        make_client(SearchSettings(backend="elasticsearch", url=url))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9200", "http://[::1]:9200", "https://search.example"])
def test_a_safe_address_is_taken(url: str) -> None:
    make_client(SearchSettings(backend="elasticsearch", url=url)).close()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o644])
def test_a_key_file_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text("c2VjcmV0")
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        read_api_key(path)
    assert "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "two words"])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(ConfigError, match="holds no secret"):
        read_api_key(path)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_api_key(tmp_path / "none")


def test_a_missing_certificate_authority_is_named(tmp_path: Path) -> None:
    settings = SearchSettings(backend="elasticsearch", url="https://s.example", ca_file=tmp_path / "ca.pem")
    with pytest.raises(ConfigError, match="ca_file"):
        make_client(settings)
