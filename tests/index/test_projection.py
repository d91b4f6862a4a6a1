"""What of a noun is searched."""

from index.elastic_layout import make_body
from index.elastic_mapping import make_index_body
from index.families import Family
from index.projection import make_order, make_order_floor, project_snapshot
from tests.index.evidence import NOW, make_finding, make_reading, make_snapshot, project


def test_the_same_noun_gives_the_same_document_at_any_time() -> None:
    snapshot = make_snapshot(1, "水壶")
    first, later = (project(snapshot, revision=revision)[0] for revision in (1, 2))
    assert first.hash == later.hash


def test_a_reading_changes_the_document() -> None:
    snapshot = make_snapshot(1, "水壶", pictures=["d" * 64])
    bare, read = (project_snapshot(snapshot, found, 1) for found in ([], [make_reading("d" * 64, "证书")]))
    assert bare.hash != read.hash


def test_numbers_are_taken_from_fields_claims_and_pictures() -> None:
    reading = make_reading("d" * 64, "证书编号：2019-0107-14", number="91330108MA000TE563")
    snapshot = make_snapshot(1, "型号 KX-100B", attributes={"生产许可证": "XK06-014-00123"})
    numbers = project_snapshot(snapshot, [reading], 1).numbers
    assert {"10001", "KX100B", "XK0601400123", "2019010714", "91330108MA000TE563"} <= set(numbers)


def test_an_endless_text_is_cut_and_says_so() -> None:
    document = project(make_snapshot(1, "水壶", description="水" * 100_001))[0]
    assert document.cut
    assert sum(map(len, document.words["text"])) == 100_000


def test_order_sorts_by_moment() -> None:
    later = NOW.replace(microsecond=2000)
    assert make_order_floor(NOW) <= make_order(NOW, "x") < make_order_floor(later) <= make_order(later, "a")


def test_every_field_that_is_sent_is_mapped() -> None:
    properties = make_index_body(Family.FINDINGS)["mappings"]["properties"]
    for document in project(make_snapshot(1, "水壶"), make_finding(make_snapshot(1, "水壶"))):
        body = make_body(document, "33")
        assert body.keys() <= properties.keys()
        assert body["netpatrol"].keys() <= properties["netpatrol"]["properties"].keys()


def test_the_envelope_uses_the_closed_words_of_ecs() -> None:
    body = make_body(project(make_finding(make_snapshot(1, "水壶")))[0], "33")
    assert (body["event"]["kind"], body["event"]["category"], body["event"]["type"]) == (
        "alert",
        ["web"],
        ["info"],
    )
