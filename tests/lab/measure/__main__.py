"""Measures the kiosk on rendered clips: `python -m tests.lab.measure CLIPDIR`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .beside import peer_section, peer_targets
from .clips import Clip, read_clip
from .effects import effects
from .export import figures
from .hips import hips_section, hips_targets
from .page import page
from .pairing import judge
from .plots import bland_altman, disturbances
from .results import Made, Results, drawing_s
from .running import DEFAULT, ROOT, SETUPS, Run, Setup, Work, run_all, works_for
from .tables import split_rows, table, target_table
from .targets import in_words, is_right, targets

RENDER_LOG = "render.log"
"""Where `make lab` keeps what the generator says, in the folder of the clips."""
SHORT = 8
"""Letters of a checksum that are enough to tell files apart."""


def main(argv: list[str]) -> int:
    """Parse the command line, run what is not known yet, write or print."""
    args = _arguments(argv)
    clips = _clips(args.clips)
    setups = [DEFAULT] if args.quick else _setups(args.models)
    works = works_for([args.clips / f"{clip.name}.mp4" for clip in clips], setups)
    runs = run_all(works, args.jobs, lambda line: print(line, file=sys.stderr, flush=True))
    results = {setup.name: _results(clips, setup, runs) for setup in setups}
    hips = _hips(args)
    shipped = results[DEFAULT.name]
    _print_short(shipped)
    if not args.quick:
        report = next(run.report for run in runs.values() if run.report)
        _write(args, results, _made(clips, report, args.clips / RENDER_LOG), report, hips)
    return 1 if any(each.failed for each in results.values()) else 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lab.measure", description=__doc__)
    parser.add_argument("clips", type=Path, help="folder of clips with their .truth.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="clips at a time")
    parser.add_argument(
        "--models",
        default=",".join(setup.name for setup in SETUPS),
        help="which of %(default)s; the first is always run",
    )
    parser.add_argument(
        "--quick", action="store_true", help="print the figures as shipped, write nothing"
    )
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page goes")
    parser.add_argument("--hips", type=Path, help="folder of the pelvis's own set")
    parser.add_argument("--peers", type=Path, help="figures of tests.lab.peers.compare --json")
    parser.add_argument(
        "--json", type=Path, default=ROOT / "kiosk" / "measured.json", help="the kiosk's figures"
    )
    return parser.parse_args(argv)


def _setups(words: str) -> list[Setup]:
    wanted = {DEFAULT.name, *words.split(",")}
    unknown = wanted - {setup.name for setup in SETUPS}
    if unknown:
        known = ", ".join(setup.name for setup in SETUPS)
        raise SystemExit(f"No setup {', '.join(sorted(unknown))}: choose among {known}.")
    return [setup for setup in SETUPS if setup.name in wanted]


def _entries() -> dict[str, Any]:
    from ..measured import ENTRIES

    return {entry.name: entry for entry in ENTRIES}


def _clips(folder: Path) -> list[Clip]:
    truths = sorted(folder.glob("*.truth.json"))
    if not truths:
        raise SystemExit(f"{folder} holds no clips with their .truth.json: render them first.")
    entries = _entries()
    return [read_clip(path, entries) for path in truths]


def _results(clips: Sequence[Clip], setup: Setup, runs: dict[Work, Run]) -> Results:
    mine = {work.clip.stem: run for work, run in runs.items() if work.setup == setup}
    return Results(
        judged=[judge(clip, report) for clip in clips if (report := mine[clip.name].report)],
        failed={name: run.failure for name, run in mine.items() if run.report is None},
        cpu_s=sum(run.cpu_s for run in mine.values()),
        took_s=sum(run.took_s for run in mine.values()),
    )


def _hips_specs() -> dict[str, Any]:
    from ..hips import hips

    return hips()


def _hips(args: argparse.Namespace) -> Results | None:
    """The pelvis's own set as shipped, where its folder is given."""
    if args.hips is None:
        return None
    clips = _clips(args.hips)
    works = works_for([args.hips / f"{clip.name}.mp4" for clip in clips], [DEFAULT])
    runs = run_all(works, args.jobs, lambda line: print(line, file=sys.stderr, flush=True))
    found = _results(clips, DEFAULT, runs)
    print("\n" + target_table(hips_targets(found)))
    return found


def _print_short(shipped: Results) -> None:
    for name, why in shipped.failed.items():
        print(f"{name}: {why}")
    for each in shipped.judged:
        for error in each.errors:
            print(f"{each.clip.name}: {error.kind}, {error.text}")
        for text in each.extra:
            print(f"{each.clip.name}: named without cause, {text}")
        for said in each.said:
            if not is_right(said):
                print(in_words(said))
    values = [value for each in shipped.judged for value in each.legs]
    for label in dict.fromkeys(value.measure.label for value in values):
        mine = [value for value in values if value.measure.label == label]
        print("\n" + table([label, "legs", "bias", "SD", "limits"], split_rows(mine)))
    print("\n" + target_table(targets(shipped.judged)))
    minutes = shipped.cpu_s / 60
    print(f"\n{len(shipped.judged)} clips, {shipped.frames} frames, {minutes:.1f} CPU minutes.")


def _made(clips: Sequence[Clip], report: dict[str, Any], log: Path) -> Made:
    names = {clip.name for clip in clips}
    log_text = log.read_text(encoding="utf-8") if log.is_file() else ""
    sums = (ROOT / "models" / "SHA256SUMS").read_text(encoding="utf-8").split()
    return Made(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        kiosk_version=report["kiosk_version"],
        protocol_version=report["protocol_version"],
        commit=_commit(),
        models={name: digest[:SHORT] for digest, name in zip(sums[::2], sums[1::2], strict=True)},
        missing=sorted(set(_entries()) - names),
        render_s=drawing_s(log_text, names),
    )


def _commit() -> str | None:
    """The commit that the sources are at, `+` when they differ from it; None without git."""
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT)]
    try:
        head = subprocess.run(
            [*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        )
        changed = subprocess.run(
            [*git, "status", "--porcelain", "kiosk", "models"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def _write(
    args: argparse.Namespace, results: dict[str, Results], made: Made, report: dict[str, Any],
    hips: Results | None,
) -> None:  # fmt: skip
    shipped = results[DEFAULT.name]
    pictures = args.docs / "measurements"
    values = [value for each in shipped.judged for value in each.legs]
    bland_altman(values, pictures / "bland-altman.png")
    found = effects(shipped.judged)
    if found:
        disturbances(found, pictures / "disturbances.png")
    peers = json.loads(args.peers.read_text(encoding="utf-8")) if args.peers else None
    more = [*(hips_targets(hips) if hips else []), *(peer_targets(peers) if peers else [])]
    sections = [
        hips_section(hips, _hips_specs()) if hips else None,
        peer_section(peers) if peers else None,
    ]
    text = page(results, made, sections, more)
    (args.docs / "measurements.md").write_text(text, encoding="utf-8")
    second = (report.get("second_model") or {}).get("name")
    told = figures(shipped, made, report["model"]["name"], second)
    args.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten: {args.docs / 'measurements.md'}, {pictures}, {args.json}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
