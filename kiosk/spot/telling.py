"""The figures of a spot in words, for the command and for whoever sets up the kiosk."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.spot.calibration import Calibration
from kiosk.spot.limits import limits
from kiosk.spot.record import SpotRecord


def figures(record: SpotRecord) -> Iterator[str]:
    """Lines of name and value, the most useful first."""
    spot, size = record.spot, f"{record.width_px} x {record.height_px}"
    yield f"Set             {record.set_utc} by {record.set_by}, camera {record.camera}"
    yield (
        f"Spot            at {spot.x_px:.0f}, {spot.y_px:.0f} of {size} pixels, "
        f"{2 * spot.half_width_px:.0f} wide, {2 * spot.half_height_px:.0f} high"
    )
    if record.calibration is None:
        yield "Not calibrated  drawn by hand: nothing is known in metres"
        return
    yield from _measured(record.calibration)


def _measured(seen: Calibration) -> Iterator[str]:
    allowed = limits(seen.distance_m, seen.mat_turn_deg)
    yield f"Distance        {seen.distance_m:.2f} m ± {seen.distance_sd_m:.2f}"
    yield f"Camera height   {seen.camera_height_m:.2f} m ± {seen.height_sd_m:.2f}"
    yield f"Camera looks    {_aside(seen.pitch_deg, 'down', 'up')}"
    yield f"Camera looks    {_aside(seen.bearing_deg, 'left of the spot', 'right of the spot')}"
    yield f"Picture tilts   {_aside(seen.roll_deg, 'clockwise', 'counter-clockwise')}"
    yield f"Mat's arrow     {_aside(seen.mat_turn_deg, 'right', 'left')} of where the camera is"
    yield (
        f"Lens            {seen.long_fov_deg:.1f} degrees ± {seen.fov_sd_deg:.1f} along the longer "
        f"side, bend {seen.k1:+.2f}"
    )
    yield f"Off centre      up to {allowed.off_centre_m:.2f} m from the middle line"
    yield f"Turned          up to {allowed.turned_deg:.1f} degrees"
    yield f"Left over       {seen.error_px:.2f} pixels at {len(seen.markers)} markers"


def _aside(value_deg: float, above: str, below: str) -> str:
    return f"{abs(value_deg):.1f} degrees {above if value_deg >= 0 else below}"
