"""Every default path of the kiosk, in this one place. Nothing here touches the disk.

An installed kiosk keeps configuration under /etc and results under /var/lib (systemd's
StateDirectory). The models lie beside the package in a checkout and under the environment's
share/ when installed from a wheel.
"""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parent
CONFIG_FILE = Path("/etc/kiosk/kiosk.toml")
STORE_FILE = Path("/var/lib/kiosk/results.db")
FLEET_FILE = Path("/var/lib/kiosk-system/fleet.toml")
UPDATES_FILE = Path("/var/lib/kiosk-system/update.json")
TRIAL_FILE = Path("/var/lib/kiosk-system/trial.json")
UPDATE_ROOT_FILE = Path("/etc/kiosk/update-root.json")
UPDATE_WANTED_FILE = Path("/run/kiosk/update-wanted")
DEMO_CLIP = PACKAGE_DIR / "demo" / "demo.mp4"
DEMO_SPOT = PACKAGE_DIR / "demo" / "demo.spot.json"

_MODEL_DIRS = (
    PACKAGE_DIR.parent / "models",
    Path(sys.prefix) / "share" / "kiosk" / "models",
)

MODEL_FILES = {
    "lightning": "movenet-lightning.tflite",
    "lightning-portrait": "movenet-lightning-portrait.tflite",
    "thunder": "movenet-thunder.tflite",
    "thunder-portrait": "movenet-thunder-portrait.tflite",
}
"""Model names as used on the command line and in the configuration."""
OWN_MODEL_FILES = {"pelvis": "pelvis.tflite"}
"""Those that belong to a version of the kiosk and cannot be configured."""


def model_file(name_or_path: str) -> Path:
    """The file of a model name (see the tables) or of a path, which may not exist."""
    file_name = {**MODEL_FILES, **OWN_MODEL_FILES}.get(name_or_path)
    if file_name is None:
        return Path(name_or_path)
    candidates = [folder / file_name for folder in _MODEL_DIRS]
    return next((path for path in candidates if path.exists()), candidates[0])
