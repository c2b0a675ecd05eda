"""COCO's JSON: a list of results, or annotations with their images. 17 points, pixels.

Decides: frames are in the order of the number in the image's file name, else in its id, and the
first one is time 0 (an id says nothing of a beginning). An image without anybody is a frame in
which nobody was seen; a list of results knows no such images and leaves a gap. In annotations
the third number is a flag; 1 (hidden) and 2 (visible) both count as found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.convert.following import Follower
from kiosk.convert.json_files import last_number
from kiosk.convert.keypoint_lists import person_from
from kiosk.convert.points import Person, Picture
from kiosk.convert.request import ConvertRequest, Foreign, fps_of, size_of
from kiosk.errors import InputError
from kiosk.pose.keypoints import JOINT_COUNT
from kiosk.pose.recording import RecordedMoment, RecordingHeader

LARGEST_ID = 10**15
"""Beyond this a number of the frame cannot be turned into a time."""

Frames = dict[int, list[Person]]
"""The people of each frame by its number."""


def open_coco(request: ConvertRequest, document: Any) -> Foreign:
    """Either form. Raises InputError."""
    file = str(request.input_path)
    if isinstance(document, list):
        own, frames = None, _results(document, file)
    else:
        own, frames = _annotated(document, file)
    size_px, fps = size_of(request, own), fps_of(request)
    picture = Picture.of(request, size_px, "pixels")
    return Foreign(
        RecordingHeader(*size_px, fps),
        _moments(frames, fps, picture, file),
        f"COCO JSON: {len(frames)} frames at {fps:g} a second",
    )


def _moments(frames: Frames, fps: float, picture: Picture, file: str) -> Iterator[RecordedMoment]:
    follower = Follower(picture)
    first = min(frames, default=0)
    for number in sorted(frames):
        t_s = (number - first) / fps
        person = follower.pick(t_s, frames[number])
        yield RecordedMoment(t_s, picture.pose(t_s, person, f"{file}, image {number}"))


def _results(results: list[Any], file: str) -> Frames:
    frames: Frames = {}
    for place, result in enumerate(results):
        where = f"{file}, result {place + 1}"
        fields = _fields(result, where)
        frames.setdefault(_number(fields.get("image_id"), where), []).append(_person(fields, where))
    return frames


def _annotated(document: dict[str, Any], file: str) -> tuple[tuple[int, int] | None, Frames]:
    images, annotations = document.get("images"), document.get("annotations")
    if not isinstance(images, list) or not isinstance(annotations, list):
        raise InputError(f"{file} needs a list of images and one of annotations: export both.")
    numbers: dict[Any, int] = {}
    for place, image in enumerate(images):
        where = f"{file}, image {place + 1}"
        fields = _fields(image, where)
        numbers[str(fields.get("id"))] = _number(fields.get("file_name"), where, fields.get("id"))
    frames: Frames = {number: [] for number in numbers.values()}
    if len(frames) < len(images):
        raise InputError(f"{file}: two images have the same number: give each video its own file.")
    for place, annotation in enumerate(annotations):
        where = f"{file}, annotation {place + 1}"
        fields = _fields(annotation, where)
        image = str(fields.get("image_id"))
        if image not in numbers:
            raise InputError(f"{where}: its image_id {image} is not among the images.")
        frames[numbers[image]].append(_person(fields, where))
    return _size(images), frames


def _size(images: list[Any]) -> tuple[int, int] | None:
    """The size that all images say; None where they do not say one, or several."""
    sizes = {
        (width_px, height_px)
        for image in images
        for width_px, height_px in [(image.get("width"), image.get("height"))]
        if isinstance(width_px, int) and isinstance(height_px, int) and min(width_px, height_px) > 0
    }
    return sizes.pop() if len(sizes) == 1 else None


def _fields(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{where}: it is no JSON object.")
    return value


def _number(name: Any, where: str, otherwise: Any = None) -> int:
    """The frame's number: an integer itself, or the last one in a name."""
    for value in (name, otherwise):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_ID:
            return value
        if isinstance(value, str) and (number := last_number(value)) is not None:
            return number
    raise InputError(f"{where}: neither its id nor its file name has the number of its frame.")


def _person(fields: dict[str, Any], where: str) -> Person:
    return person_from(fields.get("keypoints"), (JOINT_COUNT,), where)
