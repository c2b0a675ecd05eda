"""The pictures of the measurement page: Bland-Altman, and each disturbance alone. PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .agreement import agreement
from .clips import MEASURES, Measure
from .effects import Effect
from .pairing import Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GOOD, DISTURBED = "#0b5cad", "#c2570c"
MARKS = {"left": "<", "right": ">"}
STYLE: dict[Any, Any] = {"font.size": 9.0, "savefig.dpi": 100.0}
SHOWN = ("knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg")


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without the maker's version the same figures give the same file.
    figure.savefig(path, metadata={"Software": None})


def bland_altman(values: Sequence[Value], path: Path) -> None:
    """A panel a measure: error over the mean of measured and true, with bias and limits."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(2, 2, figsize=(9, 6.4), layout="constrained")
        for axis, measure in zip(axes.flat, MEASURES, strict=True):
            _panel(axis, measure, [v for v in values if v.measure is measure])
        handles, labels = axes[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
        _save(figure, path)
        plt.close(figure)


def _panel(axis: Axes, measure: Measure, values: Sequence[Value]) -> None:
    for good, colour in ((True, GOOD), (False, DISTURBED)):
        for leg, mark in MARKS.items():
            some = [v for v in values if v.leg == leg and v.clip.good_scene is good]
            axis.scatter(
                [(v.value_deg + v.truth_deg) / 2 for v in some], [v.error_deg for v in some],
                s=22, c=colour, marker=mark, linewidths=0,
                label=f"{leg}, {'good scene' if good else 'disturbed'}",
            )  # fmt: skip
    whole = agreement(v.error_deg for v in values)
    if whole:
        axis.axhline(whole.bias_deg, color="#222", linewidth=1)
        for limit in whole.limits_deg or ():
            axis.axhline(limit, color="#222", linewidth=0.8, linestyle="--")
    axis.axhline(0.0, color="#999", linewidth=0.6)
    axis.set_title(measure.label)
    axis.set_xlabel("mean of measured and true, °")
    axis.set_ylabel("measured less true, °")


def disturbances(found: Sequence[Effect], path: Path) -> None:
    """A row a disturbance: how far it moves the error of knee, pelvis and trunk."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    labels = list(dict.fromkeys(effect.label for effect in found))
    rows = {label: -k for k, label in enumerate(labels)}
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(
            1, len(SHOWN), sharey=True, figsize=(9, 1.2 + 0.21 * len(labels)), layout="constrained"
        )
        for axis, field in zip(axes, SHOWN, strict=True):
            _strip(axis, field, found, rows)
        axes[0].set_yticks(list(rows.values()), labels)
        _save(figure, path)
        plt.close(figure)


def _strip(axis: Axes, field: str, found: Sequence[Effect], rows: dict[str, int]) -> None:
    shown = [effect for effect in found if field in effect.errors]
    axis.axvline(0.0, color="#999", linewidth=0.6)
    for row in rows.values():
        axis.axhline(row, color="#eee", linewidth=0.6, zorder=0)
    axis.scatter(
        [effect.errors[field] for effect in shown],
        [rows[effect.label] for effect in shown],
        s=22, c=GOOD, linewidths=0,
    )  # fmt: skip
    axis.set_title(next(m.label for m in MEASURES if m.field == field))
    axis.set_xlabel("change of the error, °")
