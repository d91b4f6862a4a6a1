"""Pictures at the desk: who asks sees only what they may see, and what is no picture is one clear line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi.testclient import TestClient

from evidence.purge import Order, purge_snapshots
from evidence.snapshot import Role, Snapshot
from index.pictures.library import PictureLibrary
from tests.cases.town import LATER, Town, capture_for, make_capture
from tests.index.test_pictures import COPIES, draw, pack

AsUser = Callable[[str], dict[str, str]]


def capture_picture(town: Town, office: str, number: int, body: bytes) -> tuple[Snapshot, str]:
    held = make_capture(office, number)
    shown = replace(held.exchanges[0], url=f"http://shop.example/{number}.jpg", role=Role.IMAGE, body=body)
    shown = replace(shown, media_type="image/jpeg", response_headers=())
    made = replace(held, exchanges=(held.exchanges[0], shown))
    snapshot, _ = capture_for(town.book, office, number, make=lambda: made)
    return snapshot, next(one.sha256 for one in snapshot.artefacts if one.role is Role.IMAGE)


def test_copies_are_shown_with_where_they_were_seen_and_none_of_another_office(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    first, digest = capture_picture(town, "gd", 31, pack(draw(3)))
    second, _ = capture_picture(town, "gd", 32, pack(COPIES["mirrored"](draw(3))))
    foreign, theirs = capture_picture(town, "zj", 33, pack(draw(3).resize((240, 180))))
    PictureLibrary(town.book.workspace).update()
    page = desk.get(f"/pictures/{digest}", headers=as_user("gd-officer"))
    assert page.status_code == 200, page.text
    assert all(one.snapshot_id in page.text for one in (first, second))
    assert foreign.snapshot_id not in page.text
    assert theirs not in page.text
    assert desk.get(f"/pictures/{theirs}", headers=as_user("gd-officer")).status_code == 404
    assert desk.get(f"/snapshots/{first.snapshot_id}", headers=as_user("gd-officer")).text.count("/pictures/")


def test_what_is_no_picture_is_one_clear_line(desk: TestClient, town: Town, as_user: AsUser) -> None:
    page = town.snapshots["gd"].artefacts[0].sha256
    answer = desk.get(f"/pictures/{page}", headers=as_user("gd-officer"))
    assert (answer.status_code, "Traceback" in answer.text) == (400, False)


def test_a_purged_picture_is_said_to_be_purged_and_a_purged_copy_is_not_shown(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    first, digest = capture_picture(town, "gd", 31, pack(draw(3)))
    _, other = capture_picture(town, "gd", 32, pack(draw(3).resize((240, 180))))
    PictureLibrary(town.book.workspace).update()
    order = Order(by="gd-lead", why="期满", at=LATER)
    purge_snapshots(town.book.workspace, {first.snapshot_id: "lead, 1 days"}, order, set)
    assert desk.get(f"/pictures/{digest}", headers=as_user("gd-lead")).status_code == 410
    page = desk.get(f"/pictures/{other}", headers=as_user("gd-lead"))
    assert (page.status_code, f"/artefacts/{digest}" in page.text) == (200, False)
