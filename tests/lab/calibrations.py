"""How well the kiosk calibrates from pictures of the mat: `python -m tests.lab.calibrations DIR`.

DIR holds what `tests.lab.floor_pictures` drew. Prints a table for docs/spot.md.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.errors import SpotError
from kiosk.scoring.spot import Spot
from kiosk.spot import mat
from kiosk.spot.calibration import Calibration, calibrate, described, refused
from kiosk.spot.solving import fit
from kiosk.spot.view import Array, View

from .floor_pictures import specs, truth

AT_M = 0.3
MEASURES = (
    ("camera height", "m", 3), ("distance", "m", 3), ("pitch", "degrees", 2),
    ("roll", "degrees", 2), ("field of view", "degrees", 2), ("lens bend k1", "", 3),
    (f"place {AT_M} m from the middle", "m", 4), ("mat's turn", "degrees", 2),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One picture: its truth, and the errors of the calibration or why there is none."""

    truth: dict[str, Any]
    errors: Array | None
    seen: int
    refusal: str | None


def true_view(true: dict[str, Any]) -> View:
    """The camera that drew the picture, over a mat that lies straight. The lab's roll is the
    camera's own, the kiosk's that of the picture."""
    half = np.radians(true["long_fov_deg"] / 2.0)
    focal = max(true["width"], true["height"]) / 2.0 / float(np.tan(half))
    return View(
        true["width"], true["height"], focal, true["k1"], true["height_m"],
        true["distance_m"], true["pitch_deg"], -true["roll_deg"],
        true["yaw_deg"], 0.0,
    )  # fmt: skip


def errors(true: View, spot: Spot, seen: Calibration) -> Array:
    """Absolute errors (8,) in the order of MEASURES."""
    turns = np.radians(np.arange(0.0, 360.0, 30.0))
    places = AT_M * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    assert spot.floor is not None
    found = [spot.floor.place_m(float(x), float(y)) for x, y in true.of_floor(places)]
    off = [np.hypot(*(np.array(each) - place)) for each, place in zip(found, places, strict=True)]
    return np.abs([
        seen.camera_height_m - true.camera_height_m, seen.distance_m - true.distance_m,
        seen.pitch_deg - true.pitch_deg, seen.roll_deg - true.roll_deg,
        seen.long_fov_deg - true.long_fov_deg, seen.k1 - true.k1, max(off), seen.mat_turn_deg,
    ])  # fmt: skip


def outcome(picture: Path, told: bool) -> Outcome:
    """Calibrate from one picture; `told` gives the kiosk the lens's field of view."""
    from cv2 import COLOR_BGR2RGB, cvtColor, imread

    true = json.loads(picture.with_suffix(".json").read_text(encoding="utf-8"))
    rgb: Any = cvtColor(imread(str(picture)), COLOR_BGR2RGB)
    try:
        spot, seen = calibrate(rgb, true["long_fov_deg"] if told else None)
    except SpotError as error:
        return Outcome(true, None, 0, str(error))
    return Outcome(true, errors(true_view(true), spot, seen), len(seen.markers), None)


def taped(askew_m: float) -> list[Outcome]:
    """Computed, not drawn: each sheet with its marker off by so much (one standard deviation in
    each direction), corners seen to a tenth of a pixel, for as many cameras again."""
    rng = np.random.default_rng(5)
    done = []
    for each in specs():
        camera = each["spec"]["camera"]
        true = true_view(truth(each["spec"], each["light"]))
        seen = {
            marker: true.project(np.array(mat.corners(marker)) + rng.normal(0.0, askew_m, 2))
            + rng.normal(0.0, 0.1, (4, 2))
            for marker in mat.MARKERS
        }
        found = fit(seen, camera["width"], camera["height"])
        refusal = refused(found)
        off = None if refusal else errors(true, found.view.spot(), described(found, seen))
        done.append(Outcome(truth(each["spec"], each["light"]), off, 4, refusal))
    return done


def table(title: str, outcomes: list[Outcome]) -> str:
    """Detection and errors as Markdown."""
    good = [each for each in outcomes if each.errors is not None]
    rows = np.stack([each.errors for each in good if each.errors is not None])
    lines = [
        f"### {title}", "",
        f"Calibrated: {len(good)} of {len(outcomes)} pictures; all four markers seen in "
        f"{sum(each.seen == 4 for each in good)}.", "",
        "| error of | median | 90 % below | largest |", "|---|---|---|---|",
    ]  # fmt: skip
    for (name, unit, digits), column in zip(MEASURES, rows.T, strict=True):
        figures = (float(v) for v in np.percentile(column, [50, 90, 100]))
        cells = " | ".join(f"{value:.{digits}f} {unit}".strip() for value in figures)
        lines.append(f"| {name} | {cells} |")
    lines += ["", *(f"Refused ({_about(e.truth)}): {e.refusal}" for e in outcomes if e.refusal)]
    return "\n".join(lines)


def _about(true: dict[str, Any]) -> str:
    return (
        f"{true['width']}x{true['height']}, {true['distance_m']:.1f} m away, "
        f"{true['height_m']:.2f} m high, {true['long_fov_deg']:.0f} degrees wide, "
        f"{true['light']}{', a person on it' if true['person'] else ''}"
    )


def main(argv: list[str]) -> int:
    """Print what was drawn and both tables."""
    pictures = sorted(Path(argv[0]).glob("*.png"))
    untold = [outcome(picture, told=False) for picture in pictures]
    for name in ("light", "person"):
        count = Counter(str(each.truth[name]) for each in untold)
        print(f"{name}: " + ", ".join(f"{key} {number}" for key, number in sorted(count.items())))
    print("\n" + table("Lens unknown", untold))
    told = [outcome(picture, told=True) for picture in pictures]
    print("\n" + table("Field of view told", told))
    for askew_mm in (1, 3):
        title = f"Lens unknown, every sheet {askew_mm} mm off (computed)"
        print("\n" + table(title, taped(askew_mm / 1000.0)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
