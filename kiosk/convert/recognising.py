"""Which form a foreign file is in, and its reader.

Decides: by what the file holds; `--from` must agree with it. An option that the form has no use
for is refused, so that nobody believes it did something.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk.convert.coco import open_coco
from kiosk.convert.json_files import load_json
from kiosk.convert.mediapipe_csv import open_csv
from kiosk.convert.openpose import open_openpose
from kiosk.convert.request import COCO, CSV, OPENPOSE, ConvertRequest, Foreign, Form
from kiosk.errors import InputError

_HEAD_BYTES = 256
_BOM = b"\xef\xbb\xbf"


def open_foreign(request: ConvertRequest) -> Foreign:
    """The opened file. Raises InputError."""
    path = request.input_path
    document: Any = None
    if path.is_dir():
        form = OPENPOSE
    elif _holds_json(path):
        document = load_json(path)
        form = _form_of(document, path)
    else:
        form = CSV
    _require(form, request)
    if form == CSV:
        return open_csv(request)
    return open_coco(request, document) if form == COCO else open_openpose(request, document)


def _holds_json(path: Path) -> bool:
    """By the first bytes. Raises InputError for what is a recording of ours already."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).removeprefix(_BOM).lstrip()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    if b'"kiosk_keypoints"' in head:
        raise InputError(f"{path} is a keypoint recording already: give it to kiosk analyze.")
    return head.startswith((b"{", b"["))


def _form_of(document: Any, path: Path) -> Form:
    one = document[0] if isinstance(document, list) and document else document
    if isinstance(one, dict) and "people" in one:
        return OPENPOSE
    if isinstance(document, list) and isinstance(one, dict) and "image_id" in one:
        return COCO
    if isinstance(document, dict) and ("annotations" in document or "images" in document):
        return COCO
    raise InputError(
        f"{path} is JSON, but neither OpenPose's (people) nor COCO's (image_id and keypoints, or "
        f"images and annotations): export it as one of them, or as CSV."
    )


def _require(form: Form, request: ConvertRequest) -> None:
    """That what was asked for fits the form that was found."""
    path = request.input_path
    if request.form not in (None, form):
        raise InputError(
            f"{path} is not {request.form}: it looks like {form}, so leave out --from."
        )
    given = {
        "--columns": request.columns,
        "--axes": request.axes,
        "--time-column": request.time_column,
        "--time-unit": request.time_unit,
    }
    stray = [option for option, value in given.items() if value is not None]
    if form != CSV and stray:
        raise InputError(
            f"{', '.join(stray)} is for CSV files, and {path} is {form}: leave it out."
        )
    if request.time_unit is not None and request.time_column is None:
        raise InputError("--time-unit needs --time-column: say which column it is the unit of.")
