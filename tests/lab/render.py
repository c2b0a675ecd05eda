"""Draws the room once and the person every frame, on an off-screen OpenGL (Mesa EGL) context.

The room is drawn at twice the size and averaged down; the person likewise, only inside its
own box of the picture. The person's shadow on the floor is a flattened, blurred copy of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.spot import mat

from . import shaders
from .camera import Camera
from .clothes import PRINTS, Dressed, normals_of
from .mat_picture import mat_picture
from .rotation import Array, unit
from .scene import MATERIALS, Part, Scene

OVER = 2  # supersampling in each direction
FLOOR_Y = -0.015  # below the soles of the bare feet: the thickness of a shoe sole
MAT_ABOVE_FLOOR_M, MAT_PX_PER_M = 0.001, 1000
Image = NDArray[np.float32]


def linear(colour: Any) -> tuple[float, ...]:
    """sRGB bytes to linear light 0..1."""
    return tuple(float((c / 255.0) ** 2.2) for c in colour)


def _ortho(direction: Array, centre: Array, reach: float) -> Array:
    """Clip matrix of a light far away, covering a ball of radius `reach`."""
    z = unit(direction)
    x = unit(np.cross([0.0, 1.0, 0.05], z))
    turn = np.stack([x, np.cross(z, x), z])
    out = np.eye(4)
    out[:3, :3] = turn / reach
    out[:3, 3] = -turn @ centre / reach
    out[2] *= -1.0
    return out


def _halved(big: NDArray[np.uint8]) -> Image:
    """Averaged down; small whole numbers are added first, which is fast and exact."""
    rows = np.add(big[0::OVER], big[1::OVER], dtype=np.uint16)
    total = rows[:, 0::OVER] + rows[:, 1::OVER]
    return np.asarray(total, dtype=np.float32) / np.float32(OVER * OVER)


def _gl(matrix: Array) -> bytes:
    return matrix.T.astype("f4").tobytes()


@dataclass(frozen=True)
class Patch:
    """A part of the picture: box (left, top, right, bottom) and its values (h, w, channels)."""

    box: tuple[int, int, int, int]
    values: Image

    def of(self, image: Image) -> Image:
        """The same part of a whole picture, as a view."""
        x0, y0, x1, y1 = self.box
        return image[y0:y1, x0:x1]


@dataclass(frozen=True)
class Figure:
    """A dressed person on the graphics side: its posed mesh, drawn coloured or flat."""

    person: Dressed
    place: Any
    coloured: Any
    flat: Any


class Renderer:
    """One picture size, one camera, one room; use as a context manager."""

    def __init__(self, camera: Camera, scene: Scene) -> None:
        import moderngl

        self.camera, self.scene = camera, scene
        mesa: Any = "egl"  # the library's own annotation of `backend` is wrong
        self.gl = moderngl.create_context(standalone=True, backend=mesa)
        size = (camera.width * OVER, camera.height * OVER)
        self.target = self.gl.framebuffer(
            [self.gl.texture(size, 4)], self.gl.depth_renderbuffer(size)
        )
        self.flat_target = self.gl.framebuffer([self.gl.texture((camera.width, camera.height), 1)])
        self.shadow_px = 1536
        self.shadow = self.gl.depth_texture((self.shadow_px, self.shadow_px))
        self.shadow.compare_func = "<="
        self.shadow_target = self.gl.framebuffer(depth_attachment=self.shadow)
        self.room_program = self.gl.program(shaders.VERTEX, fragment_shader=shaders.ROOM)
        shading = (shaders.PLAIN_VERTEX, shaders.PLAIN_PERSON) if scene.plain else (
            shaders.VERTEX, shaders.PERSON)  # fmt: skip
        self.person_program = self.gl.program(shading[0], fragment_shader=shading[1])
        self.flat_program = self.gl.program(
            shaders.FLAT_VERTEX, fragment_shader=shaders.FLAT_FRAGMENT
        )
        self.key = unit(np.array(scene.light.key))
        self.painted: Dressed | None = None
        self.only: tuple[int, int, int, int] | None = None  # people are drawn in this box alone
        for program in (self.room_program, self.person_program):
            self._light(program)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.gl.release()

    def _put(self, program: Any, **values: Any) -> None:
        """Set uniforms, passing over those the compiler dropped."""
        for name, value in values.items():
            if name in program:
                if isinstance(value, bytes):
                    program[name].write(value)
                else:
                    program[name].value = value

    def _light(self, program: Any) -> None:
        light = self.scene.light
        self._put(
            program, key_dir=tuple(self.key), key_gain=light.key_gain, ambient=light.ambient,
            fill_dir=tuple(unit(np.array(light.fill))), fill_gain=light.fill_gain, shadow=0,
            texel=1.0 / self.shadow_px, clip=_gl(self.camera.clip_matrix()),
        )  # fmt: skip

    def _cast(self, arrays: list[Any], matrix: Array) -> None:
        """Draw depth seen from the key light."""
        self.shadow_target.use()
        self.shadow_target.clear()
        self.gl.enable(self.gl.DEPTH_TEST)
        self._put(self.flat_program, clip=_gl(matrix))
        for array in arrays:
            array.render()

    def room(self, parts: list[Part]) -> Image:
        """The empty room, (H, W, 3) in 0..255."""
        matrix = _ortho(self.key, np.array([0.0, 1.0, 0.0]), 5.5)
        drawn, casting = [], []
        for part in parts:
            data = np.concatenate([part.vertices, part.normals, part.local], axis=1).astype("f4")
            buffer = self.gl.buffer(data.tobytes())
            names = [n for n in ("at", "normal", "local") if n in self.room_program]
            layout = " ".join("3f" if n in names else "12x" for n in ("at", "normal", "local"))
            drawn.append(self.gl.vertex_array(self.room_program, [(buffer, layout, *names)]))
            if part.shades:
                flat = self.gl.buffer(part.vertices.astype("f4").tobytes())
                casting.append(self.gl.vertex_array(self.flat_program, [(flat, "3f", "at")]))
        self._cast(casting, matrix)
        self.target.use()
        self.target.clear(0.0, 0.0, 0.0, 1.0)
        self.shadow.use(0)
        self._put(
            self.room_program, shadow_matrix=_gl(matrix), window=self.scene.window,
            spot=float(self.scene.spot and not self.scene.mat),
        )  # fmt: skip
        for part, array in zip(parts, drawn, strict=True):
            kind = MATERIALS.index(part.material)
            self._put(self.room_program, base=linear(part.colour), kind=kind)
            array.render()
        if self.scene.mat:
            self._lay_mat(matrix)
        return self._read((0, 0, self.camera.width, self.camera.height))[..., :3]

    def _lay_mat(self, matrix: Array) -> None:
        """Draw the printed mat on the floor, its far side away from the camera."""
        program = self.gl.program(shaders.VERTEX, fragment_shader=shaders.MAT)
        self._light(program)
        self._put(program, shadow_matrix=_gl(matrix), print=1)
        picture = mat_picture(MAT_PX_PER_M)
        sheet = self.gl.texture(picture.shape[1::-1], 3, picture.tobytes(), alignment=1)
        sheet.build_mipmaps()
        sheet.anisotropy = 16.0
        sheet.use(1)
        x, z, y = mat.WIDTH_M / 2.0, mat.DEPTH_M / 2.0, FLOOR_Y + MAT_ABOVE_FLOOR_M
        corners = [
            (-x, y, -z, 0, 0, 0),
            (x, y, -z, 1, 0, 0),
            (-x, y, z, 0, 1, 0),
            (x, y, z, 1, 1, 0),
        ]
        buffer = self.gl.buffer(np.array(corners, dtype="f4").tobytes())
        array = self.gl.vertex_array(program, [(buffer, "3f 3f", "at", "local")])
        array.render(self.gl.TRIANGLE_STRIP)

    def _read(self, box: tuple[int, int, int, int]) -> Image:
        """Picture of the box (left, top, right, bottom), averaged down, (h, w, 4)."""
        view = self._view(box)
        raw = np.frombuffer(self.target.read(view, components=4), dtype=np.uint8)
        return _halved(raw.reshape(view[3], view[2], 4)[::-1])

    def _view(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        x0, y0, x1, y1 = box
        return x0 * OVER, (self.camera.height - y1) * OVER, (x1 - x0) * OVER, (y1 - y0) * OVER

    def wear(self, person: Dressed) -> Figure:
        """Take a dressed person, to be drawn by `person`."""
        body = person.body
        place = self.gl.buffer(reserve=len(body.vertices) * 24)
        still = np.concatenate([body.vertices, person.cover], axis=1).astype("f4")
        index = self.gl.buffer(body.faces.astype("i4").tobytes())
        coloured = self.gl.vertex_array(
            self.person_program,
            [(place, "3f 3f", "at", "normal"),
             (self.gl.buffer(still.tobytes()), "3f 4f", "local", "cover")], index,
        )  # fmt: skip
        flat = self.gl.vertex_array(self.flat_program, [(place, "3f 12x", "at")], index)
        return Figure(person, place, coloured, flat)

    def _paint(self, person: Dressed) -> None:
        """Set the colours that this person is drawn in, unless they are set already."""
        if person is self.painted:
            return
        self.painted, outfit = person, person.outfit
        self._put(
            self.person_program, skin=linear(outfit.skin), hair=linear(outfit.hair),
            bottom=linear(outfit.bottom_col), top=linear(outfit.top_col),
            shoe=linear(outfit.shoe_col), loose=person.loose, beard=float(outfit.beard),
            wool=1.0 if outfit.top == "hoodie" else 0.0, stripes=float(outfit.stripes),
            eye_place=tuple(self.camera.place), print_kind=PRINTS.index(outfit.print_kind),
            print_on=outfit.print_on, print_m=outfit.print_m, print_col=linear(outfit.print_col),
            belt=linear(outfit.belt_col), belt_m=outfit.belt_m, waist_y=person.waist_y,
            **{name: tuple(value) for name, value in person.face.items()},
        )  # fmt: skip

    def person(self, figure: Figure, vertices: Array) -> tuple[Patch, Patch]:
        """The person, premultiplied colour with coverage (h, w, 4) in 0..255, and the person's
        shadow on the floor (h, w, 1) in 0..1."""
        normals = normals_of(vertices, figure.person.body.faces)
        figure.place.write(np.concatenate([vertices, normals], axis=1).astype("f4").tobytes())
        matrix = _ortho(self.key, vertices.mean(0), 1.35)
        self._cast([figure.flat], matrix)
        box = self._box(vertices)
        self.target.use()
        self.target.clear(0.0, 0.0, 0.0, 0.0, viewport=self._view(box))
        self.target.viewport = (0, 0, *self.target.size)
        self.shadow.use(0)
        self._paint(figure.person)
        self._put(self.person_program, shadow_matrix=_gl(matrix))
        self.gl.enable(self.gl.CULL_FACE)
        self.target.scissor = self._view(box)
        figure.coloured.render()
        self.target.scissor = None
        self.gl.disable(self.gl.CULL_FACE)
        return Patch(box, self._read(box)), self._floor_shadow(figure, vertices)

    def _box(self, points: Array) -> tuple[int, int, int, int]:
        """Part of the picture (left, top, right, bottom) that holds all `points`."""
        ahead = points[points[:, 2] < self.camera.distance_m - 0.3]
        seen = self.camera.project(ahead[::7]) if len(ahead) > 7 else np.zeros((1, 2))
        low = np.floor(seen.min(0)).astype(int) - 8
        high = np.ceil(seen.max(0)).astype(int) + 8
        size = np.array([self.camera.width, self.camera.height])
        low, high = np.clip(low, 0, size - 1), np.clip(high, 1, size)
        if self.only:
            low, high = np.maximum(low, self.only[:2]), np.minimum(high, self.only[2:])
            low = np.minimum(low, size - 1)
        high = np.maximum(high, low + 1)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def _floor_shadow(self, figure: Figure, vertices: Array) -> Patch:
        """Coverage of the person flattened onto the floor along the key light."""
        from scipy.ndimage import gaussian_filter

        squash = np.eye(4)
        squash[:3, 1] = [-self.key[0] / self.key[1], 0.0, -self.key[2] / self.key[1]]
        squash[1, 3] = FLOOR_Y
        x0, y0, x1, y1 = box = self._box(vertices @ squash[:3, :3].T + squash[:3, 3])
        view = (x0, self.camera.height - y1, x1 - x0, y1 - y0)
        self.flat_target.use()
        self.flat_target.clear()
        self.gl.disable(self.gl.DEPTH_TEST)
        self._put(self.flat_program, clip=_gl(self.camera.clip_matrix() @ squash))
        figure.flat.render()
        self.gl.enable(self.gl.DEPTH_TEST)
        raw = np.frombuffer(self.flat_target.read(view, components=1, alignment=1), dtype=np.uint8)
        mask = raw.reshape(view[3], view[2])[::-1].astype(np.float32) / 255.0
        return Patch(box, np.asarray(gaussian_filter(mask, 2.2), dtype=np.float32)[..., None])
