"""Train the pelvis network on pictures that the lab has drawn, and write it as a TFLite file.

    python models/pelvis/train.py build/pelvis/learn --out models/pelvis.tflite

Decides the order, the steps and when to end; the network is `network`'s, the variety `augment`'s.
Every twentieth person is kept out to tell how it goes. The same pictures, seed and versions of
TensorFlow and processor give the same course; another processor rounds otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf
from augment import cut, tilt_deg, varied
from network import UNIT_DEG, error_of, learner, loss, shipped
from tensorflow import keras

BATCH = 64
KEPT_OUT = 20
MOST_APART_DEG = 0.1


@dataclass(frozen=True)
class Pictures:
    """`crops` uint8 (N, 176, 176, 3), `points` (N, 4, 2) as shares of the side: hips and knees."""

    crops: Any
    points: Any
    person: Any


def load(folder: Path, wanted: int | None = None) -> tuple[Pictures, Pictures]:
    """What is learnt from, and what is kept out."""
    files = sorted(f for f in folder.glob("*.npz") if not f.name.endswith(".part.npz"))[:wanted]
    groups: dict[bool, list[Any]] = {True: [], False: []}
    for number, file in enumerate(files):
        with np.load(file) as rows:
            person = np.full(len(rows["crop"]), number)
            groups[number % KEPT_OUT == 0].append((rows["crop"], rows["points"], person))
    return tuple(  # type: ignore[return-value]
        Pictures(*(np.concatenate(column) for column in zip(*groups[out], strict=True)))
        for out in (False, True)
    )


def batches(data: Pictures, rng: np.random.Generator, pool: ThreadPoolExecutor) -> Iterator[Any]:
    """One epoch of varied pictures (N, 128, 128, 3) uint8 and truths (N, 9), made ahead."""
    order = rng.permutation(len(data.crops))
    chunks = [order[i : i + BATCH] for i in range(0, len(order) - BATCH + 1, BATCH)]
    seeds = rng.integers(0, 2**63, len(chunks))

    def made(task: tuple[Any, int]) -> tuple[Any, Any]:
        rows, own = task[0], np.random.default_rng(task[1])
        pairs = [varied(data.crops[i], data.points[i], own) for i in rows]
        truths = [np.concatenate([[tilt_deg(p) / UNIT_DEG], p.ravel() - 0.5]) for _, p in pairs]
        return np.stack([seen for seen, _ in pairs]), np.array(truths, dtype=np.float32)

    waiting: list[Any] = []
    for task in zip(chunks, seeds, strict=True):
        waiting.append(pool.submit(made, task))
        if len(waiting) > 6:
            yield waiting.pop(0).result()
    for last in waiting:
        yield last.result()


def judged(model: Any, data: Pictures) -> str:
    """Error of single pictures, plain and mirrored, and how far the own spread tells it."""
    seen = [cut(c, p) for c, p in zip(data.crops, data.points, strict=True)]
    pictures = np.stack([s for s, _ in seen]).astype(np.float32) / 127.5 - 1.0
    true = np.array([tilt_deg(p) for _, p in seen])
    plain = model.predict(pictures, batch_size=128, verbose=0)
    turned = model.predict(pictures[:, :, ::-1], batch_size=128, verbose=0)
    tilt = (plain[:, 0] - turned[:, 0]) / 2 * UNIT_DEG
    spread = np.asarray(error_of(plain[:, 1])) * UNIT_DEG
    off = tilt - true
    sure = spread <= np.median(spread)
    slope = np.polyfit(true, tilt, 1)[0]
    return (
        f"SD {off.std():.2f}, r {np.corrcoef(true, tilt)[0, 1]:.3f}, slope {slope:.2f}, "
        f"surer half SD {off[sure].std():.2f}, over its spread {np.std(off / spread):.2f}"
    )


def rate(step: int, steps: int, peak: float) -> float:
    """Learning rate: up over the first hundredths, then down along a cosine."""
    warm = max(1, steps // 50)
    if step < warm:
        return peak * (step + 1) / warm
    return float(peak * 0.5 * (1 + np.cos(np.pi * (step - warm) / max(1, steps - warm))))


@dataclass(frozen=True)
class Course:
    """How long, how fast and from which weights (a file of `--keep`) to learn."""

    epochs: int
    rate: float
    seed: int
    begin: Path | None = None


def train(data: Pictures, kept: Pictures, course: Course) -> Any:
    """The trained network; prints how it goes after each epoch."""
    epochs, peak, seed = course.epochs, course.rate, course.seed
    keras.utils.set_random_seed(seed)
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    model = learner()
    if course.begin:
        with np.load(course.begin) as weights:
            model.set_weights([weights[name] for name in weights.files])
    optimizer = keras.optimizers.AdamW(peak, weight_decay=1e-4, clipnorm=1.0)

    @tf.function
    def step(pictures: Any, true: Any) -> Any:
        with tf.GradientTape() as tape:
            out = model(tf.cast(pictures, tf.float32) / 127.5 - 1.0, training=True)
            value = loss(true, out)
        grads = tape.gradient(value, model.trainable_variables)
        optimizer.apply(grads, model.trainable_variables)
        return value

    rng, done = np.random.default_rng(seed), 0
    steps = epochs * (len(data.crops) // BATCH)
    with ThreadPoolExecutor(2) as pool:
        for epoch in range(epochs):
            began, values = time.monotonic(), []
            for pictures, true in batches(data, rng, pool):
                optimizer.learning_rate = rate(done, steps, peak)
                values.append(step(pictures, true))
                done += 1
            took = time.monotonic() - began
            told = f"loss {np.mean(values):.4f}, {judged(model, kept)}, {took:.0f} s"
            print(f"epoch {epoch + 1}: {told}", flush=True)
    return model


def write(weights: Any, out: Path, kept: Pictures) -> None:
    """The network with these weights, as float16, in a TFLite file; tried on what was kept out."""
    keras.mixed_precision.set_global_policy("float32")
    full = learner()
    full.set_weights(weights)
    model = shipped(full)
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    content = converter.convert()
    if (apart := _apart(model, content, kept)) > MOST_APART_DEG:
        raise SystemExit(f"The file and the trained network differ by {apart:.2f} degrees.")
    out.write_bytes(content)


def _apart(model: Any, content: bytes, kept: Pictures) -> float:
    """Largest difference of the file's answers from the network's, degrees."""
    reader = tf.lite.Interpreter(model_content=content)
    reader.allocate_tensors()
    into, out = (
        each[0]["index"] for each in (reader.get_input_details(), reader.get_output_details())
    )
    apart = 0.0
    for crop, points in zip(kept.crops[:32], kept.points[:32], strict=True):
        picture = cut(crop, points)[0][None]
        reader.set_tensor(into, picture)
        reader.invoke()
        answer = np.asarray(model(picture))
        apart = max(apart, float(np.abs(reader.get_tensor(out) - answer).max(initial=0.0)))
        if not np.isfinite(answer).all():
            raise SystemExit("The trained network gives no number.")
    return apart


def main() -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--begin", type=Path, help="weights to begin with, kept by --keep")
    parser.add_argument("--keep", type=Path, help="where the trained weights go too, .npz")
    parser.add_argument("--people", type=int, help="learn from so many people only")
    args = parser.parse_args()
    data, kept = load(args.pictures, args.people)
    print(f"{len(data.crops)} pictures, {len(kept.crops)} kept out", flush=True)
    course = Course(args.epochs, args.rate, args.seed, args.begin)
    weights = train(data, kept, course).get_weights()
    if args.keep:
        np.savez(args.keep, *weights)
    write(weights, args.out, kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
