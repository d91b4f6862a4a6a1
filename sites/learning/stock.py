"""Where listings say whether the goods can be bought: a place that does not say the same on all."""

from collections import defaultdict
from collections.abc import Sequence

from evidence.listing import Availability
from sites.generic.stock import tell_stock
from sites.learning.rules import Label, induce_rule
from sites.learning.tree import SeenPage
from sites.profile import Parse, Rule

_LONGEST, _ON_MOST = 40, 0.9


def induce_stock(pages: Sequence[SeenPage]) -> Rule | None:
    """The place that tells the stock on nearly all listings; None where there is none."""
    seen: dict[str, dict[int, Availability]] = defaultdict(dict)
    depths: dict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for element, text in enumerate(page.texts):
            if 1 < len(text) <= _LONGEST and (said := tell_stock(text)) is not None:
                # Shops name the element after what it says: only what it stands in is the same everywhere.
                place = f"{page.get_path(page.parents[element], 3)}>{page.nodes[element].tag}"
                seen[place].setdefault(number, said)
                depths[place].append(element)
    telling = [
        place
        for place, said in seen.items()
        if len(said) >= _ON_MOST * len(pages) and len(set(said.values())) > 1
    ]
    if not telling:
        return None
    # Of places that tell as much, the first on the page: goods that are recommended come below.
    best = seen[max(telling, key=lambda place: (len(seen[place]), -min(depths[place])))]
    labels = [Label(values={best[n]: 1.0} if n in best else {}) for n in range(len(pages))]
    outcome = induce_rule(pages, labels, tell_stock, Parse.STOCK)
    support = outcome.rule.support if outcome is not None else None
    is_sure = support is not None and support.agreed >= _ON_MOST * support.asked
    return outcome.rule if outcome is not None and is_sure else None
