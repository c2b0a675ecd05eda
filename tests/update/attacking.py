"""What attackers of an update server do, one function each; `attacks` has what must come of it.

Each act begins with a box that has taken 1.1.0 and an honest repository (`begun`) and tries to
make the box take 1.2.0, or to stop it. `ended` lets an honest 1.3.0 follow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from securesystemslib.signer import Key, Signature, Signer

from kiosk.update.network import Limits
from tests.update import archives, serving
from tests.update.box import Scene
from tests.update.repository import strangers

TIMESTAMP = "metadata/timestamp.json"
AN_HOUR_AGO = timedelta(hours=-1)


def begun(scene: Scene) -> None:
    """The box has taken 1.1.0, and knows a second state of the repository."""
    scene.repository.publish()
    scene.repository.offer_release("1.1.0", archives.honest("1.1.0"))
    scene.repository.publish()
    taken = scene.box.take()
    assert taken is not None
    assert taken.version == "1.1.0"


def ended(scene: Scene) -> None:
    """The attacker is gone, and an honest release follows."""
    scene.server.acts.clear()
    scene.box.limits = Limits()
    if scene.repository.root.is_expired():
        scene.repository.rotate("root", scene.repository.signers["root"])
    scene.repository.targets.targets.pop("kiosk-1.2.0.tar", None)
    scene.repository.offer_release("1.3.0", archives.honest("1.3.0"))
    scene.repository.publish()


def offer(scene: Scene) -> None:
    """Offer 1.2.0 as the repository is now."""
    scene.repository.offer_release("1.2.0", archives.honest("1.2.0"))
    scene.repository.publish()


def signed_by_strangers(role: str) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        with scene.repository.signed_by(role, strangers(2)):
            offer(scene)

    return act


def signed_by_one(scene: Scene) -> None:
    with scene.repository.signed_by("targets", scene.repository.signers["targets"][:1]):
        offer(scene)


def signed_by_one_and_a_stranger(scene: Scene) -> None:
    one = scene.repository.signers["targets"][0]
    with scene.repository.signed_by("targets", [one, *strangers(1)]):
        offer(scene)


class Borrowed(Signer):
    """Signs with one key in the name of another."""

    def __init__(self, hand: Signer, name: Key) -> None:
        self._hand = hand
        self._name = name

    @property
    def public_key(self) -> Key:
        """The key in whose name it signs."""
        return self._name

    @classmethod
    def from_priv_key_uri(cls, *_: object) -> Borrowed:
        """Not made from anything but two signers."""
        raise NotImplementedError

    def sign(self, payload: bytes) -> Signature:
        """The signature of the one, with the id of the other."""
        return Signature(self.public_key.keyid, self._hand.sign(payload).signature)


def signed_twice_by_one(scene: Scene) -> None:
    one, other = scene.repository.signers["targets"]
    with scene.repository.signed_by("targets", [one, Borrowed(one, other.public_key)]):
        offer(scene)


def expired(role: str) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        with scene.repository.lasting(role, AN_HOUR_AGO):
            offer(scene)

    return act


def expired_root(scene: Scene) -> None:
    with scene.repository.lasting("root", AN_HOUR_AGO):
        scene.repository.rotate("root", scene.repository.signers["root"])
    offer(scene)


def older_timestamp(scene: Scene) -> None:
    kept = scene.repository.keep()
    scene.repository.publish()
    scene.box.look()
    scene.repository.give_back(kept)


def older_snapshot(scene: Scene) -> None:
    """Somebody has the timestamp's key and goes back behind a snapshot that the box knows."""
    scene.repository.snapshot.version -= 1
    scene.repository.timestamp.version += 1
    scene.repository.put_snapshot()
    scene.repository.put_timestamp()
    scene.repository.snapshot.version += 1


def older_targets(scene: Scene) -> None:
    """Somebody has the keys of timestamp and snapshot, and brings back older targets."""
    repository = scene.repository
    repository.targets.version -= 1
    repository.put_targets()
    repository.targets.version += 1
    repository.snapshot.version += 1
    repository.timestamp.version += 1
    repository.put_snapshot()
    repository.put_timestamp()


def mixed(role: str) -> Callable[[Scene], None]:
    """An older file of a role under the name of the new one."""

    def act(scene: Scene) -> None:
        kept = scene.repository.keep()
        version = scene.repository.snapshot.version
        offer(scene)
        old, new = f"metadata/{version}.{role}.json", f"metadata/{version + 1}.{role}.json"
        scene.repository.files[new] = kept[old]

    return act


def another_role(scene: Scene) -> None:
    """The snapshot, which is well signed, in the place of the timestamp."""
    version = scene.repository.snapshot.version
    scene.repository.files[TIMESTAMP] = scene.repository.files[f"metadata/{version}.snapshot.json"]


def one_sign_more(scene: Scene) -> None:
    """The channels of a release are changed behind the signatures."""
    offer(scene)
    name = f"metadata/{scene.repository.targets.version}.targets.json"
    scene.repository.change(name, lambda data: data.replace(b'"stable":100', b'"stable":101'))


def at_timestamp(how: serving.Act) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        scene.server.acts[TIMESTAMP] = how

    return act


def at_next_root(how: serving.Act) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        scene.server.acts[f"metadata/{scene.repository.root.version + 1}.root.json"] = how

    return act


def at_archive(how: serving.Act) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        offer(scene)
        scene.server.acts[scene.repository.path_of("kiosk-1.2.0.tar")] = how

    return act


def circle(scene: Scene) -> None:
    scene.server.acts[TIMESTAMP] = serving.leading_to(f"{scene.server.url}/{TIMESTAMP}")


def next_root(how: str) -> Callable[[Scene], None]:
    """A next root with new root keys, and not the signatures that it needs."""

    def act(scene: Scene) -> None:
        repository = scene.repository
        old, new = repository.signers["root"], strangers(2)
        signers = {
            "only new": new,
            "only old": old,
            "one old": [*old[:1], *new],
            "skipped": [*old, *new],
        }[how]
        repository.root.version += 1 if how != "skipped" else 2
        repository.trust("root", new)
        data = repository.put_root(signers)
        repository.trust("root", old)
        repository.root.version -= 1 if how != "skipped" else 2
        name = f"metadata/{repository.root.version + 1}.root.json"
        repository.files[name] = data
        scene.server.acts[name] = serving.giving(data)
        del repository.files[name]

    return act


def of_evil_archive(data: bytes, **custom: object) -> Callable[[Scene], None]:
    """The keys are right, and the archive is not."""

    def act(scene: Scene) -> None:
        scene.repository.offer_release("1.2.0", data, **custom)
        scene.repository.publish()

    return act
