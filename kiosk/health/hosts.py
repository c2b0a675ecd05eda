"""Which folders a kiosk has: as its service says in the environment, else as installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.health.facts import Host

STATE, RUNTIME = "STATE_DIRECTORY", "RUNTIME_DIRECTORY"
_RUNTIME = Path("/run/kiosk")


def host_of(store: Path, environment: Mapping[str, str]) -> Host:
    """Where to look on the box of a results' database.

    The service has STATE_DIRECTORY and RUNTIME_DIRECTORY in its environment. A person's shell has
    not: then the store's folder is the state's, and /run/kiosk counts where it is there.
    """
    return Host(
        store=store,
        state_dir=service_folder(environment, STATE) or store.absolute().parent,
        runtime_dir=service_folder(environment, RUNTIME)
        or (_RUNTIME if _RUNTIME.is_dir() else None),
    )


def service_folder(environment: Mapping[str, str], name: str) -> Path | None:
    """A folder that systemd names (systemd.exec(5)); of several, with colons, the kiosk's own comes
    first. None where the kiosk does not run as a service."""
    listed = environment.get(name, "").split(":")[0]
    return Path(listed) if listed else None
