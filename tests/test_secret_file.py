"""Files with secrets: what each reader takes and refuses."""

from pathlib import Path
from typing import Any

import pytest

from config.errors import ConfigError
from config.secret_file import read_secret
from config.settings import DatabaseSettings, StoreSettings
from evidence.bucket import open_bucket
from evidence.database import make_postgres_url

PHRASE: dict[str, Any] = {"encoding": "utf-8", "is_word": False, "is_own": False}


@pytest.mark.parametrize(
    ("text", "how", "refused"),
    [
        ("word\n", {}, None),
        (" two words ", {}, "holds no secret"),
        ("", {}, "holds no secret"),
        ("口令", {}, "cannot be read"),
        (" two words ", PHRASE, None),
        ("口令", PHRASE, None),
        ("", PHRASE, None),
    ],
)
def test_what_may_stand_in_the_file(
    tmp_path: Path, text: str, how: dict[str, Any], refused: str | None
) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    if refused is None:
        assert read_secret(path, "it", **how) == text.strip()
        return
    with pytest.raises(ConfigError, match=refused):
        read_secret(path, "it", **how)


@pytest.mark.parametrize("how", [{}, PHRASE])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610])
def test_a_file_that_is_open_to_others_is_refused_by_all(
    tmp_path: Path, how: dict[str, Any], mode: int
) -> None:
    path = tmp_path / "secret"
    path.write_text("word")
    path.chmod(mode)
    with pytest.raises(ConfigError, match="open to others") as caught:
        read_secret(path, "it", **how)
    assert "word" not in str(caught.value)


def test_a_file_of_somebody_else_is_refused_where_it_has_to_be_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text("word")
    monkeypatch.setattr("os.geteuid", lambda: path.stat().st_uid + 1)
    assert read_secret(path, "it", is_own=False) == "word"
    with pytest.raises(ConfigError, match="as its owner"):
        read_secret(path, "it")


def test_the_setting_that_names_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none"
    database = DatabaseSettings(url="postgresql://u@127.0.0.1/db", password_file=path)
    with pytest.raises(ConfigError, match=r"^records.password_file "):
        make_postgres_url(database, "records.url")
    with pytest.raises(ConfigError, match=r"^store.key_file "):
        open_bucket(StoreSettings(url="s3://bucket", key_file=path), None)
