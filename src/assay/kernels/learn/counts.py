"""What is known of items whose bag has a count: exactly, by one pass up and one pass down.

A bag of m items holds c of a class; what the model makes of each is independent before the count
is known. `count_posterior` gives P(item is of the class | count) for all bags of one size at once.
"""

from collections.abc import Iterator
from types import ModuleType

import numpy as np

from assay.engine import map_shards
from assay.types import Floats, Ints

#: Chances are held so far from zero and one that counts stay possible.
EDGE = 1e-9
#: Shares below it are nothing: their products would not be numbers that processors are fast with.
#: Once counts that are far out are tilted, nothing that matters is so small.
TINY = 1e-120
#: Deviations from what is expected from which on a count is far out, and Newton's steps at most.
FAR, STEPS = 8.0, 60
#: Items of a piece of bags, whose tables stay in the cache.
PIECE = 1 << 15
#: Products from which on compiling pays.
LARGE = 10_000_000


def count_posterior(proba: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """Return (B, m) P(item is positive | count of its bag) and (B,) log P(count).

    In halves: the distribution of the count of every half of a half, up; then what the rest of
    the bag leaves to each half, down. Both are sums of products, as sums of independent counts
    are, and are scaled so that nothing vanishes. A bag whose count the model finds all but
    impossible is first tilted: all its odds are multiplied by one number so that the count is the
    expected one, which leaves the posterior as it is. Time O(B m^2), no loop over items or bags;
    bags are taken in pieces that stay in the processor's cache.

    Parameters
    ----------
    proba
        (B, m) P(positive) of every item of every bag.
    counts
        (B,) how many are positive.
    """
    bags, size = proba.shape
    found, evidence = np.zeros((bags, size)), np.zeros(bags)
    far = _far(proba, counts) if size else np.empty(0, int)
    if len(far):
        proba = np.array(proba, np.float64)
        proba[far], turned = tilted(proba[far], counts[far])
    step = max(1, PIECE // max(size, 1))
    pieces = [slice(at, at + step) for at in range(0, bags if size else 0, step)]
    fast = compiled() if proba.size * size >= LARGE else None

    def walk(piece: slice) -> None:
        if fast:
            fast.walk(proba[piece], counts[piece], EDGE, found[piece], evidence[piece])
        else:
            found[piece], evidence[piece] = _posterior(proba[piece], counts[piece])

    # The interpreter is let go only by what is compiled.
    list(map_shards(walk, pieces)) if fast else list(map(walk, pieces))
    if len(far):
        evidence[far] += turned
    return found, evidence


def _far(proba: Floats, counts: Ints) -> Ints:
    """Return the bags whose count is far out, where sums of products come near to nothing."""
    spread = np.sqrt(np.einsum("bm,bm->b", proba, 1 - proba))
    return np.flatnonzero(np.abs(counts - proba.sum(axis=1)) > FAR * spread + 1)


def tilted(proba: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """Return (B, m) chances that make the counts the expected ones, and (B,) what is owed for it.

    All odds of a bag are multiplied by one number; to log P(count) of the tilted chances what is
    owed is added. Newton's steps, held within where the answer must lie.
    """
    p = np.clip(proba, EDGE, 1 - EDGE)
    odds, size = np.log(p) - np.log1p(-p), proba.shape[1]
    # A count of nobody or of all would want an infinite number.
    wanted = np.clip(counts, 0.5, size - 0.5)
    rest = np.log(wanted) - np.log(size - wanted)
    low, high = rest - odds.max(axis=1), rest - odds.min(axis=1)
    shift = np.clip(rest - odds.mean(axis=1), low, high)
    for _ in range(STEPS):
        q = 1 / (1 + np.exp(-np.clip(odds + shift[:, None], -700, 700)))
        over = q.sum(axis=1) - wanted
        low, high = np.where(over < 0, shift, low), np.where(over > 0, shift, high)
        step = shift - over / np.maximum(np.einsum("bm,bm->b", q, 1 - q), 1e-300)
        inside = (step > low) & (step < high)
        shift = np.where(over == 0, shift, np.where(inside, step, (low + high) / 2))
        if (np.abs(over) < 1e-6 * wanted).all():
            break
    q = 1 / (1 + np.exp(-np.clip(odds + shift[:, None], -700, 700)))
    owed = np.logaddexp(np.log1p(-p), np.log(p) + shift[:, None]).sum(axis=1) - counts * shift
    return q, owed


def compiled() -> ModuleType | None:
    """Return the compiled form, where numba is installed."""
    try:
        import numba  # noqa: F401

        from assay.kernels.learn import counts_numba
    except ImportError:
        return None
    return counts_numba


def _posterior(proba: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """Return what `count_posterior` does, of one piece; bags are the last axis throughout."""
    bags, size = proba.shape
    wide = 1 << int(np.ceil(np.log2(size)))
    p = np.zeros((wide, bags))
    # An item that only fills the bag up is surely negative.
    p[:size] = np.clip(proba.T, EDGE, 1 - EDGE)
    levels: list[Floats] = [np.stack([1 - p, p], axis=1)]
    scale = np.zeros((wide, bags))
    while len(levels[-1]) > 2:
        made = convolved(levels[-1][0::2], levels[-1][1::2])
        top = made.max(axis=1, keepdims=True)
        scale = scale[0::2] + scale[1::2] + np.log(top[:, 0])
        levels.append(scaled(made, top))
    row = np.arange(bags)
    if wide == 1:
        return np.full((bags, 1), counts[:, None], float), np.log(levels[0][0, counts, row])
    # Of the whole bag one count is wanted: each half has to bring what the other lacks.
    half = levels[-1].shape[1]
    lacks = counts - np.arange(half)[:, None]
    possible = (lacks >= 0) & (lacks < half)
    wanted = np.where(possible, levels[-1][::-1][:, lacks.clip(0, half - 1), row], 0.0)
    total = (wanted[0] * levels[-1][0]).sum(axis=0)
    evidence = np.log(np.maximum(total, 1e-300)) + scale.sum(axis=0)
    for level in reversed(levels[:-1]):
        top = wanted.max(axis=1, keepdims=True)
        wanted = scaled(wanted, np.where(top > 0, top, 1))
        down = np.empty_like(level)
        correlated(wanted, level[1::2], down[0::2])
        correlated(wanted, level[0::2], down[1::2])
        wanted = down
    joint = wanted * levels[0]
    found = joint[:, 1] / np.maximum(joint.sum(axis=1), 1e-300)
    return np.asarray(found[:size].T), np.asarray(evidence)


def scaled(made: Floats, top: Floats) -> Floats:
    """Divide by the largest, in place; what is next to nothing beside it is nothing."""
    np.divide(made, top, out=made)
    made[made < TINY] = 0.0
    return made


def convolved(left: Floats, right: Floats) -> Floats:
    """Return (h, 2 s - 1, B) distributions of sums of counts (h, s, B) each."""
    size = left.shape[1]
    made = np.zeros((len(left), 2 * size - 1, left.shape[2]))
    term = np.empty_like(right)
    for step in range(size):
        made[:, step : step + size] += np.multiply(left[:, step : step + 1], right, out=term)
    return made


def correlated(wanted: Floats, other: Floats, made: Floats) -> None:
    """Set made (h, s, B) at j to the sum over i of wanted[i + j] * other[i]."""
    size = other.shape[1]
    made[:] = 0
    term = np.empty_like(made)
    for step in range(size):
        rest = wanted[:, step : step + size]
        made += np.multiply(rest, other[:, step : step + 1], out=term)


def by_size(bag: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield bags of one size together: their numbers (B,), and their items (B, m).

    Parameters
    ----------
    bag
        (n,) the bag of every item, -1 for none.
    """
    order = np.argsort(bag, kind="stable")
    order = order[int((bag < 0).sum()) :]
    names, first, sizes = np.unique(bag[order], return_index=True, return_counts=True)
    for size in np.unique(sizes):
        some = np.flatnonzero(sizes == size)
        yield names[some], order[first[some][:, None] + np.arange(size)]


def bag_posterior(proba: Floats, bag: Ints, counts: Ints) -> tuple[Floats, Floats]:
    """Return (n,) P(item is positive | count of its bag), and (B,) log P(count) of every bag.

    Parameters
    ----------
    proba
        (n,) P(positive) by the model.
    bag
        (n,) which bag each item is in, -1 for none: such items keep what the model says.
    counts
        (B,) how many items of each bag are positive.
    """
    found = np.array(proba, np.float64)
    evidence = np.zeros(len(counts))
    for names, items in by_size(bag):
        made, told = count_posterior(found[items], counts[names])
        found[items], evidence[names] = made, told
    return found, evidence
