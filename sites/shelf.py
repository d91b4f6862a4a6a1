"""Which reader a site has: a profile of the workspace, a profile or adapter of the package, or none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import urlsplit

from config.errors import ConfigError
from config.whole_file import write_whole_text
from sites.platform import GENERIC, Platform, find_platform, get_platform
from sites.profile import SiteProfile, format_profile, load_profile

FOLDER = "sites"
ENTRY_POINTS = "netpatrol.sites"
Site = Platform | SiteProfile


@dataclass(slots=True)
class Shelf:
    """The profiles at hand: those of a folder (a workspace's `sites/`), then those that packages bring."""

    folder: Path | None = None
    _by_host: dict[str, SiteProfile] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path | None) -> "Shelf":
        """The shelf of a folder, which need not be there yet.

        Raises:
            ConfigError: a profile cannot be used, or two of the same kind name one host.
        """
        shelf = cls(folder=folder)
        for paths in (iter_packaged(), sorted(folder.glob("*.yaml")) if folder is not None else ()):
            named: dict[str, Path] = {}
            for path in paths:
                profile = load_profile(path)
                for host in profile.hosts:
                    if host in named:
                        raise ConfigError(
                            f"host {host!r} has two profiles, {str(named[host])!r} and {str(path)!r}; "
                            "take one of them away"
                        )
                    named[host] = path
                    shelf._by_host[host] = profile
        return shelf

    def find(self, url: str) -> Site:
        """The profile of an address's host, else the platform that names it, else `generic`."""
        try:
            profile = self._by_host.get(urlsplit(url).netloc.lower())
        except ValueError:
            profile = None
        return profile or find_platform(url)

    def get(self, name: str) -> Site:
        """A profile or platform by its name.

        Raises:
            ConfigError: there is none.
        """
        found = next((one for one in self._by_host.values() if one.name == name), None)
        return found or get_platform(name)

    def get_path(self, name: str) -> Path | None:
        """Where the folder keeps the profile of that name, whether it is there or not."""
        return self.folder / f"{make_file_name(name)}.yaml" if self.folder is not None else None

    def put(self, profile: SiteProfile) -> Path | None:
        """Keep a profile, whole or not at all; the last one for its hosts counts."""
        for host in profile.hosts:
            self._by_host[host] = profile
        path = self.get_path(profile.name)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole_text(path, format_profile(profile))
        return path

    def drop(self, name: str) -> None:
        """Take a profile of the folder away."""
        self._by_host = {host: one for host, one in self._by_host.items() if one.name != name}
        path = self.get_path(name)
        if path is not None:
            path.unlink(missing_ok=True)

    @property
    def profiles(self) -> list[SiteProfile]:
        """All profiles, each once."""
        return list({profile.name: profile for profile in self._by_host.values()}.values())


def make_file_name(name: str) -> str:
    """A site's name as a file's: HOST_PORT, and nothing that leads out of the folder."""
    kept = "".join(char if char.isalnum() or char in "-._" else "_" for char in name.lower())
    return kept.strip("._") or "site"


def iter_packaged() -> Iterator[Path]:
    """Profiles that come with this package and with others (entry point group `netpatrol.sites`)."""
    yield from sorted((Path(__file__).parent / "platforms").glob("*/profile.yaml"))
    for point in entry_points(group=ENTRY_POINTS):
        found = point.load()
        yield Path(found() if callable(found) else found)


def is_unknown(site: Site) -> bool:
    """Whether nothing is known of a site but what any page says by itself."""
    return isinstance(site, Platform) and site.name == GENERIC
