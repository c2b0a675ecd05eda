"""The drawing of the mat in the docs, from the layout: `python -m tests.spot.drawing` writes it."""

from __future__ import annotations

from pathlib import Path

from kiosk.spot import mat

TARGET = Path(__file__).resolve().parents[2] / "docs" / "spot-mat.svg"
MARGIN_MM = 70.0


def drawing() -> str:
    """An SVG whose units are millimetres of the mat, with its size in figures."""
    width, depth = 1000.0 * mat.WIDTH_M, 1000.0 * mat.DEPTH_M
    half_x, half_y = width / 2 + MARGIN_MM, depth / 2 + MARGIN_MM
    paper, *others = mat.shapes()
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-half_x:g} {-half_y:g} '
        f'{2 * half_x:g} {2 * half_y:g}" width="720" role="img" font-family="sans-serif" '
        'text-anchor="middle" aria-label="The floor mat: a ring with two feet, four markers">',
        f'<rect x="{-half_x:g}" y="{-half_y:g}" width="100%" height="100%" fill="#eeeeee"/>',
        _polygon(paper),
        *(_polygon(shape) for shape in others),
        *(_words(words) for words in mat.WORDS),
        _size(0.0, -depth / 2 - 25.0, f"{width:.0f} mm"),
        _size(width / 2 + 36.0, 0.0, f"{depth:.0f} mm", turn_deg=90),
        _size(0.0, depth / 2 + 50.0, "camera, about 3 m away ↓"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _polygon(shape: mat.Shape) -> str:
    points = " ".join(f"{1000 * x:.1f},{1000 * y:.1f}" for x, y in shape.outline)
    return f'<polygon fill="{shape.colour}" points="{points}"/>'


def _words(words: mat.Words) -> str:
    x, y = (1000.0 * value for value in words.place)
    turn = f' transform="rotate(180 {x:g} {y:g})"' if words.turned else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{1000 * words.height_m:g}" '
        f'dominant-baseline="central"{turn}>{words.text}</text>'
    )


def _size(x: float, y: float, text: str, turn_deg: int = 0) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="28" dominant-baseline="central" '
        f'transform="rotate({turn_deg} {x:g} {y:g})">{text}</text>'
    )


if __name__ == "__main__":
    TARGET.write_text(drawing(), encoding="utf-8")
