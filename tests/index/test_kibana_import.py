"""An import asks as Kibana's API wants it and reads the answer; a stand-in on loopback answers."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from config.errors import ConfigError, ItemError, NetpatrolError, RunAbortedError, ServiceError
from index.kibana.loading import load_ndjson
from index.kibana.objects import make_objects, write_ndjson
from tests.console.conftest import call_netpatrol

LOGIN = ("elastic", "only-for-tests")
NDJSON = write_ndjson(make_objects("44", "https://desk.example"))
CONFLICT = {"type": "lens", "id": "a", "error": {"type": "missing_references", "references": []}}


@dataclass
class StandIn:
    """What `POST /api/saved_objects/_import` does with a request; `answer` replaces what it finds itself."""

    url: str = ""
    status: int = 200
    answer: Any = None
    paths: list[str] = field(default_factory=list)
    taken: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def judge(self, path: str, headers: Any, body: bytes) -> tuple[int, Any]:
        self.paths.append(path)
        if headers.get("kbn-xsrf") is None:
            return 400, {"message": "Request must contain a kbn-xsrf header."}
        if headers.get("Authorization") != "Basic " + base64.b64encode(":".join(LOGIN).encode()).decode():
            return 401, {"statusCode": 401}
        if self.answer is not None:
            return self.status, self.answer
        head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
        (part,) = BytesParser().parsebytes(head + body).get_payload()
        if part.get_param("name", header="content-disposition") != "file":
            return 400, {"message": "[request body.file]: expected value of type [Stream]"}
        lines = part.get_payload(decode=True).decode().splitlines()
        for one in map(json.loads, lines):
            self.taken[one["type"], one["id"]] = one
        return 200, {"success": True, "successCount": len(lines), "successResults": []}


@pytest.fixture
def kibana() -> Iterator[StandIn]:
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = stand_in.judge(self.path, self.headers, body)
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    yield stand_in
    server.shutdown()
    server.server_close()


def test_every_object_arrives_and_again_replaces_itself(kibana: StandIn) -> None:
    first = load_ndjson(kibana.url, NDJSON, login=LOGIN)
    again = load_ndjson(kibana.url, NDJSON, login=LOGIN)
    number = len(NDJSON.splitlines())
    assert (first.taken, again.taken, len(kibana.taken)) == (number, number, number)
    assert kibana.paths[0] == "/api/saved_objects/_import?overwrite=true"
    assert write_ndjson(list(kibana.taken.values())) == NDJSON


def test_a_space_is_part_of_the_address(kibana: StandIn) -> None:
    load_ndjson(kibana.url + "/base/", NDJSON, login=LOGIN, space="region-44")
    assert kibana.paths == ["/base/s/region-44/api/saved_objects/_import?overwrite=true"]


def test_what_was_refused_is_read_although_the_status_is_200(kibana: StandIn) -> None:
    kibana.answer = {"success": False, "successCount": 2, "errors": [CONFLICT]}
    loaded = load_ndjson(kibana.url, NDJSON, login=LOGIN)
    assert (loaded.taken, loaded.refused) == (2, (("lens a", "missing_references"),))


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (200, {"success": False, "successCount": 0}, RunAbortedError),
        (200, {"success": False, "errors": [{"id": "a"}]}, ServiceError),
        (200, b"<html>", ServiceError),
        (200, ["x"], ServiceError),
        (302, {}, ServiceError),
        (403, {}, ConfigError),
        (422, {"message": "document too new"}, ItemError),
        (503, {"message": "Kibana server is not ready yet"}, ServiceError),
    ],
)
def test_an_answer_that_is_no_success_is_one_line(
    kibana: StandIn, status: int, answer: object, error: type[NetpatrolError]
) -> None:
    kibana.status, kibana.answer = status, answer
    with pytest.raises(error) as caught:
        load_ndjson(kibana.url, NDJSON, login=LOGIN)
    assert type(caught.value) is error
    assert "\n" not in str(caught.value)


def test_a_wrong_login_is_refused_without_being_repeated(kibana: StandIn) -> None:
    with pytest.raises(ConfigError, match="refuses the login") as caught:
        load_ndjson(kibana.url, NDJSON, login=("elastic", "mistaken"))
    assert "mistaken" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://kibana.example:5601", "https://a:b@kibana.example", "kibana", ""])
def test_an_unsafe_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        load_ndjson(url, NDJSON, login=LOGIN)


def test_a_kibana_that_is_not_there_is_one_line() -> None:
    with pytest.raises(ServiceError, match="cannot be reached"):
        load_ndjson("http://127.0.0.1:9", NDJSON, login=LOGIN)


def test_the_commands_write_and_load(kibana: StandIn, tmp_path: Path) -> None:
    call = partial(call_netpatrol, cwd=tmp_path)
    admin = tmp_path / "admin"
    admin.touch(mode=0o600)
    admin.write_text(":".join(LOGIN))
    assert call("kibana", "export", "k.ndjson", "--region", "44").code == 0
    done = call("kibana", "import", kibana.url, "--admin", admin, "--file", "k.ndjson", "--json")
    assert done.objects == [{"taken": len(kibana.taken), "refused": []}]
    kibana.answer = {"success": False, "successCount": 2, "errors": [CONFLICT]}
    refused = call("kibana", "import", kibana.url, "--admin", admin, "--file", "k.ndjson", "--json")
    assert (refused.code, refused.err.count("\n")) == (6, 1)
    assert call("kibana", "export", "k.ndjson", "--region", "x").code == 3
    assert call("kibana", "export", "k.ndjson").code == 4
    assert call("kibana", "export", "k.ndjson", "--force").code == 0
    assert call("kibana", "export", "no/such/folder.ndjson").code == 4
