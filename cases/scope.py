"""Who looks at the records of a workspace, when, and how much of each they see."""

from dataclasses import dataclass, field
from datetime import datetime

from cases import rights
from cases.owners import Owners
from cases.rights import Matter, Sight, Viewer
from cases.world import World


@dataclass(slots=True, kw_only=True)
class Scope:
    """Who looks, at which moment, at which world."""

    viewer: Viewer
    world: World
    owners: Owners
    at: datetime
    _sights: dict[tuple[str, str, str | None], Sight] = field(default_factory=dict)

    def see(self, noun: str, one: str, owner: str | None) -> Sight:
        """How much of a record of an owner is seen."""
        key = (noun, one, owner)
        if key not in self._sights:
            matter = Matter(noun=noun, id=one, office_id=owner)
            self._sights[key] = rights.get_sight(self.world, self.viewer, matter, self.at)
        return self._sights[key]

    def see_snapshot(self, snapshot_id: str) -> Sight:
        """How much of a snapshot is seen."""
        return self.see("snapshot", snapshot_id, self.owners.get_snapshot_owner(snapshot_id))

    def sees_run(self, run_id: str) -> bool:
        """Whether a run is seen: nobody shares one."""
        return self.see("run", run_id, self.owners.get_run_owner(run_id)) is Sight.FULL
