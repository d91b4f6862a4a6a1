"""Cases as they are searched: made from what somebody may see of them, never kept in an index."""

from cases.model import Case
from index.projection import Filters, Indexed, SearchDocument, make_order, write_moment
from index.words import fold_number


def project_case(case: Case) -> SearchDocument:
    """A case as it is searched: by its title, its operator, its evidence list and its acts.

    Args:
        case: as somebody sees it; what is masked there finds nothing.
    """
    operator, items, acts = case.operator, case.held_items, case.acts
    known = [operator.uscc, *(act.number for act in acts)]
    ids = [case.case_id, *(item.id for item in items), *(act.act_id for act in acts)]
    words: dict[str, list[str | None]] = {
        "title": [case.title],
        "shop": [operator.name, operator.shop],
        "claimed": [item.proves for item in items],
        "text": [act.to for act in acts],
    }
    opened_at = write_moment(case.opened_at)
    return SearchDocument(
        id=case.case_id,
        noun=Indexed.CASE,
        order=make_order(case.opened_at, case.case_id),
        revision=0,
        filters=Filters(captured_at=opened_at, platform="", run_id=""),
        words={name: tuple(text for text in texts if text) for name, texts in words.items()},
        numbers=tuple(dict.fromkeys(fold_number(text) for text in known if text)),
        ids=tuple(dict.fromkeys(map(fold_number, ids))),
        source={"case_id": case.case_id, "captured_at": opened_at},
    )
