"""The energy grades that a page states: in words, attributes, variants, pictures, and on its label."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.catalogue import load_catalogue
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument, SightedText
from evidence.finding import Locator
from evidence.listing import Listing, OfferKind
from inspectors.pages.check_terms import fold_text, get_terms
from inspectors.pages.showing import is_surely_read, show_reading, show_text, show_words

_BEFORE = 5
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_CLAUSE_END = re.compile(r"[。！？!?；;，,\n\r|]")
_STATED = re.compile(
    r"(?:(?<![0-9一二三四五~/\-—])|(?<=国标)|(?<=国家))([0零超特]?[1-5一二三四五]?)级(?:国家|标准)?(?:能效|节能)(?!标准)"
    r"|能效(?:等级|级别)?(?:为|是|达到?)?[:：]?(?:新?国标|国家|中国)?([0零超特]?[1-5一二三四五]?)级(?![~至到/\-—0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeStatement:
    """One grade as a page states it; grade 0 stands for 超一级 and the like, which no standard knows.

    `certain` is false for what a person must read: text in pictures, and grades of several variants.
    """

    grade: int
    place: str
    quote: str
    certain: bool
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyLabel:
    """One energy label in a page's pictures, with the readings of what names its product."""

    sighted: SightedDocument
    grade: int | None
    reading: Reading
    producer: Reading
    model: Reading

    @property
    def certain(self) -> bool:
        """Whether the grade was read with certainty."""
        return self.reading.status is ReadingStatus.READ

    @property
    def locator(self) -> Locator:
        """Where the grade stands."""
        return show_reading(self.sighted, self.reading)


def find_statements(exhibit: Exhibit) -> tuple[GradeStatement, ...]:
    """Every grade a listing claims, but none that its words only compare with; certain ones first."""
    return tuple(sorted(_iter_statements(exhibit), key=lambda one: not one.certain))


def find_labels(exhibit: Exhibit) -> tuple[EnergyLabel, ...]:
    """The energy labels in a page's pictures."""
    return tuple(_make_label(sighted) for sighted in exhibit.find_documents("energy_label"))


def has_variants(exhibit: Exhibit) -> bool:
    """Whether a page seems to offer products of several grades: its labels or its variants differ."""
    labels = find_labels(exhibit)
    models = {str(label.model.value) for label in labels if label.model.value}
    grades = {label.grade for label in labels if label.grade is not None}
    listing = exhibit.listing
    offered = (
        {grade for text in _iter_offers(listing) for grade, _ in find_grades(text)} if listing else set()
    )
    return len(models) > 1 or len(grades) > 1 or len(offered) > 1


def find_grades(text: str) -> list[tuple[int, str]]:
    """(grade, clause) of each grade that a text claims."""
    found = []
    for clause in _CLAUSE_END.split(text):
        folded = fold_text(clause)
        if any(word in folded for word in get_terms("grade_comparisons", "clause")):
            continue
        for match in _STATED.finditer(folded):
            grade = parse_grade(match[1] or match[2] or "")
            if grade is not None and not _compares(folded[max(0, match.start() - _BEFORE) : match.start()]):
                found.append((grade, clause.strip()))
    return found


def parse_grade(text: Any) -> int | None:
    """The number of a grade such as `1`, 一级 or 超一级; None when it is none."""
    folded = unicodedata.normalize("NFKC", str(text)).strip()
    match = re.match(r"(?:新?国标|国家|中国|新)?([0零超特])?([1-5一二三四五])?(?:级|$)", folded)
    if match is None or not (match[1] or match[2]):
        return None
    return 0 if match[1] else _DIGITS.get(match[2]) or int(match[2])


def _compares(before: str) -> bool:
    """Whether the words before a grade make it another product's; 性价比 compares nothing."""
    words = before.replace("性价比", "").replace("达到", "")
    return any(word in words for word in get_terms("grade_comparisons", "before"))


def _iter_statements(exhibit: Exhibit) -> Iterator[GradeStatement]:
    listing = exhibit.listing
    if listing is None:
        return
    for place, text in _iter_texts(listing):
        for grade, clause in find_grades(text):
            yield _make_statement(exhibit, grade, place, clause)
    for name, value in listing.attributes.items():
        stated = parse_grade(value) if name in _get_grade_names() else None
        for grade, clause in [(stated, value)] if stated is not None else find_grades(f"{name}：{value}"):
            yield _make_statement(exhibit, grade, f"属性“{name}”", clause)
    papers = {sighted.artefact.sha256 for sighted in exhibit.documents if sighted.document.kind != "other"}
    # Not the scale that a label prints, nor what other papers say.
    texts = [seen for seen in exhibit.texts if seen.artefact.sha256 not in papers]
    for seen in texts:
        for grade, clause in find_grades(seen.block.text):
            yield _make_pictured(grade, clause, seen, certain=is_surely_read(seen))
    yield from _iter_pictured_rows(texts)


def _iter_pictured_rows(texts: list[SightedText]) -> Iterator[GradeStatement]:
    """Grades in the tables of pictures: a label such as 能效等级, and the value beside it in its row."""
    for label in texts:
        if fold_text(label.block.text).rstrip(":：") not in _get_grade_names():
            continue
        value = _find_beside(label, texts)
        grade = parse_grade(value.block.text) if value else None
        if value is not None and grade is not None:
            quote = f"{label.block.text}：{value.block.text}"
            sure = is_surely_read(label) and is_surely_read(value)
            yield _make_pictured(grade, quote, value, certain=sure)


def _make_pictured(grade: int, quote: str, seen: SightedText, *, certain: bool) -> GradeStatement:
    return GradeStatement(
        grade=grade, place="图片", quote=quote, certain=certain, locators=(show_text(seen),)
    )


def _find_beside(label: SightedText, texts: list[SightedText]) -> SightedText | None:
    x, y, width, height = label.block.box
    right = [
        seen
        for seen in texts
        if seen.artefact.sha256 == label.artefact.sha256
        and seen.block.box[0] >= x + width
        and abs(seen.block.box[1] + seen.block.box[3] / 2 - y - height / 2) < height / 2
    ]
    return min(right, key=lambda seen: seen.block.box[0], default=None)


def _iter_texts(listing: Listing) -> Iterator[tuple[str, str]]:
    yield "标题", listing.title or ""
    yield "描述", listing.description or ""
    for text in _iter_offers(listing):
        yield "规格", text


def _iter_offers(listing: Listing) -> Iterator[str]:
    return (offer.name or "" for offer in listing.offers if offer.kind is not OfferKind.ACCESSORY)


def _make_statement(exhibit: Exhibit, grade: int, place: str, clause: str) -> GradeStatement:
    return GradeStatement(
        grade=grade, place=place, quote=clause, certain=grade > 0, locators=show_words(exhibit, clause)
    )


def _get_grade_names() -> frozenset[str]:
    names = load_catalogue("page_numbers")["facts"]["energy_grade"]
    return frozenset(name for name in names if "水效" not in name)


def _make_label(sighted: SightedDocument) -> EnergyLabel:
    fields = sighted.document.fields
    reading = fields.get("grade", Reading())
    grade = parse_grade(reading.value) if reading.value is not None else None
    return EnergyLabel(
        sighted=sighted,
        grade=grade,
        reading=reading,
        producer=fields.get("producer", Reading()),
        model=fields.get("model", Reading()),
    )
