"""Where staff set up the spot: keeps the one in force, sets another, watches the camera.

Decides which stored spot holds for the camera in use and what staff are told. Leaves the mat to
`kiosk.spot`, what is good to `score`, when to look to `watch`, and the pages to
`kiosk.web`. The loop calls `opened`, `take_spot` and `watch`; the pages call the rest.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kiosk.camera.frame import Rgb, SourceInfo
from kiosk.errors import KioskError, SpotError
from kiosk.live import Live
from kiosk.moment import Moment
from kiosk.pictures import encoded
from kiosk.results import ResultStore
from kiosk.scoring.spot import Spot
from kiosk.setup import history, overlay
from kiosk.setup.history import Kept
from kiosk.setup.look import Look, PlacementLook, placement
from kiosk.setup.mat_pdf import MatPdf
from kiosk.setup.score import score
from kiosk.setup.view import setup_view
from kiosk.setup.watch import SetupWatch
from kiosk.spot.calibration import Calibration, calibrate
from kiosk.spot.record import SpotRecord

HISTORY = 200
"""Entries that are read; far more than anybody undoes."""
WAIT_FOR_LOOK_S = 1.5
NO_PICTURE = "The camera sends no picture: check its cable, wait for the picture and try again."
NOTHING_EARLIER = "There is no earlier spot of this camera to go back to."

_log = logging.getLogger(__name__)


def camera_signature(info: SourceInfo, rotation_deg: int) -> str:
    """What a spot belongs to: another camera, size or turn means that it must be set anew."""
    turned = f", turned {rotation_deg}°" if rotation_deg else ""
    return f"{info.kind} {info.name}, {info.width_px} by {info.height_px} pixels{turned}"


class SetupDesk:
    """One for a run of the kiosk. `close` it at the end.

    `newest_rgb`: the newest picture, None while there is none. `live`: tells how many frames are
    judged. `given`: a spot for this very run, which wins over the stored ones and is not stored.
    `long_fov_deg`: the camera's field of view along its longer side, where its maker tells.
    """

    def __init__(
        self,
        store: ResultStore,
        now: Callable[[], Moment],
        newest_rgb: Callable[[], Rgb | None],
        live: Live,
        *,
        rotation_deg: int = 0,
        given: SpotRecord | None = None,
        long_fov_deg: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._now = now
        self._newest_rgb = newest_rgb
        self._rotation_deg = rotation_deg
        self._given = given
        self._long_fov_deg = long_fov_deg
        self._setting = threading.Lock()
        self._camera = ""
        self._size_px = (0, 0)
        self._kept: Kept | None = None
        self._mail: deque[Spot] = deque(maxlen=1)
        self._note: str | None = None
        self._can_undo = False
        self._mat = MatPdf()
        look = PlacementLook(live, self._record, long_fov_deg)
        self._watch: SetupWatch[Look] = SetupWatch(look, newest_rgb, clock)

    def opened(self, info: SourceInfo) -> Spot | None:
        """A source is open: the spot that holds for it. Raises SpotError for a `given` spot of
        another picture size."""
        with self._setting:
            camera = camera_signature(info, self._rotation_deg)
            if camera != self._camera:
                self._camera, self._size_px = camera, (info.width_px, info.height_px)
                self._take_stored()
                if self._given:
                    self._take_given(self._given)
            self._watch.forget()
            self._mail.clear()
            return self._kept.record.spot if self._kept else None

    def take_spot(self) -> Spot | None:
        """A spot that staff have set since the last call, once. Never waits."""
        try:
            return self._mail.popleft()
        except IndexError:
            return None

    @property
    def knocked(self) -> str | None:
        """One sentence when the camera has been moved since the spot was set. Never waits."""
        look = self._watch.last_found
        return look.knocked if look else None

    def watch(self, rgb: Rgb) -> None:
        """A picture of the empty spot, now and then. Never waits."""
        self._watch.see_free(rgb)

    def close(self) -> None:
        """Stop watching. Safe to call twice."""
        self._watch.close()

    def view(self) -> Mapping[str, Any]:
        """All that the page shows (kiosk/setup/view.py lists it)."""
        look = self._watch.found(WAIT_FOR_LOOK_S) or Look()
        with self._setting:
            return setup_view(
                camera=self._camera,
                size_px=self._size_px,
                kept=self._kept,
                note=self._note,
                look=look,
                now=score(placement(self._record(), look, self._size_px)),
                can_undo=self._can_undo,
            )

    def calibrate(self, by_whom: str) -> tuple[bool, str]:
        """From the mat in the newest picture: whether it went well, and one sentence."""
        with self._setting:
            rgb = self._newest_rgb()
            if rgb is None:
                return False, NO_PICTURE
            try:
                spot, seen = calibrate(rgb, self._long_fov_deg)
                self._set(spot, seen, by_whom)
            except KioskError as error:
                return False, str(error)
        return True, (
            f"Calibrated: the camera is {seen.camera_height_m:.2f} m high and"
            f" {seen.distance_m:.2f} m from the spot."
        )

    def draw(self, ellipse: Sequence[float], by_whom: str) -> tuple[bool, str]:
        """Set the spot by hand: x, y, half width, half height (fractions), tilt (degrees)."""
        with self._setting:
            if not self._camera:
                return False, NO_PICTURE
            try:
                spot = overlay.drawn_spot(ellipse, *self._size_px)
                self._set(spot, None, by_whom)
            except KioskError as error:
                return False, str(error)
        return True, "The spot is set as drawn; it is not calibrated."

    def undo(self, by_whom: str) -> tuple[bool, str]:
        """Back to the spot before the present one."""
        with self._setting:
            try:
                return self._go_back(by_whom)
            except KioskError as error:
                return False, str(error)

    def picture(self, width_px: int) -> bytes | None:
        """What the camera sees now as a JPEG, at most so wide, not mirrored; None without one."""
        rgb = self._newest_rgb()
        return None if rgb is None else encoded(rgb, width_px)

    def mat_pdf(self) -> bytes:
        """The mat to print, on A3 sheets. Raises SpotError."""
        return self._mat.data()

    def _go_back(self, by_whom: str) -> tuple[bool, str]:
        for entry in history.earlier(self._store.newest_spots(HISTORY), self._camera):
            try:
                kept = history.from_text(entry.record_json)
            except SpotError as error:
                _log.warning("Spot %d of the store is passed over: %s", entry.number, error)
                continue
            self._keep(kept, by_whom, self._now(), brings_back=entry.number)
            return True, "The earlier spot holds again."
        return False, NOTHING_EARLIER

    def _set(self, spot: Spot, seen: Calibration | None, by_whom: str) -> None:
        """A new spot, with how the camera is placed now. Raises StoreError."""
        now = self._now()
        width_px, height_px = self._size_px
        record = SpotRecord(spot, seen, width_px, height_px, self._camera, now.utc_text, by_whom)
        look = self._watch.last_found or Look()
        if seen:
            look = replace(look, mat=(spot, seen))
        rows = score(placement(record, look, self._size_px))
        self._keep(Kept(record, rows, now.clock_sure), by_whom, now)

    def _keep(self, kept: Kept, by_whom: str, now: Moment, brings_back: int | None = None) -> None:
        """Store it, then let it hold. Raises StoreError; then nothing has changed."""
        before = self._store.newest_spots(HISTORY)
        text = history.as_text(kept)
        entry = self._store.add_spot(self._camera, text, by_whom, now, brings_back)
        self._kept, self._note = kept, None
        self._can_undo = any(history.earlier((entry, *before), self._camera))
        self._watch.forget()
        self._mail.append(kept.record.spot)

    def _take_stored(self) -> None:
        """The newest of this camera; a damaged one leaves the kiosk without a spot, and says so."""
        self._kept, self._note, self._can_undo = None, None, False
        try:
            spots = self._store.newest_spots(HISTORY)
            entry = history.newest(spots, self._camera)
            self._can_undo = any(history.earlier(spots, self._camera))
            if entry:
                self._kept = history.from_text(entry.record_json)
            elif spots:
                self._note = (
                    f"The stored spot belongs to another camera ({spots[0].camera}):"
                    " set it anew for this one."
                )
        except KioskError as error:
            _log.warning("%s", error)
            self._note = str(error)

    def _take_given(self, given: SpotRecord) -> None:
        if (given.width_px, given.height_px) != self._size_px:
            raise SpotError(
                f"The given spot is for pictures of {given.width_px} by {given.height_px} pixels,"
                f" these have {self._size_px[0]} by {self._size_px[1]}: give one made for them."
            )
        self._kept, self._note = Kept(given), "This spot was given for this run; it is not stored."

    def _record(self) -> SpotRecord | None:
        return self._kept.record if self._kept else None
