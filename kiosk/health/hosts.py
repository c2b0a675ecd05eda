"""Which folders a kiosk has: as its service says in the environment, else as installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.health.facts import Host

_RUNTIME = Path("/run/kiosk")


def host_of(store: Path, environment: Mapping[str, str]) -> Host:
    """Where to look on the box of a results' database.

    The service has STATE_DIRECTORY and RUNTIME_DIRECTORY in its environment. A person's shell has
    not: then the store's folder is the state's, and /run/kiosk counts where it is there.
    """
    # systemd lists several with colons; the kiosk's own comes first.
    state = environment.get("STATE_DIRECTORY", "").split(":")[0]
    runtime = environment.get("RUNTIME_DIRECTORY", "").split(":")[0]
    folder = store.absolute().parent
    return Host(
        store=store,
        state_dir=Path(state) if state else folder,
        runtime_dir=Path(runtime) if runtime else (_RUNTIME if _RUNTIME.is_dir() else None),
    )
