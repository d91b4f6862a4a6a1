"""Products nobody has seen before."""

from inspectors.picks.drafts import Draft
from inspectors.picks.novel_product import NovelRules, can_tell, iter_novel_products, make_corpus
from inspectors.picks.terms import cut_terms, find_new_terms, join_families
from tests.inspectors.picks.builders import NOW, make_sighting

RULES = NovelRules()
PROOFS = {"执行标准": "GB 6675.1-2014", "生产厂家": "安和玩具厂"}
OLD_WORDS = ("保温杯", "雨伞", "台灯", "书架", "儿童积木", "拼图")


def make_old(number: int = 40) -> list[object]:
    return [
        make_sighting(100 + n, days_ago=30, title=f"安和{OLD_WORDS[n % 6]} 第{n}款 玩具")
        for n in range(number)
    ]


def make_family(title: str = "嘭嘭磁弹圈 {n} 强磁发射 儿童解压", **fields: object) -> list[object]:
    return [
        make_sighting(n, days_ago=1, title=title.format(n=n), brand=None, model=None, **fields)
        for n in range(4)
    ]


def pick(*sightings: object) -> list[Draft]:
    return list(iter_novel_products(make_corpus(sightings, NOW, RULES), RULES))  # type: ignore[arg-type]


def test_a_new_family_with_hazard_and_no_proofs_is_picked_once() -> None:
    (draft,) = pick(*make_old(), *make_family())
    assert len(draft.compared) == 4
    assert {factor.name for factor in draft.factors if factor.met} == {
        "new_term",
        "hazard",
        "unproven",
        "child",
    }


def test_a_new_family_with_its_proofs_and_no_hazard_is_left_alone() -> None:
    assert pick(*make_old(), *make_family("晨雾蓝折叠台灯 {n}", attributes=PROOFS)) == []


def test_a_word_that_was_there_before_is_not_new() -> None:
    before = make_sighting(77, days_ago=40, title="嘭嘭磁弹圈 旧款 强磁发射 儿童解压")
    assert pick(*make_old(), before, *make_family()) == []


def test_one_shop_alone_is_no_family() -> None:
    assert pick(*make_old(), *make_family(shop="only")) == []


def test_a_new_brand_is_no_new_product() -> None:
    branded = [
        make_sighting(n, days_ago=1, title="嘟噜噜 儿童积木", brand="嘟噜噜", model=str(n)) for n in range(4)
    ]
    assert pick(*make_old(), *branded) == []


def test_with_too_little_known_nobody_can_tell() -> None:
    corpus = make_corpus([*make_old(5), *make_family()], NOW, RULES)  # type: ignore[list-item]
    assert not can_tell(corpus, RULES)
    assert list(iter_novel_products(corpus, RULES)) == []


def test_a_listing_seen_long_ago_is_not_new_when_seen_again() -> None:
    again = [
        make_sighting(100 + n, days_ago=1, title=f"安和{OLD_WORDS[n % 6]} 第{n}款 玩具") for n in range(40)
    ]
    corpus = make_corpus([*make_old(), *again], NOW, RULES)  # type: ignore[list-item]
    assert corpus.new == {}


def test_terms_are_neighbouring_signs_and_latin_words() -> None:
    assert {"磁弹", "磁弹圈", "labubu"} <= cut_terms("磁弹圈LABUBU")
    assert "弹l" not in cut_terms("磁弹圈LABUBU")


def test_only_the_longest_of_equal_terms_founds_a_family() -> None:
    terms = find_new_terms({"1": "磁弹圈", "2": "磁弹圈红", "3": "大磁弹圈"}, ["积木"], fewest=3)
    assert terms == {"磁弹圈": frozenset("123")}
    assert join_families({"磁弹": frozenset("123"), "弹圈": frozenset("12")}) == {"磁弹": frozenset("123")}
