"""Objects in a bucket of S3-compatible storage, through fsspec; loaded only where settings name one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from config.errors import ConfigError, ServiceError, VerificationError
from config.secret_file import read_secret
from config.settings import StoreSettings
from evidence.blobs import Blobs, is_digest, make_key
from evidence.noun import make_digest


def open_bucket(settings: StoreSettings, key: str | None) -> Blobs:
    """The bucket that settings name.

    Args:
        settings: with an address.
        key: `ACCESS:SECRET` from the environment; a key file of the settings goes before it.

    Raises:
        ConfigError: the key cannot be read, the bucket is not there or refuses it, or s3fs is missing.
        ServiceError: the server does not answer.
    """
    if settings.key_file is not None:
        key = read_secret(settings.key_file, "store.key_file", is_word=False, is_own=False)
    access, _, secret = (key or "").strip().partition(":")
    if not access or not secret:
        raise ConfigError(
            "the object store needs a key: name a file with ACCESS:SECRET in store.key_file, or set "
            "NETPATROL_STORE_KEY"
        )
    try:
        from s3fs import S3FileSystem  # noqa: PLC0415 -- an extra, and slow to load
    except ImportError as exc:
        raise ConfigError("an object store needs s3fs; pip install 'netpatrol[s3]'") from exc
    filesystem = S3FileSystem(
        key=access,
        secret=secret,
        endpoint_url=settings.endpoint,
        client_kwargs={"region_name": settings.region, "verify": str(settings.ca_file or "") or None},
        config_kwargs={
            "connect_timeout": settings.timeout_s,
            "read_timeout": settings.timeout_s,
            "retries": {"max_attempts": 1},
            "s3": {"addressing_style": "path"},
        },
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    filesystem.retries = 1
    bucket = Bucket(root=(settings.url or "").removeprefix("s3://").rstrip("/"), filesystem=filesystem)
    bucket.check()
    return bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Objects below `root` (bucket and prefix)."""

    root: str
    filesystem: Any

    @property
    def place(self) -> str:
        """The address, without any key."""
        return f"s3://{self.root}"

    def check(self) -> None:
        """Look whether the bucket is there for this key."""
        name = self.root.partition("/")[0]
        with self._explain():
            try:
                self.filesystem.call_s3("list_objects_v2", Bucket=name, MaxKeys=1)
            except FileNotFoundError as exc:
                raise ConfigError(
                    f"there is no bucket {name!r}; make it, or name another in store.url"
                ) from exc

    def put(self, digest: str, data: bytes) -> None:
        """Keep bytes, never over others, and read them back."""
        held = self.get(digest)
        if held is None:
            # Another process may have brought it meanwhile: it is looked at like any other.
            with self._explain(), suppress(FileExistsError):
                self.filesystem.pipe_file(self._path(digest), data, mode="create")
            held = self.get(digest)
        if held is None or make_digest(held) != digest:
            raise VerificationError(
                f"{self.place} holds other bytes than were sent for object {digest!r}; these stay here"
            )

    def get(self, digest: str) -> bytes | None:
        """The bytes of an object."""
        with self._explain():
            try:
                found: bytes = self.filesystem.cat_file(self._path(digest))
            except FileNotFoundError:
                return None
            return found

    def get_range(self, digest: str, offset: int, length: int) -> bytes | None:
        """A part of an object."""
        with self._explain():
            try:
                found: bytes = self.filesystem.cat_file(self._path(digest), start=offset, end=offset + length)
            except FileNotFoundError:
                return None
            return found

    def has(self, digest: str) -> bool:
        """Whether the object is there."""
        with self._explain():
            return bool(self.filesystem.exists(self._path(digest)))

    def delete(self, digest: str) -> None:
        """Remove an object."""
        with self._explain():
            try:
                self.filesystem.rm_file(self._path(digest))
            except FileNotFoundError:
                return

    def list_digests(self) -> list[str]:
        """The names of all objects."""
        names = (key.rpartition("/")[2] for key in self._list_keys())
        return sorted(name for name in names if is_digest(name))

    def _list_keys(self) -> set[str]:
        """The keys below the root, page by page; a page that brings nothing new would go on for ever."""
        bucket, _, prefix = self.root.partition("/")
        wanted = {"Bucket": bucket, "Prefix": f"{prefix}/" if prefix else ""}
        keys: set[str] = set()
        while True:
            with self._explain():
                page = self.filesystem.call_s3("list_objects_v2", **wanted)
                found = {one["Key"] for one in page.get("Contents", ())}
                if not page.get("IsTruncated"):
                    return keys | found
                if found <= keys or not page.get("NextContinuationToken"):
                    raise TimeoutError  # said like any other answer that never comes
                keys |= found
                wanted["ContinuationToken"] = page["NextContinuationToken"]

    def _path(self, digest: str) -> str:
        return f"{self.root}/{make_key(digest)}"

    @contextmanager
    def _explain(self) -> Iterator[None]:
        """Say in one line what a server, or the way to it, does not do; never with a key in it."""
        from aiohttp import ClientError as TransportError  # noqa: PLC0415 -- came with s3fs
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- came with s3fs

        try:
            yield
        except PermissionError as exc:
            raise ConfigError(
                f"the object store {self.place!r} refuses the key; check store.key_file and its rights"
            ) from exc
        except (BotoCoreError, ClientError, TransportError, OSError, TimeoutError) as exc:
            raise ServiceError(
                f"the object store {self.place!r} does not answer as it should ({type(exc).__name__}); "
                "what was not sent waits here: check store.endpoint and run `netpatrol store send`"
            ) from exc
