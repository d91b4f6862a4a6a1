"""The picking stage: what a patrol lays before people, and where it cannot tell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from config.settings import PatrolSettings, PickName
from evidence.finding import Check
from evidence.pick import Pick, make_pick_id
from evidence.prices import keep_run_prices, open_price_history
from evidence.snapshot import Snapshot
from inspectors.picks import abnormal_price, novel_product, price_move
from inspectors.picks.bands import PriceRules
from inspectors.picks.drafts import Draft, make_listing_facts
from inspectors.picks.novel_product import NovelRules
from inspectors.picks.offers import make_offer_table
from patrols.stage import Progress, Shift

_VERSIONS = {module.CHECK: module.VERSION for module in (abnormal_price, price_move, novel_product)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picking:
    """What picking gave; `cannot_tell` names what could not be decided, and for how many matters."""

    picks: tuple[Pick, ...] = ()
    cannot_tell: dict[str, int] | None = None


def keep_prices(shift: Shift, snapshots: Iterable[Snapshot]) -> int:
    """Put the prices that the run saw into the price history; returns how many."""
    return keep_run_prices(shift.workspace, shift.run.run_id, snapshots, shift.now())


def pick_products(shift: Shift, patrol: PatrolSettings, snapshots: Sequence[Snapshot]) -> Picking:
    """Pick abnormal prices and novel products, as far as the patrol asks for them, and keep the picks."""
    drafts: list[Draft] = []
    blind: dict[str, int] = {}
    if PickName.PRICE in patrol.picks:
        drafts.extend(_pick_prices(shift, snapshots, blind))
    if PickName.NOVEL in patrol.picks:
        drafts.extend(_pick_novel(shift, blind))
    picks = tuple(_make_pick(shift, draft) for draft in drafts)
    with shift.workspace.records.write(shift.now()) as writer:
        for pick in picks:
            writer.add_pick(pick)
    shift.tell(Progress(stage="pick", done=len(picks), total=len(picks)))
    return Picking(picks=picks, cannot_tell=blind)


def _pick_prices(shift: Shift, snapshots: Sequence[Snapshot], blind: dict[str, int]) -> Iterator[Draft]:
    settings = shift.settings.price
    rules = PriceRules(min_offers=settings.min_offers, z=settings.z, least_change=settings.least_change)
    table = make_offer_table(snapshots)
    groups = abnormal_price.make_groups(table.rows, rules)
    blind.update({f"price:{reason}": number for reason, number in sorted(table.apart.items())})
    blind["price:insufficient_data"] = sum(len(group.rows) for group in groups if group.band is None)
    yield from abnormal_price.iter_abnormal_prices(groups)
    until = max((snapshot.captured_at for snapshot in snapshots), default=shift.now())
    series = open_price_history(shift.workspace, partial(_is_own, shift)).load_all_series(
        until - timedelta(days=settings.history_days), until
    )
    yield from price_move.iter_price_moves(table.alone, series, rules)


def _pick_novel(shift: Shift, blind: dict[str, int]) -> Iterator[Draft]:
    settings = shift.settings.novelty
    rules = NovelRules(**settings.model_dump())
    own = [one for one in shift.workspace.records.load_snapshots() if _is_own(shift, one.run_id)]
    corpus = novel_product.make_corpus(own, shift.now(), rules)
    if not novel_product.can_tell(corpus, rules):
        blind["novel:too_little_known"] = len(corpus.new)
    yield from novel_product.iter_novel_products(corpus, rules)


def _is_own(shift: Shift, run_id: str) -> bool:
    """Whether a run is of the office that this one is of."""
    return shift.owner_of(run_id) == shift.owner_of(shift.run.run_id)


def _make_pick(shift: Shift, draft: Draft) -> Pick:
    check = Check(name=draft.check, version=_VERSIONS[draft.check])
    return Pick(
        pick_id=make_pick_id(draft.lead_id, draft.snapshot.snapshot_id, check),
        lead_id=draft.lead_id,
        kind=draft.kind,
        listing=make_listing_facts(draft.snapshot),
        snapshot_id=draft.snapshot.snapshot_id,
        summary=draft.summary,
        score=round(draft.score, 3),
        amount=draft.amount,
        unit=draft.unit,
        low=draft.low,
        high=draft.high,
        factors=draft.factors,
        compared=draft.compared,
        captured_at=draft.snapshot.captured_at,
        found_at=shift.now(),
        run_id=shift.run.run_id,
        check=check,
    )
