"""OpenPose's JSON: a folder of `*_keypoints.json`, one a frame, or one file with all frames.

Decides: the frame's number is the last number in the file's name, and `number / fps` its time;
in one file with a list of frames it is the place in the list. One file is read at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.convert.following import Follower
from kiosk.convert.json_files import last_number, load_json
from kiosk.convert.keypoint_lists import LAYOUTS, person_from
from kiosk.convert.points import Person, Picture
from kiosk.convert.request import ConvertRequest, Foreign, fps_of, size_of
from kiosk.errors import InputError
from kiosk.pose.recording import RecordedMoment, RecordingHeader

ENDING = "_keypoints.json"
_KEY = "pose_keypoints_2d"

NumberedFrame = tuple[int, str, Callable[[], Any]]
"""The frame's number, where it stands, and how to get what OpenPose wrote of it."""


def open_openpose(request: ConvertRequest, document: Any) -> Foreign:
    """A folder, or the `document` of one file. Raises InputError."""
    size_px, fps = size_of(request), fps_of(request)
    path = request.input_path
    frames = _in_folder(path) if path.is_dir() else _in_file(path, document)
    return Foreign(
        RecordingHeader(*size_px, fps),
        _moments(frames, fps, Picture.of(request, size_px, "pixels")),
        f"OpenPose JSON: {len(frames)} frames at {fps:g} a second",
    )


def _in_folder(folder: Path) -> list[NumberedFrame]:
    numbered: dict[int, Path] = {}
    for path in sorted(folder.glob(f"*{ENDING}")):
        number = last_number(path.name.removesuffix(ENDING))
        if number is None:
            raise InputError(f"{path} has no number of its frame in its name: rename it.")
        if number in numbered:
            raise InputError(
                f"{folder} holds frame {number} twice ({numbered[number].name} and {path.name}): "
                f"give each video a folder of its own."
            )
        numbered[number] = path
    if not numbered:
        raise InputError(f"{folder} holds no *{ENDING}: name the folder that OpenPose wrote into.")
    return [(n, str(path), partial(load_json, path)) for n, path in sorted(numbered.items())]


def _in_file(path: Path, document: Any) -> list[NumberedFrame]:
    frames = document if isinstance(document, list) else [document]
    return [(n, f"{path}, frame {n}", partial(lambda f: f, f)) for n, f in enumerate(frames)]


def _moments(frames: list[NumberedFrame], fps: float, picture: Picture) -> Iterator[RecordedMoment]:
    follower = Follower(picture)
    for number, where, content in frames:
        t_s = number / fps
        person = follower.pick(t_s, _people(content(), where))
        yield RecordedMoment(t_s, picture.pose(t_s, person, where))


def _people(frame: Any, where: str) -> list[Person]:
    people = frame.get("people") if isinstance(frame, dict) else None
    if not isinstance(people, list):
        raise InputError(f"{where}: it has no list of people, so it is not OpenPose's.")
    keypoints = [person.get(_KEY) if isinstance(person, dict) else None for person in people]
    return [person_from(values, LAYOUTS, where) for values in keypoints]
