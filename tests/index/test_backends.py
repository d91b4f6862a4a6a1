"""What both backends must do alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.errors import ConfigError, ItemError
from index.backend import SearchBackend
from index.families import LAYOUTS, Family
from index.projection import SearchDocument
from index.query import make_query
from tests.index.evidence import NOW, make_finding, make_snapshot, project

TITLE = "呼出气体酒精含量检测仪"


def store(backend: SearchBackend, documents: list[SearchDocument]) -> None:
    report = backend.write(documents)
    assert len(report.written) == len(documents), report
    backend.refresh()


def search(backend: SearchBackend, text: str = "", **options: str | int) -> list[str]:
    page = backend.search(make_query(text, **options))  # type: ignore[arg-type]
    return [hit.id for hit in page.hits]


def test_a_phrase_does_not_cross_from_one_value_into_the_next(backend: SearchBackend) -> None:
    store(backend, project(make_snapshot(1, "壶", attributes={"材质": "不锈钢", "产地": "青川"})))
    assert search(backend, '"不锈钢产地"') == []


def test_every_word_may_stand_in_another_field(backend: SearchBackend) -> None:
    store(backend, project(make_snapshot(1, TITLE)))
    assert search(backend, "酒精 安和小店")


def test_pages_are_stable_when_many_were_captured_at_once(backend: SearchBackend) -> None:
    store(backend, project(*(make_snapshot(number, "壶", at=NOW) for number in range(25))))
    seen: list[str] = []
    after = None
    while True:
        page = backend.search(make_query("壶", limit=7, after=after))
        seen += [hit.id for hit in page.hits]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 25
    assert page.total == 25


def test_newest_first(backend: SearchBackend) -> None:
    snapshots = [make_snapshot(number, "壶", at=NOW + timedelta(days=number)) for number in (2, 3, 1)]
    store(backend, project(*snapshots))
    assert search(backend) == [snapshots[i].snapshot_id for i in (1, 0, 2)]


def test_a_hit_gives_back_the_noun_itself(backend: SearchBackend) -> None:
    finding = make_finding(make_snapshot(1, TITLE), claimed="2019010714123456")
    store(backend, project(finding))
    hit = backend.search(make_query("0714")).hits[0]
    assert hit.source == finding.model_dump(mode="json")


def test_an_id_finds_all_that_belongs_to_it(backend: SearchBackend) -> None:
    snapshot = make_snapshot(1, TITLE)
    finding = make_finding(snapshot)
    store(backend, project(snapshot, finding, make_snapshot(2, TITLE)))
    assert set(search(backend, snapshot.snapshot_id)) == {snapshot.snapshot_id, finding.finding_id}
    assert search(backend, finding.lead_id) == [finding.finding_id]


def test_a_snippet_marks_the_words_and_escapes_the_page(backend: SearchBackend) -> None:
    store(backend, project(make_snapshot(1, "<script>alert('酒精')</script>")))
    snippet = backend.search(make_query("酒精")).hits[0].snippets[0]
    assert snippet.html == "&lt;script&gt;alert(&#x27;<mark>酒精</mark>&#x27;)&lt;/script&gt;"


def test_an_unknown_field_is_refused_and_the_others_are_written(backend: SearchBackend) -> None:
    good, bad = project(make_snapshot(1, "a"), make_snapshot(2, "b"))
    strange = replace(bad, words={**bad.words, "html": ("<b>",)})
    report = backend.write([strange, good])
    assert report.written == (good.id,)
    assert [subject for subject, _ in report.refused] == [bad.id]


def test_writing_again_changes_nothing(backend: SearchBackend) -> None:
    documents = project(make_finding(make_snapshot(1, TITLE)))
    store(backend, documents)
    report = backend.write(documents)
    assert (report.written, report.same) == ((), (documents[0].id,))


def test_a_finding_that_says_something_else_is_a_conflict(backend: SearchBackend) -> None:
    finding = make_finding(make_snapshot(1, TITLE))
    store(backend, project(finding))
    changed = project(finding.model_copy(update={"summary": "另一说法"}))
    assert backend.write(changed).conflicts == (finding.finding_id,)


def test_a_snapshot_is_written_over_by_a_later_one(backend: SearchBackend) -> None:
    store(backend, project(make_snapshot(1, "水壶"), revision=1))
    store(backend, project(make_snapshot(1, "茶壶"), revision=2))
    assert (len(search(backend, "水壶")), len(search(backend, "茶壶"))) == (0, 1)


def test_a_new_generation_is_seen_only_after_the_switch(backend: SearchBackend) -> None:
    old, new = project(make_snapshot(1, "水壶"), make_snapshot(2, "茶壶"))
    store(backend, [old])
    generation = backend.make_generation()
    backend.write([new], generation)
    assert search(backend) == [old.id]
    backend.switch(generation)
    assert search(backend) == [new.id]


def test_ids_and_count_agree(backend: SearchBackend) -> None:
    documents = project(*(make_snapshot(number, "壶") for number in range(3)))
    store(backend, documents)
    assert dict(backend.iter_ids()) == {each.id: each.hash for each in documents}
    assert backend.count() == 3


@pytest.mark.parametrize(
    "options",
    [
        {"after": "x"},
        {"after": "WzEsMiwzXQ=="},
        {"since": "gestern"},
        {"until": "2026-02-30"},
        {"limit": 0},
        {"status": "pass"},
        {"noun": "run"},
        {"text": "！？"},
        {"text": "水" * 1001},
        {"text": "水 " * 33},
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(options: dict[str, str]) -> None:
    with pytest.raises(ItemError) as caught:
        make_query(**options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_cursor_of_another_search_is_refused(backend: SearchBackend) -> None:
    store(backend, project(make_snapshot(1, "壶"), make_snapshot(2, "壶")))
    cursor = backend.search(make_query("壶", limit=1)).next
    with pytest.raises(ItemError, match="another search"):
        make_query("水", after=cursor)


def test_an_index_of_another_version_asks_for_a_rebuild(
    backend: SearchBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedded.LAYOUT", 99)
    monkeypatch.setitem(LAYOUTS, Family.SNAPSHOTS, 99)
    with pytest.raises(ConfigError, match="rebuild"):
        backend.ensure()
