"""One camera frame in, one person's pose out: crop, framing, MoveNet and back.

Decides: only the order of the steps. `prepare`, `invoke` and `read` are `estimate` in three
parts, so that a bench can time each.
"""

from __future__ import annotations

from kiosk.camera.frame import Frame
from kiosk.pose.closer import CropKeeper
from kiosk.pose.crop import CropState, Search, View, next_crop
from kiosk.pose.framing import Box, Canvas, Painter, box_around
from kiosk.pose.keypoints import Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.presence import (
    CANDIDATE_MIN_SCORE,
    PERSON_MIN_SCORE,
    person_score,
    pose_from_rows,
)
from kiosk.pose.second_body import Passer


class PoseEstimator:
    """Follows one person through the frames of one source. Used by one thread.

    With a `keeper`, what the network saw of each frame is kept there for a closer look, and where
    it asks for that the pelvis, which is known with the pose.
    """

    def __init__(self, model: MoveNet, keeper: CropKeeper | None = None) -> None:
        self.model = model
        self.keeper = keeper
        self._painter = Painter()
        self._aspect = model.input_width_px / model.input_height_px
        self._crop: CropState | None = None
        self._home: Box | None = None
        self._passer: Passer | None = None
        self._newest: Pose | None = None
        self._frame: Frame | None = None
        """Between `prepare` and `read`."""

    def estimate(self, frame: Frame) -> Pose | None:
        """The person in image pixels (face points included), or None when nobody is there."""
        self.prepare(frame)
        self.invoke()
        return self.read()

    def reset(self) -> None:
        """Forget the person: the next frame starts the search anew."""
        self._crop = self._newest = self._passer = None

    def look_at(self, home: Box | None) -> None:
        """Every search from now on begins at `home`, widened to the model's aspect; None: it
        begins with the whole picture. Whoever is followed stays followed while home is the same.
        """
        if home is not None:
            home = box_around(
                home.centre_x_px, home.centre_y_px, home.width_px, home.height_px, self._aspect
            )
        if home != self._home:
            self._home = home
            self.reset()

    def go_home(self) -> None:
        """Let go of whoever is followed (a passer-by) and look at home in the next frame."""
        self.reset()

    def overlook(self, passer: Pose | None, leg_px: float = 0.0) -> None:
        """Hide this body in every picture from now on, where the followed one is not: its limbs
        would be taken for the other's. None: nobody. `leg_px` as in `second_body`."""
        self._passer = None if passer is None else Passer(passer, leg_px)

    def prepare(self, frame: Frame) -> None:
        """Choose the crop and write it into the model's input."""
        height_px, width_px = frame.rgb.shape[:2]
        view = View(width_px, height_px, self._aspect, self._home)
        if self._crop is None or self._crop.view != view:
            self._crop = Search(view)
        box = self._crop.box
        self._frame = frame

        def fill(canvas: Canvas) -> None:
            self._painter.paint(frame.rgb, box, canvas)
            if self._passer is not None and self._newest is not None:
                self._passer.hide(self._painter, canvas, box, self._newest)
            if self.keeper is not None:
                self.keeper.keep(frame, box, canvas)

        self.model.prepare(fill)

    def invoke(self) -> None:
        """Run the network on what `prepare` wrote."""
        self.model.invoke()

    def read(self) -> Pose | None:
        """The pose of the frame given to `prepare`; also chooses the next crop."""
        frame, self._frame = self._frame, None
        if self._crop is None or frame is None:
            raise RuntimeError("read() needs prepare() and invoke() before it")
        rows = self.model.read()
        pose, score = pose_from_rows(rows, self._crop.box, frame.t_s), person_score(rows)
        searching = isinstance(self._crop, Search)
        believed = score >= (CANDIDATE_MIN_SCORE if searching else PERSON_MIN_SCORE)
        self._crop = next_crop(self._crop, pose if believed else None)
        self._newest = pose if score >= PERSON_MIN_SCORE else None
        if self.keeper is not None and self.keeper.pelvis is not None:
            self.keeper.pelvis.keep(frame, self._newest)
        return self._newest
