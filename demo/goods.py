"""Makes lawful listings: every proof that the goods need is there and true."""

from __future__ import annotations

from decimal import Decimal

from demo.draft import Brand, Draft, Family, Stall
from demo.model import Step
from demo.papers import Picture, PictureKind
from demo.paperwork import fill_approval, fill_ccc, fill_label, fill_report
from demo.proofs import describe_place
from demo.stalls import find_stall
from demo.workshop import Workshop

_TRADES = {"electric": "电器", "food": "食品科技", "home": "日用品"}
_STYLES = ("yen", "yen_space", "yen_grouped", "fullwidth", "yuan")
_REPEAT_CHANCE = 0.24  # that a page shows the product picture of another page, where its family has one
_TITLES = ("{brand} {noun} {spec} {use}", "{brand}{noun} {use} {spec}", "{noun} {brand} {spec} {use}款")


def get_family(shop: Workshop, key: str) -> Family:
    """A family by its key."""
    family: Family = next(one for one in shop.table["families"] if one["key"] == key)
    return family


def make_draft(
    shop: Workshop,
    key: str,
    stall: Stall | None = None,
    *,
    brand: Brand | None = None,
    model: str | None = None,
) -> Draft:
    """A lawful listing of a family, put into a lawful shop unless one is named."""
    family, chance = get_family(shop, key), shop.chance
    home = stall or find_stall(shop, family["aisle"])
    maker = brand or shop.make_brand(_TRADES[family["aisle"]])
    noun, spec, use = (chance.choice(family[name]) for name in ("nouns", "specs", "uses"))
    if brand and model:
        noun = next((one.noun for one in shop.drafts if one.brand is brand and one.model == model), noun)
    low, high = family["price"]
    draft = Draft(
        listing_id=shop.make_number({"jishi": 10, "yunxuan": 12, "laohe": 8}[home.platform]),
        family=family,
        stall=home,
        brand=maker,
        title=chance.choice(_TITLES).format(brand=maker.name, noun=noun, spec=spec, use=use),
        noun=noun,
        model=model if model is not None else make_model(shop, family, maker),
        price=Decimal(chance.randrange(low, high)) + Decimal(chance.choice(("0.00", "0.90", "0.50"))),
        hue=chance.randrange(360),
        stock=chance.randrange(18, 960),
        price_style=chance.choice(_STYLES),
        has_json_ld=chance.random() < 0.8,
    )
    _state_facts(shop, draft, spec)
    _state_proofs(shop, draft)
    draft.text = [*family["copy"], chance.choice(shop.table["proof"])]
    add_pictures(shop, draft)
    if home.platform == "laohe":
        make_ladder(shop, draft)
    home.count += 1
    shop.drafts.append(draft)
    return draft


def make_model(shop: Workshop, family: Family, brand: Brand) -> str:
    """A model of the brand; empty where the goods have none."""
    form = family["model"]
    if not form:
        return ""
    digits = shop.make_number(form["digits"]) if form["digits"] > 2 else str(shop.chance.randrange(10, 99))
    if form["stem"].endswith("-"):
        return f"{form['stem']}{digits}{form.get('tail', '')}{brand.initials}"
    return f"{brand.initials}-{form['stem']}{digits}{form.get('tail', '')}"


def make_ladder(shop: Workshop, draft: Draft) -> None:
    """Wholesale prices by quantity, the shown price being the first."""
    unit = "箱" if draft.family["aisle"] == "food" and shop.chance.random() < 0.4 else "个"
    if draft.family["key"] == "rice":
        unit = "kg"
    first, second = shop.chance.choice(((10, 100), (5, 50), (3, 20)))
    draft.unit = unit
    draft.ladder = [
        Step(first=1, last=first - 1, price=draft.price),
        Step(first=first, last=second - 1, price=_cut(draft.price, "0.93")),
        Step(first=second, last=None, price=_cut(draft.price, "0.86")),
    ]


def add_pictures(shop: Workshop, draft: Draft) -> None:
    """A product picture, at the repeat rate one that another page shows, and at times a parameter card."""
    pool = [
        one
        for other in shop.drafts
        if other.family is draft.family
        for one in other.pictures
        if one.kind is PictureKind.PRODUCT
    ]
    if pool and shop.chance.random() < _REPEAT_CHANCE:
        main = shop.chance.choice(pool)
    else:
        main = Picture(
            key=shop.make_key("g"), kind=PictureKind.PRODUCT, shape=draft.family["shape"], hue=draft.hue
        )
    draft.pictures.insert(0, main)
    if shop.chance.random() < 0.3:
        rows = tuple((name, value) for name, value in draft.attrs.values() if len(value) < 14)[:5]
        draft.pictures.insert(
            1, Picture(key=shop.make_key("p"), kind=PictureKind.PARAMETERS, hue=draft.hue, rows=rows)
        )


def label(shop: Workshop, name: str) -> str:
    """One of the names that pages give a fact."""
    return str(shop.chance.choice(shop.table["labels"][name]))


def _state_facts(shop: Workshop, draft: Draft, spec: str) -> None:
    family, owner, chance = draft.family, draft.brand.owner, shop.chance
    draft.set("brand", draft.brand.name, "品牌")
    if draft.model:
        draft.set("model", draft.model, label(shop, "model"))
    draft.set("spec", spec, "规格")
    for name, value in family["facts"].items():
        draft.set(name, str(value), name)
    if family["standard"]:
        draft.set("standard", family["standard"], label(shop, "standard"))
    draft.set("producer", owner.name, label(shop, "producer"))
    draft.set("address", owner.address, label(shop, "address"))
    draft.set("origin", describe_place(owner.place), label(shop, "origin"))
    draft.set("listed", shop.ago(chance.randrange(70, 600)).isoformat(), label(shop, "listed"))


def _state_proofs(shop: Workshop, draft: Draft) -> None:
    family, owner, chance = draft.family, draft.brand.owner, shop.chance
    if "ccc" in family:
        row = _find_for(shop, "certificates", draft, "models") or shop.proofs.certify(
            family, owner, _make_series(draft.model), chance
        )
        draft.rows["ccc"] = row
        draft.set("ccc", row["certificate_no"], label(shop, "ccc"))
    if "energy" in family:
        row = _find_for(shop, "energy_labels", draft, "model") or shop.proofs.file_label(
            family, owner.name, draft.model, chance.randrange(1, 4), chance
        )
        draft.rows["energy"] = row
        draft.set(
            "grade",
            chance.choice(("{0}级", "{0}级能效", "{0}级")).format(row["grade"]),
            label(shop, "energy_grade"),
        )
        draft.set("filing", row["filing_no"], label(shop, "energy_filing"))
    if "food" in family:
        row = shop.proofs.permit_food_producer(family, owner, chance)
        draft.rows["food"] = row
        draft.set("sc", row["permit_no"], label(shop, "food_production"))
    if "approval" in family:
        row = shop.proofs.approve_type(owner, family["approval"], draft.model, chance)
        draft.rows["approval"] = row
        draft.set("approval", row["approval_no"], label(shop, "approval"))
    if chance.random() < 0.4:
        row = shop.proofs.give_gtin(
            owner.name, chance, product_name=draft.noun, brand=draft.brand.name, model=draft.model
        )
        draft.rows["gtin"] = row
        draft.set("gtin", row["code"], label(shop, "gtin"))


def show_proof(shop: Workshop, draft: Draft, *, is_key: bool = False) -> None:
    """Adds a picture of the weightiest proof that the goods have."""
    owner, take = draft.brand.owner, shop.make_take(is_key=is_key)
    if "energy" in draft.rows and shop.chance.random() < 0.7:
        draft.pictures.append(shop.show(fill_label(draft.rows["energy"], shop.make_key("e"), take)))
    elif "ccc" in draft.rows:
        draft.pictures.append(shop.show(fill_ccc(draft.rows["ccc"], owner, shop.make_key("c"), take)))
    elif "approval" in draft.rows:
        draft.pictures.append(
            shop.show(fill_approval(draft.rows["approval"], owner, shop.make_key("t"), take))
        )
    else:
        show_report(shop, draft, is_key=is_key)


def show_report(shop: Workshop, draft: Draft, *, is_key: bool = False, months: int = 4) -> None:
    """Adds a genuine test report of the goods, so many months old, and its entry in the national look-up."""
    lab, cma, cnas = shop.get_lab()
    issued = shop.ago(30 * months + shop.chance.randrange(20))
    row = shop.proofs.test(
        lab,
        issued,
        shop.chance,
        product_name=draft.noun,
        model=draft.model or draft.attrs["spec"][1],
        client=draft.brand.owner.name,
    )
    draft.rows["report"] = row
    document = fill_report(
        row,
        shop.make_key("r"),
        shop.make_take(is_key=is_key),
        cma_no=cma["number"],
        cnas_no=cnas["number"],
        brand=draft.brand.name,
        test_type=shop.chance.choice(("委托检验", "型式检验")),
        standards=(draft.family["standard"],),
    )
    draft.pictures.append(shop.show(document))


def _make_series(model: str) -> tuple[str, ...]:
    """The models of a certificate: the listed one and its sisters."""
    return (model, f"{model}A", f"{model}-S")


def _find_for(shop: Workshop, register: str, draft: Draft, column: str) -> dict[str, str] | None:
    """The proof that an earlier listing of the same model brought."""
    return next(
        (
            row
            for row in shop.book.rows[register]
            if draft.model and draft.model in row.get(column, "").split(";")
        ),
        None,
    )


def _cut(price: Decimal, factor: str) -> Decimal:
    return (price * Decimal(factor)).quantize(Decimal("0.01"))
