"""Where a picture was seen before: exact within its distance, and found though it was copied."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from config.errors import ItemError, ServiceError
from console.main import run
from evidence.workspace import Workspace, open_workspace
from index.pictures.library import PictureLibrary
from index.pictures.numbers import compare_numbers
from index.pictures.segment import (
    _FEW,
    FARTHEST,
    BrokenSegmentError,
    Words,
    join_segments,
    make_segment,
    open_segment,
    write_segment,
)
from tests.evidence.conftest import NOW, RUN, make_capture
from tests.index.evidence import make_reading

RANDOM = np.random.default_rng(7)


def make_prints(number: int) -> Words:
    return RANDOM.integers(0, np.iinfo(np.uint64).max, (number, 4), dtype=np.uint64, endpoint=True)


def make_names(number: int) -> np.ndarray:
    return RANDOM.integers(0, 256, (number, 32), dtype=np.uint8)


def flip(one: Words, bits: set[int]) -> Words:
    held = np.unpackbits(one.view(np.uint8))
    held[list(bits)] ^= 1
    return np.packbits(held).view(np.uint64)


PRINTS = make_prints(20_000)
LARGE = make_segment(PRINTS, np.arange(20_000, dtype=np.uint32), make_names(20_000))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 19_999), st.sets(st.integers(0, 255), max_size=FARTHEST))
def test_nothing_within_the_distance_is_missed(row: int, bits: set[int]) -> None:
    asked = flip(PRINTS[row].copy(), bits)
    found = dict(LARGE.iter_near(asked[None, :], FARTHEST))
    apart = np.bitwise_count(PRINTS ^ asked).sum(axis=1)
    assert found == {int(one): int(apart[one]) for one in np.flatnonzero(apart <= FARTHEST)}
    assert found[row] == len(bits)


def test_more_than_the_distance_up_to_which_it_is_exact_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is missed"):
        next(LARGE.iter_near(PRINTS[:1], FARTHEST + 1))


def test_segments_join_and_come_back_from_disk(tmp_path: Path) -> None:
    small = make_segment(make_prints(3), np.array([0, 0, 1], dtype=np.uint32), make_names(2))
    joined = join_segments([LARGE, small])
    write_segment(joined, tmp_path / "segment-1")
    held = open_segment(tmp_path / "segment-1")
    assert dict(held.iter_near(small.prints[2:3], 0)) == {20_001: 0}
    assert held.pictures[20_001].tobytes() == small.pictures[1].tobytes()
    (tmp_path / "segment-1" / "owners.npy").write_bytes(b"")
    with pytest.raises(BrokenSegmentError):
        open_segment(tmp_path / "segment-1")


def test_a_print_that_shares_no_part_with_many_that_are_alike_finds_nothing() -> None:
    prints = np.repeat(make_prints(1), _FEW + 1, axis=0)
    held = make_segment(prints, np.arange(_FEW + 1, dtype=np.uint32), make_names(_FEW + 1))
    assert dict(held.iter_near(~prints[:1], FARTHEST)) == {}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("prints", np.uint64(3)),
        ("prints", np.zeros((3, 4))),
        ("owners", np.array([0, 0, -1], dtype=np.int64)),
        ("owners", np.array([0, 0, 9], dtype=np.uint32)),
        ("orders", np.full((16, 3), 7, dtype=np.uint32)),
        ("starts", np.full((16, 65_537), 9, dtype=np.uint32)),
        ("pictures", np.zeros((2, 3), dtype=np.uint8)),
    ],
)
def test_arrays_that_lead_elsewhere_are_no_segment(tmp_path: Path, name: str, values: np.ndarray) -> None:
    held = make_segment(make_prints(3), np.array([0, 0, 1], dtype=np.uint32), make_names(2))
    write_segment(held, tmp_path / "segment-1")
    np.save(tmp_path / "segment-1" / f"{name}.npy", values)
    with pytest.raises(BrokenSegmentError):
        open_segment(tmp_path / "segment-1")


@pytest.mark.parametrize(("name", "place"), [("orders", (slice(None), 0)), ("owners", slice(None))])
def test_a_look_up_that_is_led_elsewhere_ends(name: str, place: object) -> None:
    values = getattr(LARGE, name).copy()
    values[place] = 30_000
    wanted, spoilt = LARGE.prints[LARGE.orders[:1, 0]], replace(LARGE, **{name: values})
    with pytest.raises(BrokenSegmentError):
        list(spoilt.iter_near(wanted, FARTHEST))


def draw(seed: int) -> Image.Image:
    """A picture with shapes of its own, in the way of a photograph of goods."""
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (480, 360), tuple(int(one) for one in random.integers(120, 256, 3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = int(random.integers(0, 400)), int(random.integers(0, 300))
        size = int(random.integers(20, 160))
        colour = tuple(int(one) for one in random.integers(0, 256, 3))
        (pen.ellipse if random.random() < 0.5 else pen.rectangle)((x, y, x + size, y + size), fill=colour)
    return picture


def pack(picture: Image.Image, quality: int = 90) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def seal_pictures(workspace: Workspace, first: int, bodies: list[bytes]) -> list[str]:
    found = []
    for number, body in enumerate(bodies, start=first):
        snapshot = workspace.seal(RUN, make_capture(number, picture=body))
        found += [one.sha256 for one in snapshot.artefacts if one.role == "image"]
    return found


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = open_workspace(tmp_path / "ws", create=True, now=NOW)
    with held.records.write(NOW) as writer:
        writer.start_run(RUN, "crawl", "job")
    return held


COPIES = {
    "small": lambda picture: picture.resize((200, 150)),
    "mirrored": ImageOps.mirror,
    "bordered": lambda picture: ImageOps.expand(picture, (60, 10, 5, 40), fill="white"),
    "cut": lambda picture: picture.crop((24, 10, 480, 342)),
}


def test_a_copy_is_found_and_another_picture_is_not(workspace: Workspace) -> None:
    digests = seal_pictures(workspace, 1, [pack(draw(seed)) for seed in range(6)])
    library = PictureLibrary(workspace)
    assert (library.update(), library.update()) == (6, 0)
    for name, copy in COPIES.items():
        found = library.find(pack(copy(draw(2)), 60))
        assert [one.sha256 for one in found] == [digests[2]], name


def test_later_pictures_are_taken_in_by_another_process_and_segments_stay_few(workspace: Workspace) -> None:
    digests = []
    for number in range(9):
        digests += seal_pictures(workspace, number + 1, [pack(draw(number))])
        PictureLibrary(workspace).update()
    library = PictureLibrary(workspace)
    assert [library.find(pack(draw(number)))[0].sha256 for number in range(9)] == digests
    assert len(list(library.root.glob("segment-*"))) <= 4


def test_what_cannot_be_decoded_and_a_damaged_segment_cost_nothing_else(workspace: Workspace) -> None:
    seal_pictures(workspace, 1, [b"\x89PNG\r\n\x1a\nbroken", pack(draw(1)), pack(Image.new("RGB", (90, 90)))])
    library = PictureLibrary(workspace)
    assert library.update() == 3
    [folder] = library.root.glob("segment-*")
    (folder / "orders.npy").write_bytes(b"garbage")
    assert PictureLibrary(workspace).find(pack(draw(1))) == []
    assert folder.exists()
    again = PictureLibrary(workspace)
    assert again.update(()) == 3  # also when a run names only its own
    assert len(again.find(pack(draw(1)))) == 1


def test_bytes_that_cannot_be_had_now_are_taken_in_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = seal_pictures(workspace, 1, [pack(draw(1))])
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "read_artefact", _be_away)
        PictureLibrary(workspace).update(digests)
    library = PictureLibrary(workspace)
    assert library.update() == 1
    assert [one.sha256 for one in library.find(pack(draw(1)))] == digests


def _be_away(*_: object) -> bytes:
    raise ServiceError("the object store is away")


@pytest.mark.parametrize("data", [b"", b"no picture", pack(Image.new("RGB", (200, 200), "white"))])
def test_a_picture_that_says_nothing_is_one_clear_line(workspace: Workspace, data: bytes) -> None:
    with pytest.raises(ItemError):
        PictureLibrary(workspace).find(data)


def test_a_form_with_another_number_is_said_to_be_another_document(workspace: Workspace) -> None:
    first, second, third = seal_pictures(
        workspace, 1, [pack(draw(4)), pack(draw(4), 70), pack(draw(4).resize((300, 225)))]
    )
    with workspace.records.write(NOW) as writer:
        for digest, code in ((first, "91440300MA5EXAMPL1"), (second, "91330193MA0G41LU7P"), (third, None)):
            writer.add_reading(make_reading(digest, number=code), None)
    library = PictureLibrary(workspace)
    library.update()
    found = {one.sha256: one for one in library.find(workspace.read_artefact(first))}
    assert [found[one].says_otherwise for one in (first, second, third)] == [False, True, False]
    assert list(found)[-1] == second
    assert found[third].told == ()


@pytest.mark.parametrize(
    ("one", "other", "told"), [("2024-05-01", "2024-05-01", 0), ("2024-05-01", "2023-05-01", 1)]
)
def test_a_day_in_common_makes_nothing_the_same(one: str, other: str, told: int) -> None:
    found = compare_numbers(make_reading("a", number=one), make_reading("b", number=other))
    assert len(found) == told


def test_the_command_says_where_it_was_seen(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = seal_pictures(workspace, 1, [pack(draw(seed)) for seed in range(3)])
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(pack(COPIES["mirrored"](draw(1))))
    assert run(["-w", str(workspace.root), "picture", str(copy), "--json"]) == 0
    [said] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (said["sha256"], said["distance"] <= FARTHEST) == (digests[1], True)
    assert [one["url"] for one in said["sightings"]] == ["http://shop.example/item/2"]
    assert run(["-w", str(workspace.root), "picture", digests[1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["distance"] == 0
    assert run(["-w", str(workspace.root), "picture", "0" * 64]) == 4


def test_the_table_has_a_cell_for_each_of_its_heads(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    [digest] = seal_pictures(workspace, 1, [pack(draw(1))])
    with workspace.records.write(NOW) as writer:
        writer.add_reading(make_reading(digest, number="91440300MA5EXAMPL1"), None)
    assert run(["-w", str(workspace.root), "picture", digest]) == 0
    assert "号码相同" in capsys.readouterr().out
