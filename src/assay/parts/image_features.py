"""Features of pictures: what a network trained on ImageNet sees, or colours and edges."""

import numpy as np

from assay.dataset import Images
from assay.engine import map_shards
from assay.parts.models import efficientnet
from assay.types import Array, Bools, Floats

#: Pictures that are in memory at once, a worker.
BATCH = 64
#: The network reads pictures of this side. It sees nothing in pictures of up to 16 pixels, and
#: less than their pixels show in grey ones of up to 32.
NETWORK_SIDE, TINY, SMALL = 160, 16, 32
#: Colours and edges are looked for in pictures of this side, in cells of so many pixels.
SIDE, CELL = 32, 4
#: Directions of edges that are told apart.
DIRECTIONS = 9
#: Axes that are kept, and pictures that these are learnt from.
WIDTH, LEARNT_FROM = 128, 20_000


def encode(
    images: Images, seed: int, workers: int | None = None, taught: Bools | None = None
) -> Floats:
    """Return (n, d) float32.

    With the `images` extra: the pooled features of EfficientNet-Lite0, but for pictures of up
    to 16 pixels a side and grey ones of up to 32. Otherwise grey values, mean colours and
    histograms of the directions of edges. Either is brought to its 128 main axes, learnt from
    at most 20,000 pictures.

    Parameters
    ----------
    images
        n pictures; at most 64 are held in memory by each worker.
    seed
        Decides which pictures the axes are learnt from.
    taught
        (n,) pictures that they may be learnt from; by default all.
    """
    n = len(images)
    if n == 0:
        return np.empty((0, 1), np.float32)
    first = images.load(0)
    small, grey = min(first.shape[:2]), bool(np.ptp(first, axis=2).max() == 0)
    network = small > (SMALL if grey else TINY) and efficientnet.is_there()
    side = max(CELL, min(SIDE, small))
    if network:
        efficientnet.session()  # read and checked once, before the threads

    def batch(start: int) -> Floats:
        pictures = [images.load(row) for row in range(start, min(start + BATCH, n))]
        if network:
            return efficientnet.embed(np.stack([smooth(p, NETWORK_SIDE) for p in pictures]))
        return colours_and_edges(np.stack([resized(p, side) for p in pictures]))

    made = np.concatenate(list(map_shards(batch, range(0, n, BATCH), workers)))
    return main_axes(made, seed, taught)


def smooth(image: Array, side: int) -> Array:
    """Return a picture of `side` by `side`, as networks are shown them; needs Pillow."""
    from PIL import Image

    return np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))


def resized(image: Array, side: int) -> Array:
    """Return a picture of `side` by `side`: areas averaged where it is larger, else repeated.

    Examples
    --------
    >>> resized(np.array([[0, 2], [4, 6]], np.uint8)[:, :, None], 1).ravel()
    array([3], dtype=uint8)
    """
    made = image
    for axis in (0, 1):
        length = made.shape[axis]
        if length > side:
            cuts = np.arange(side) * length // side
            sizes = np.diff(np.append(cuts, length)).astype(np.float32)
            total = np.add.reduceat(made.astype(np.float32), cuts, axis=axis)
            made = total / sizes.reshape([-1 if a == axis else 1 for a in range(made.ndim)])
        elif length < side:
            made = made.take(np.arange(side) * length // side, axis=axis)
    return np.rint(made).astype(np.uint8) if made.dtype != np.uint8 else made


def colours_and_edges(pictures: Array) -> Floats:
    """Return (b, d) float32 of (b, side, side, 3) uint8: grey values, colours and edges by cell."""
    b, side = pictures.shape[:2]
    bright = pictures.astype(np.float32) / 255
    grey = bright.mean(axis=3)
    cells = side // CELL
    held = cells * CELL
    colour = bright[:, :held, :held].reshape(b, cells, CELL, cells, CELL, 3).mean(axis=(2, 4))
    fine = side if side <= 16 else 16
    step = side // fine
    pixels = grey[:, : fine * step, : fine * step].reshape(b, fine, step, fine, step).mean((2, 4))
    tint = colour - colour.mean(axis=3, keepdims=True)
    edges = _directions(grey)[:, :held, :held]
    edges = edges.reshape(b, cells, CELL, cells, CELL, DIRECTIONS).sum(axis=(2, 4))
    edges /= np.sqrt((edges**2).sum(axis=3, keepdims=True) + 0.05)
    flat = [part.reshape(b, -1) for part in (pixels, tint, edges)]
    return np.concatenate(flat, axis=1).astype(np.float32)


def _directions(grey: Floats) -> Floats:
    """Return (b, side, side, 9) the strength of the edge at each pixel, by its direction."""
    down, across = np.gradient(grey, axis=(1, 2))
    strength = np.hypot(down, across)
    angle = (np.arctan2(down, across) % np.pi) / np.pi * DIRECTIONS
    first = np.floor(angle).astype(np.int64)
    part = angle - first
    out = np.zeros((*grey.shape, DIRECTIONS), np.float32)
    for place, weight in ((first % DIRECTIONS, 1 - part), ((first + 1) % DIRECTIONS, part)):
        held = np.take_along_axis(out, place[..., None], axis=3)
        np.put_along_axis(out, place[..., None], held + (strength * weight)[..., None], axis=3)
    return out


def main_axes(rows: Floats, seed: int, taught: Bools | None = None) -> Floats:
    """Return (n, at most 128) float32: rows on their main axes, of spread one on average.

    Mean, axes and spread are those of the rows that are `taught`, by default all.
    """
    every = slice(None) if taught is None else taught
    centred = rows - rows[every].mean(axis=0, dtype=np.float64).astype(np.float32)
    if centred.shape[1] > WIDTH:
        sample = centred[every]
        if len(sample) > LEARNT_FROM:
            picked = np.random.default_rng(seed).permutation(len(sample))[:LEARNT_FROM]
            sample = sample[np.sort(picked)]
        spread = (sample.T @ sample).astype(np.float64) / max(1, len(sample))
        values, axes = np.linalg.eigh(spread)
        axes = axes[:, np.argsort(-values, kind="stable")[:WIDTH]]
        # An axis may point either way: let its largest part be positive.
        axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
        centred = centred @ axes.astype(np.float32)
    scale = float(np.sqrt((centred[every].astype(np.float64) ** 2).mean()))
    return np.ascontiguousarray(centred / np.float32(scale if scale > 0 else 1))
