"""What usually lies behind a finding and what may help, in plain words. Pure.

Decides which findings get a text and in what order. Claims nothing about injury.
Sources of the facts: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.scoring import protocol
from kiosk.scoring.findings import Advice, CheckResult, LegReport, Symmetry, Verdict

TRAINER = Advice(
    "next_step",
    "Want to know more? Book an assessment with a certified trainer. Pain is a reason to stop.",
)
_HIP = (
    "Often the muscles at the side and back of the hip are weak and the inner thigh is tight. "
    "May help: bridges with a band, side steps with a band, lifting the top leg while lying on "
    "your side, side plank."
)
_ANKLE = (
    "A stiff ankle can turn the shin and thigh inward. May help: rolling the calf and inner thigh, "
    "stretching the calf with a straight and with a bent knee."
)
_TEXTS = {
    "knee_valgus": "knee moved inward in the squat. " + _HIP,
    "pelvic_drop": "other hip sank during the squat. " + _HIP,
    "trunk_lean": "upper body leaned over the standing leg. It is a common way to help a tired "
    "hip. May help: side plank, slow squats in front of a mirror.",
    "balance": "balance was lost more than once. May help: standing on one leg for half a "
    "minute, then with eyes closed.",
}
_NOT_JUDGED = (
    "Your squats were counted. This box is too slow to judge movement, so nothing more is said."
)


def advice_for(
    left: LegReport, right: LegReport, symmetry: Mapping[str, Symmetry]
) -> tuple[Advice, ...]:
    """Texts in order of use to the member: imbalance first, then each leg, the trainer last."""
    found = [*_imbalance(symmetry)]
    for name, leg in (("left", left), ("right", right)):
        found += _of_leg(name, leg)
    if not found:
        found = _nothing_found(left, right)
    return (*found, *_hips_unseen(left, right), TRAINER)


def counted_only() -> tuple[Advice, ...]:
    """What is said where nothing is judged."""
    return (Advice("not_judged", _NOT_JUDGED), TRAINER)


def _imbalance(symmetry: Mapping[str, Symmetry]) -> list[Advice]:
    knee = symmetry["knee_fppa"]
    if knee.verdict is not Verdict.FAULT:
        return []
    side = "left" if (knee.difference_deg or 0.0) > 0 else "right"
    text = f"The {side} knee moves in clearly more than the other. Begin with the {side} leg."
    return [Advice("left_right_difference", text)]


def _of_leg(name: str, leg: LegReport) -> list[Advice]:
    found = [
        Advice(f"{check}_{name}", f"{name.capitalize()} leg: the {text}")
        for check, text in _TEXTS.items()
        if leg.checks[check].verdict is Verdict.FAULT
    ]
    knee = leg.checks["knee_valgus"]
    if knee.in_doubt:
        text = f"{name.capitalize()} leg, knee not judged: {knee.reason}."
        found.append(Advice(f"repeat_{name}", text))
    if _stiff_ankle(leg):
        found.append(Advice(f"ankle_{name}", f"{name.capitalize()} leg: {_ANKLE}"))
    if _knees_out(leg.checks["knee_valgus"]):
        text = f"{name.capitalize()} leg: the knee stays outside the foot. That is only a note."
        found.append(Advice(f"knee_out_{name}", text))
    return found


def _hips_unseen(left: LegReport, right: LegReport) -> list[Advice]:
    """What to change so that the hips can be judged; once where both legs need the same."""
    legs = {"left": left, "right": right}
    unseen = {
        name: leg.checks["pelvic_drop"].reason for name, leg in legs.items() if _hips_doubted(leg)
    }
    reasons = set(unseen.values())
    if len(unseen) == len(legs) and len(reasons) == 1:
        return [Advice("repeat_hips", f"Hips not judged: {reason}.") for reason in reasons]
    return [
        Advice(f"repeat_hips_{name}", f"{name.capitalize()} leg, hips not judged: {reason}.")
        for name, reason in unseen.items()
    ]


def _hips_doubted(leg: LegReport) -> bool:
    """Squats enough, and what is in the way is not said of the knee already."""
    knee, hips = leg.checks["knee_valgus"], leg.checks["pelvic_drop"]
    unsure = hips.in_doubt and hips.verdict is Verdict.UNSURE
    return unsure and leg.counted >= protocol.MIN_REPS and hips.reason != knee.reason


def _stiff_ankle(leg: LegReport) -> bool:
    """Knee in together with a shallow squat hints at the ankle."""
    depth = leg.checks["depth"].value_deg
    shallow = depth is not None and depth < protocol.DEPTH_GOOD_MIN_DEG
    return leg.checks["knee_valgus"].verdict is Verdict.FAULT and shallow


def _knees_out(knee: CheckResult) -> bool:
    return knee.value_deg is not None and knee.value_deg < protocol.VARUS_NOTE_DEG


def _nothing_found(left: LegReport, right: LegReport) -> list[Advice]:
    knees = [leg.checks["knee_valgus"].verdict for leg in (left, right)]
    if all(verdict is Verdict.GOOD for verdict in knees):
        return [Advice("good_control", "Both knees stayed well over the foot. Keep it up.")]
    if min(left.counted, right.counted) < protocol.MIN_REPS:
        text = "Too few squats were counted to say something. Try again when you like."
        return [Advice("too_few_reps", text)]
    return [Advice("no_clear_finding", "Nothing stood out clearly. Repeat the check another day.")]
