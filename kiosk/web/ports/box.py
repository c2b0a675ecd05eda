"""What the pages need from the running box: camera, setup, health, programs' keys, updates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Pictures(Protocol):
    """The newest camera picture. It lives in memory only."""

    def jpeg(self, newer_than: int, timeout_s: float, width_px: int) -> tuple[int, bytes] | None:
        """The newest picture's number and its JPEG, at most `width_px` wide, never mirrored; waits
        for one newer than that number; None when none came in time."""


class LanguageChoice(Protocol):
    """The language that the kiosk speaks."""

    def choose(self, language: str) -> None:
        """Somebody touched a language; a word that is none changes nothing."""

    @property
    def languages(self) -> Sequence[str]:
        """Those on offer, the site's own first."""


class Shares(Protocol):
    """Links that open one result for a while."""

    def check_id(self, token: str) -> str | None:
        """Which check a link opens; None for one that is unknown or over."""

    def left_s(self, token: str) -> float:
        """How long the link still works, 0 when it does not."""


class SetupDesk(Protocol):
    """Where staff set up the spot. Every method answers in words for the page."""

    def view(self) -> Mapping[str, Any]:
        """`spot` (x, y, half_width, half_height as fractions of the picture, tilt_deg, or None),
        `calibrated` (bool), `set_at` (ISO 8601 UTC or None), `set_by`, `knocked` (a sentence or
        None), `figures` (rows of name, value, unit; None where not calibrated) and `placement`
        (rows of name, state good|poor|bad|unknown, seen, mend)."""

    def calibrate(self, by_whom: str) -> tuple[bool, str]:
        """From the mat in the newest picture: whether it went well, and one sentence."""

    def draw(self, ellipse: Sequence[float], by_whom: str) -> tuple[bool, str]:
        """Set the spot by hand: x, y, half width, half height (fractions), tilt (degrees)."""

    def undo(self, by_whom: str) -> tuple[bool, str]:
        """Back to the spot before the present one."""

    def picture(self, width_px: int) -> bytes | None:
        """What the camera sees now as a JPEG, not mirrored; None without one."""

    def mat_pdf(self) -> bytes:
        """The mat to print. Raises a KioskError."""


class Health(Protocol):
    """How the box is doing. The pages, the metrics and `/ready` ask nothing else."""

    def view(self) -> Mapping[str, Any]:
        """Everything known now, as plain values. Cheap: every staff page asks.

        - `at` (ISO 8601 UTC, None before the first look), `trouble` (camera_lost | card_failing |
          low_power | hot | None) and `readings`: as `kiosk.health.report.plain` writes a report.
        - `vitals`: the fields of `kiosk.vitals.Vitals` by name, with `fresh_age_s` (how long ago
          the last fresh frame had gone all the way through, or None) in place of `fresh_s`.
        - `board`: as `kiosk.board.telling.board_view` writes it, and `measuring` (bool: it is
          being measured now) and `how` (one sentence: what measuring again does). None where this
          run has no board to tell of.
        - `lights`: what the light says to staff, a mapping for each row: `words`, `when`, `colour`
          (in words), `steps` (pairs of (CSS colour, or None while dark; seconds) of one pass) and
          `now` (bool: it says so now).
        """

    def measure(self) -> tuple[bool, str]:
        """Ask for a new self-benchmark: whether it will be made, and one sentence. Returns at once;
        refused while somebody is on the spot."""

    def ready(self) -> Mapping[str, Any]:
        """`ready` (bool: a check could begin now) and `words` (one sentence why, or why not); then
        `camera` (fresh frames), `store` (it takes results), `busy` (somebody is on the spot or a
        check is running) and `held` (no check can begin before an update's trial is over)."""


class Tokens(Protocol):
    """Keys of other programs, such as a Prometheus server."""

    def name_of(self, secret: str) -> str | None:
        """Whose key it is; None for one that is unknown or revoked. Compares in constant time."""

    def opens_results(self, secret: str) -> bool:
        """Whether the key opens the members' results, not the box's figures alone."""


class Painted(Protocol):
    """When the kiosk's own screen last said that it had painted a frame."""

    def mark(self) -> None:
        """The member page has painted, just now. Costs nothing, however often it is called."""

    @property
    def age_s(self) -> float | None:
        """Seconds since then; None when it never did."""


class Updates(Protocol):
    """What came of remote updates, and asking for one. All of it plain values."""

    def view(self) -> Mapping[str, Any]:
        """Everything known now. Cheap: an open page asks every few seconds.

        - `version` (that runs), `channel`, `group` ("" for none), `automatic` (bool) and
          `quiet_hours` ("" for any time).
        - `off`: why this kiosk takes no remote updates and how they are switched on, one
          sentence; None where it takes them.
        - `unreadable`: what of the notes cannot be read, one sentence, or None.
        - `last_look`: `at` (ISO 8601 UTC), `clock_sure`, `outcome` (good | failed | fell-back |
          current | waiting | refused | unreachable | off) and `sentence`; None before the first.
        - `history`: newest first, each with `at`, `clock_sure`, `version`, `from`, `outcome` (good
          | failed | fell-back), `stage` and `sentence`.
        - `trial`: what is being tried now: `version`, `from_version`, `phase` (waiting | switched
          | back; None where the note cannot be read), `of` (slot | base | settings) and `reason`.
          None when nothing is.
        - `base`: `version` of the newest units and updater, and `trouble`: why those were not
          taken, or None. `settings`: `trouble`, why the newest configuration from afar was not
          taken, or None. Each None where nothing is known of it.
        - `asked`: `at`, `by` and `taken` (bool: the updater is at it) of a request that nothing has
          come of yet, or None.

        Any value but `version` may be None where its note is damaged.
        """

    def request(self, by: str) -> tuple[bool, str]:
        """Ask for an update now, in the name of `by`: whether the request stands, and one
        sentence."""
