"""Changing the office key: the old key signs for the new one; a key that is out of hand is revoked.

What a revoked key signed before stays good where a time stamp of others shows that it was there before.
Killed in between, the next command finishes a change that the ledger knows, and forgets one that it does not.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from pydantic import ValidationError

from config.errors import ItemError, RunAbortedError
from evidence.noun import Noun, make_canonical_json
from evidence.office_key import (
    OfficeKey,
    adopt_new_key,
    destroy_old_key,
    drop_new_key,
    has_new_key,
    has_old_key,
    holds,
    load_key,
    load_new_key,
    make_key_id,
    make_next_key,
)
from evidence.records import Records
from evidence.run_lock import hold_job
from evidence.workspace import Workspace

SUCCESSION, REVOCATION = "succession", "revocation"
_LOCK = "office-key"
_LONGEST_WHY = 500


class Succession(Noun):
    """The word of an old key that a new one follows it, signed by both; `new_pem` is the new public half."""

    old: str
    new: str
    new_pem: str
    at: str
    by: str
    why: str
    by_old: str = ""
    by_new: str = ""

    @property
    def text(self) -> bytes:
        """What both keys sign."""
        plain = self.model_dump(mode="json", exclude={"by_old", "by_new"})
        return make_canonical_json({"netpatrol": SUCCESSION, **plain}).encode()

    def is_signed_by(self, old_pem: str) -> bool:
        """Whether it is the word of the old key, and of the new one that it names."""
        try:
            ids = make_key_id(old_pem.encode()), make_key_id(self.new_pem.encode())
            signed = [base64.b64decode(one, validate=True) for one in (self.by_old, self.by_new)]
        except ValueError:
            return False
        pems = (old_pem, self.new_pem)
        return ids == (self.old, self.new) and all(
            holds(pem.encode(), self.text, signature) for pem, signature in zip(pems, signed, strict=True)
        )


class Revocation(Noun):
    """A key that signs for nobody any more from a moment on."""

    key_id: str
    since: datetime
    by: str
    why: str


def rotate_key(
    workspace: Workspace, *, by: str, why: str, now: datetime, in_file: bool = False
) -> Succession:
    """Let a new key follow the office's: from now on it signs, and the old private half is destroyed.

    Args:
        workspace: whose key.
        by: who does it.
        why: for the ledger.
        now: the present moment.
        in_file: make the new key in a file, also where the settings name a token.

    Raises:
        ItemError: nothing is said of who or why.
        RunAbortedError: another process is at it.
    """
    _check_words(by, why)
    with hold_job(workspace.root, _LOCK, now=now):
        old, new = workspace.records.head.key, make_next_key(workspace.root, in_file=in_file)
        named = {"old": old.key_id, "new": new.key_id, "new_pem": new.public_pem.decode()}
        bare = Succession(**named, at=now.isoformat(), by=by, why=why)
        signed = {name: _sign(key, bare.text) for name, key in (("by_old", old), ("by_new", new))}
        succession = bare.model_copy(update=signed)
        with workspace.records.write(now) as writer:
            writer.add_fact("key", new.key_id, succession.new_pem)
            writer.add_fact(SUCCESSION, new.key_id, succession.as_json())
            workspace.records.head.use(new)
        adopt_new_key(workspace.root)
    return succession


def finish_rotation(workspace: Workspace, *, now: datetime) -> None:
    """Finish or forget a change of key during which a process was killed; nothing while one is going on."""
    if has_old_key(workspace.root):
        destroy_old_key(workspace.root)
    if not has_new_key(workspace.root):
        return
    try:
        with hold_job(workspace.root, _LOCK, now=now):
            named = list(workspace.records.load_facts("key"))
            if load_key(workspace.root).key_id == named[-1]:
                drop_new_key(workspace.root)  # the ledger knows of no change
                return
            new = load_new_key(workspace.root)
            if new.key_id in named:
                adopt_new_key(workspace.root)
                workspace.records.head.use(new)
    except RunAbortedError:
        return


def revoke_key(
    workspace: Workspace, key_id: str, *, since: datetime, by: str, why: str, now: datetime
) -> Revocation:
    """Accept nothing any more that a key signs from a moment on; the own key has to be rotated first.

    Raises:
        ItemError: the key is unknown, signs here, or was revoked before, or nothing is said of why.
    """
    _check_words(by, why)
    known = load_known(workspace.records)
    if key_id not in known:
        raise ItemError(f"{key_id!r} is no key that is known here; `netpatrol key show` names them")
    if key_id == workspace.records.head.key.key_id:
        raise ItemError(f"{key_id!r} is the key that signs here; run `netpatrol key rotate` first")
    revocation = Revocation(key_id=key_id, since=since, by=by, why=why)
    with workspace.records.write(now) as writer:
        if not writer.add_fact(REVOCATION, key_id, revocation.as_json()):
            raise ItemError(f"{key_id!r} was revoked before; `netpatrol key show` says when")
    return revocation


def load_known(records: Records) -> dict[str, str]:
    """Every key that is or was accepted here, own and other offices', by id: public half in PEM."""
    return {**records.load_facts("key"), **records.load_facts("trusted")}


def load_revoked(records: Records) -> dict[str, datetime]:
    """The keys that were revoked, and since when."""
    facts = records.load_facts(REVOCATION)
    return {key_id: Revocation.model_validate_json(body).since for key_id, body in facts.items()}


def write_successions(records: Records) -> bytes:
    """The words of the office's keys for one another, one a line, oldest first."""
    return "".join(f"{body}\n" for body in records.load_facts(SUCCESSION).values()).encode()


def read_successions(data: bytes) -> list[Succession]:
    """What `write_successions` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        return [Succession.model_validate(json.loads(line)) for line in data.decode().splitlines()]
    except ValidationError as exc:
        raise ValueError("a line is no word of a key for another") from exc


def follow(trusted: Mapping[str, str], successions: Iterable[Succession]) -> Iterator[str]:
    """The ids of keys for which a trusted key, or one that follows a trusted one, gave its word."""
    accepted = dict(trusted)
    for one in successions:
        if one.old in accepted and one.is_signed_by(accepted[one.old]):
            accepted[one.new] = one.new_pem
            yield one.new


def find_succession_problems(keys: Mapping[str, str], bodies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(key, problem) of each key of an office for which the one before it did not give its word."""
    ids = list(keys)
    for before, key_id in pairwise(ids):
        try:
            word = Succession.model_validate_json(bodies.get(key_id, ""))
        except ValidationError:
            word = None
        if word is None or (word.old, word.new) != (before, key_id) or not word.is_signed_by(keys[before]):
            yield key_id, "the key before it did not sign for it"


def _sign(key: OfficeKey, text: bytes) -> str:
    return base64.b64encode(key.sign(text)).decode()


def _check_words(by: str, why: str) -> None:
    if not by.strip() or not 0 < len(why.strip()) <= _LONGEST_WHY:
        raise ItemError(
            f"a change of keys needs who does it (--as) and why in 1 to {_LONGEST_WHY} characters (--why)"
        )
