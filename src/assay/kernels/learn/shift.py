"""Where classes come to be as common as they weren't: running shares, and what to add to logits."""

import numpy as np

from assay.types import Floats, Ints


def followed(
    proba: Floats, prior: Floats, batch: int, keep: float = 0.9, floor: float = 0.01,
    strength: float = 1.0,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return (n, K) predictions of a stream, moved with its classes, and (batches, K) their shares.

    Every batch is read with the shares so far, then moves them, and is answered with what they
    have become. No share falls below the floor: a class once given up would never come back.

    Parameters
    ----------
    proba
        (n, K) in the order that items come in, by a model that learnt where classes were as common
        as `prior`.
    prior
        (K,) of all above zero.
    batch
        Items that come at once.
    keep
        What a batch keeps of the shares before it.
    floor
        The least share of a class, of an even one.
    strength
        How far log odds are moved with the log of shares.
    """
    now = np.asarray(prior, np.float64)
    k, found, path = len(now), np.empty(proba.shape), []
    for start in range(0, len(proba), batch):
        mine = proba[start : start + batch]
        seen = _moved(mine, prior, now, strength).mean(axis=0)
        now = np.maximum(keep * now + (1 - keep) * seen, floor / k)
        now = now / now.sum()
        found[start : start + batch] = _moved(mine, prior, now, strength)
        path.append(now)
    return found, np.array(path).reshape(-1, k)


def _moved(proba: Floats, prior: Floats, now: Floats, strength: float) -> Floats:
    made = proba * (now / prior) ** strength
    return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-300))


def adapter(
    logs: Floats, labels: Ints, prior: Floats, priors: Floats
) -> tuple[float, float, Floats]:
    """Return what best moves predictions to other shares: scale, strength and shift (K,).

    Predictions under shares s are scale times the log probability, strength times log (s / prior)
    and the shift; items count as they would be as common. A model whose probabilities are right
    needs 1, 1 and 0.

    Parameters
    ----------
    logs
        (n, K) log probabilities of items that the model didn't learn from.
    labels
        (n,) their classes.
    prior
        (K,) how common classes were.
    priors
        (r, K) shares to be ready for.
    """
    from scipy.optimize import minimize

    n, k = logs.shape
    odds = np.log(priors / prior)
    weight = (priors / prior)[:, labels]
    weight /= weight.sum()
    rows = np.arange(n)

    def cost(at: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros(k + 2)
        base = at[0] * logs + at[2:]
        for odd, much in zip(odds, weight, strict=True):
            made = base + at[1] * odd
            made -= made.max(axis=1, keepdims=True)
            whole = np.exp(made).sum(axis=1, keepdims=True)
            total -= float(much @ (made[rows, labels] - np.log(whole[:, 0])))
            gap = np.exp(made) / whole
            gap[rows, labels] -= 1
            gap *= much[:, None]
            slope[0] += (gap * logs).sum()
            slope[1] += float(gap.sum(axis=0) @ odd)
            slope[2:] += gap.sum(axis=0)
        # A little holds them near to what a right model needs.
        off = np.concatenate([at[:2] - 1, at[2:]])
        return total + 0.005 * float(off @ off), slope + 0.01 * off

    best = minimize(cost, np.r_[1.0, 1.0, np.zeros(k)], jac=True, method="L-BFGS-B").x
    return float(best[0]), float(best[1]), np.asarray(best[2:] - best[2:].mean())


def open_shift(
    proba: Floats, inside: Floats, prior: Floats, right: float, wrong: float, rounds: int = 100
) -> tuple[Floats, Floats]:
    """Return shares (K + 1,) of classes and of what is of none, and what they began at (K + 1,).

    Expectation and maximisation on a classifier that has a class more: what the second one says is
    outside. What it says of items inside and outside is what it began at.

    Parameters
    ----------
    proba
        (m, K) P(class | features, inside).
    inside
        (m,) how sure the second classifier is that an item is of a class at all.
    prior
        (K,) shares where the first one learnt.
    right, wrong
        The mean of `inside` over items that are, and that are not.
    """
    # As many are inside as it says are, where it learnt.
    known = wrong / max(1 - right + wrong, 1e-12)
    known = float(np.clip(known, 1e-6, 1 - 1e-6))
    began = np.append(known * np.asarray(prior, np.float64), 1 - known)
    both = np.column_stack([proba * inside[:, None], 1 - inside])
    now = began
    for _ in range(rounds if len(proba) else 0):
        made = both * (now / np.maximum(began, 1e-12))
        now = (made / np.maximum(made.sum(axis=1, keepdims=True), 1e-300)).mean(axis=0)
    return np.asarray(now), began


def undone(shares: Floats, right: float, wrong: float) -> Floats:
    """Return shares (K + 1,) whose last is what must be outside for so many to look like it."""
    seen = float(shares[:-1].sum())
    if abs(right - wrong) < 1e-6:
        return shares
    inside = float(np.clip((seen - wrong) / (right - wrong), 0, 1))
    return np.append(shares[:-1] * inside / max(seen, 1e-12), 1 - inside)
