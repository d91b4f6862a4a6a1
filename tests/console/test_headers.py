"""What every answer of the desk says to the browser, whatever page it is."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from console.desk.app import make_app
from console.session import Session
from evidence.workspace import open_workspace

BASE = "http://127.0.0.1:8421"


@pytest.mark.parametrize("path", ["/", "/findings/none", "/no-such-page"])
def test_no_answer_is_sniffed_framed_or_scripted(tmp_path: Path, path: str) -> None:
    open_workspace(tmp_path, create=True)
    with TestClient(make_app(Session(workspace_option=tmp_path, lang_option="zh")), base_url=BASE) as client:
        headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src" in headers["Content-Security-Policy"]
