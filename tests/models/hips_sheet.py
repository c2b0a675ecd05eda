"""Makes `hips.jpg` and `hips.json`: `python tests/models/hips_sheet.py FOLDER`, a folder drawn by

python -m tests.lab.stills -o FOLDER --held-back --first 800001 --people 12 --groups 4 --poses 1
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).resolve().parent
ACROSS = 8


def main(folder: Path) -> None:
    """Every picture of the folder, cut as the network sees it."""
    sys.path.insert(0, str(HERE.parent.parent / "models" / "pelvis"))
    from augment import cut, tilt_deg  # type: ignore[import-not-found]

    squares, tilts = [], []
    for file in sorted(folder.glob("*.npz")):
        with np.load(file) as rows:
            for crop, points in zip(rows["crop"], rows["points"], strict=True):
                seen, placed = cut(crop, points)
                squares.append(seen)
                tilts.append(round(tilt_deg(placed), 2))
    lines = [
        np.concatenate(squares[i : i + ACROSS], axis=1) for i in range(0, len(squares), ACROSS)
    ]
    sheet = np.concatenate(lines)[..., ::-1]
    cv2.imwrite(str(HERE / "hips.jpg"), sheet, [cv2.IMWRITE_JPEG_QUALITY, 92])
    text = json.dumps({"tilt_deg": tilts}, indent=1) + "\n"
    (HERE / "hips.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
