"""The commands that set a search server up, on the real one."""

from pathlib import Path

import pytest

from cases.book import open_book
from cases.model import Role
from cases.people import add_office, add_user
from config.settings import Settings
from evidence.workspace import open_workspace
from tests.cases.town import NOW
from tests.conftest import Server
from tests.console.conftest import Call

REGION = "440188"


@pytest.fixture
def admin_file(elasticsearch_server: Server, tmp_path: Path) -> Path:
    """A file with the login of an administrator, beside a workspace whose settings name the server."""
    folder = tmp_path / "ws"
    open_workspace(folder, create=True)
    (folder / "netpatrol.toml").write_text(
        f'[search]\nbackend = "elasticsearch"\nurl = "{elasticsearch_server.url}"\nregion = "{REGION}"\n'
        f'api_key_file = "{folder / "search-keys" / f"{REGION}-writer.key"}"\n'
    )
    path = tmp_path / "admin"
    path.touch(mode=0o600)
    path.write_text("tester:only-for-tests\n")
    return path


@pytest.mark.elasticsearch
def test_a_server_is_set_up_and_each_key_is_enough_for_its_command(
    elasticsearch_server: Server, admin_file: Path, call: Call
) -> None:
    elasticsearch_server.drop(REGION)
    command = ("-w", "ws", "index", "bootstrap", "--region", REGION, "--admin", admin_file, "--json")
    first, again = call(*command), call(*command)
    assert {step["state"] for step in first.objects if step["kind"] in {"index", "key"}} == {"made"}
    assert {step["state"] for step in again.objects} == {"same"}
    state = call("-w", "ws", "index", "status", "--json").objects[0]
    assert (state["backend"], state["documents"]) == ("elasticsearch", 0)
    migrate = ("-w", "ws", "index", "migrate", "--json", "--key", f"ws/search-keys/{REGION}-migrator.key")
    assert call(*migrate).objects == []  # nothing has another mapping
    moved = call(*migrate, "--family", "leads").objects
    assert [one["after"] for one in moved] == [f"netpatrol-leads-{REGION}-v2"]
    rebuild = ("-w", "ws", "index", "rebuild", "--json")
    assert call(*rebuild, "--key", f"ws/search-keys/{REGION}-migrator.key").code == 0
    assert {call(*rebuild).code, call("-w", "ws", "index", "migrate", "--family", "leads").code} == {3}
    elasticsearch_server.drop(REGION)


@pytest.mark.elasticsearch
def test_a_case_reaches_the_server_with_each_change(
    elasticsearch_server: Server, admin_file: Path, tmp_path: Path, call: Call
) -> None:
    elasticsearch_server.drop(REGION)
    assert call("-w", "ws", "index", "bootstrap", "--region", REGION, "--admin", admin_file).code == 0
    book = open_book(open_workspace(tmp_path / "ws"), Settings())
    add_office(book, "gd", name="广东局", region="44", parent=None, at=NOW)
    add_user(book, "li", office_id="gd", roles=(Role.LEAD,), name="李", at=NOW)
    case_id = call("-w", "ws", "case", "open", "--title", "水壶案", "--as", "li", "--json").objects[0][
        "case_id"
    ]
    assert call("-w", "ws", "case", "close", case_id, "--as", "li").code == 0
    client = elasticsearch_server.admin
    found = client.get(index=f"netpatrol-cases-{REGION}", id=case_id)["_source"]["netpatrol"]
    assert (found["title"], found["status"], found["office_id"]) == ("水壶案", "closed", "gd")
    elasticsearch_server.drop(REGION)


def test_the_embedded_index_has_no_versions_to_move(call: Call) -> None:
    done = call("-w", "ws", "--lang", "en", "index", "migrate")
    assert (done.code, "index rebuild" in done.err) == (3, True)


@pytest.mark.elasticsearch
@pytest.mark.parametrize(("region", "mode", "said"), [("99", 0o600, "GB/T 2260"), ("44", 0o644, "chmod 600")])
def test_what_cannot_be_used_is_one_line(
    admin_file: Path, call: Call, region: str, mode: int, said: str
) -> None:
    admin_file.chmod(mode)
    done = call("-w", "ws", "index", "bootstrap", "--region", region, "--admin", admin_file)
    assert (done.code, done.err.count("\n"), said in done.err) == (3, 1, True)
    assert "only-for-tests" not in done.err
