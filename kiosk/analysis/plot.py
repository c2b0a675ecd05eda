"""The analysis as a chart over time: knee, trunk and flexion, bands shaded, reps marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.analysis.run import Analysis
from kiosk.errors import InputError
from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GOOD, MIDDLE, HIGH = "#d8efe0", "#fbeecb", "#f7d6d0"
LEG_COLOURS = {Leg.LEFT: "#0b5cad", Leg.RIGHT: "#a03c00"}
ROWS = (
    ("knee_fppa_deg", "Knee inward (FPPA), °", protocol.KNEE_FPPA_DEG),
    ("trunk_lean_deg", "Trunk lean, °", protocol.TRUNK_LEAN_DEG),
    ("knee_flexion_deg", "Knee flexion, °", None),
)


def require_ending(path: Path) -> None:
    """Raises InputError for a plot that would be neither SVG nor PNG."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise InputError(f"{path} is neither .svg nor .png: give the plot one of these endings.")


def save_plot(analysis: Analysis, path: Path, title: str) -> None:
    """Write the chart as SVG or PNG, by the name's ending. Raises InputError."""
    require_ending(path)
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(len(ROWS), 1, sharex=True, figsize=(11, 7), layout="constrained")
    for axis, (name, label, band) in zip(axes, ROWS, strict=True):
        _shade(axis, band)
        _lines(axis, analysis, name)
        _reps(axis, analysis)
        axis.set_ylabel(label)
        axis.margins(x=0.01)
    axes[0].set_title(title)
    axes[0].legend(loc="upper right", fontsize="small")
    axes[-1].set_xlabel("Time, s (shaded: counted reps; hatched: refused)")
    try:
        figure.savefig(path, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    except OSError as error:
        raise InputError(f"The plot {path} cannot be written: {error.strerror}.") from error
    finally:
        plt.close(figure)


def _shade(axis: Axes, band: protocol.Band | None) -> None:
    if band is None:
        axis.axhline(protocol.DEPTH_SCORED_MIN_DEG, color="#777", linewidth=0.8, linestyle=":")
        axis.axhline(protocol.DEPTH_GOOD_MIN_DEG, color="#777", linewidth=0.8, linestyle="--")
        return
    axis.set_ylim(-15, 35)
    axis.axhspan(-15, band.good_max, color=GOOD, zorder=0)
    axis.axhspan(band.good_max, band.fault_min, color=MIDDLE, zorder=0)
    axis.axhspan(band.fault_min, 35, color=HIGH, zorder=0)


def _lines(axis: Axes, analysis: Analysis, name: str) -> None:
    for leg, colour in LEG_COLOURS.items():
        times = [t_s for t_s, _ in analysis.angles]
        values = [
            getattr(angles, name) if angles and angles.stance is leg else None
            for _, angles in analysis.angles
        ]
        holes = [float("nan") if value is None else value for value in values]
        axis.plot(times, holes, color=colour, linewidth=1.2, label=f"{leg.value} leg")


def _reps(axis: Axes, analysis: Analysis) -> None:
    for leg in Leg:
        for rep in analysis.report.leg(leg).reps:
            style = {"alpha": 0.10} if rep.counted else {"alpha": 0.18, "hatch": "///"}
            axis.axvspan(rep.start_s, rep.end_s, color="#333", zorder=1, **style)
            axis.axvline(rep.bottom_s, color=LEG_COLOURS[leg], linewidth=0.8, linestyle=":")
