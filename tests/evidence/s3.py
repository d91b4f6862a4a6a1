"""A server of S3-compatible storage on loopback, with keys that it checks, for as long as a test needs it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

from evidence.noun import make_digest

BUCKET = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The server's address and a key (`ACCESS:SECRET`) that may use the bucket."""

    endpoint: str
    key: str

    def make_client(self) -> object:
        access, _, secret = self.key.partition(":")
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=access,
            aws_secret_access_key=secret,
            region_name="us-east-1",
        )

    def write_settings(self, root: Path, bucket: str = BUCKET, **more: object) -> None:
        """Let a workspace keep its objects there."""
        root.mkdir(parents=True, exist_ok=True)
        key_file = root / "s3-key"
        key_file.touch(mode=0o600)
        key_file.write_text(self.key)
        prefix = make_digest(str(root))[:12]  # moto keeps its buckets as long as the process lives
        facts = {
            "url": f"s3://{bucket}/{prefix}",
            "endpoint": self.endpoint,
            "key_file": str(key_file),
            **more,
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in facts.items()]
        (root / "netpatrol.toml").write_text("[store]\n" + "\n".join(lines) + "\n")


@contextmanager
def serve_storage(port: int = 0) -> Iterator[Storage]:
    """A server that knows one user and one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    host, real_port = server.get_host_and_port()
    storage = Storage(endpoint=f"http://{host}:{real_port}", key="any:any")
    try:
        storage.make_client().create_bucket(Bucket=BUCKET)  # type: ignore[attr-defined]  # boto3 is untyped
        yield storage
    finally:
        server.stop()
