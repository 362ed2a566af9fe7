"""Items as points on a map, for the report."""

import numpy as np

from assay.types import Floats

#: Main axes that distances are measured on, and the fewest items that are laid out by neighbours.
AXES, FEWEST = 30, 50
#: Steps of the search, and neighbours that count (about three times as many are looked at).
STEPS, PERPLEXITY = 300, 20


def layout(features: Floats) -> Floats:
    """Return (m, 2) float32 in [0, 1]: items that are alike stand together.

    t-SNE on the main axes, begun from the first two; of fewer than 50 items just these two.
    Distances between groups mean little, and the axes nothing.

    Parameters
    ----------
    features
        (m, d) of the items to be shown, at most about 1500.

    References
    ----------
    maaten2008
    """
    m = len(features)
    if m == 0 or features.shape[1] == 0:
        return np.full((m, 2), 0.5, np.float32)
    axes = _main(features.astype(np.float64))
    points = axes[:, :2]
    if m >= FEWEST and axes[:, 0].std() > 0:
        points = _by_neighbours(axes)
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray((points - low) / np.where(high > low, high - low, 1), np.float32)


def _main(features: Floats) -> Floats:
    """Return (m, 2 to 30) the main axes, the largest part of each positive."""
    centred = features - features.mean(axis=0)
    vectors = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :AXES]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), range(vectors.shape[1])])
    made = centred @ vectors
    return np.hstack([made, np.zeros((len(made), max(0, 2 - made.shape[1])))])


def _by_neighbours(axes: Floats) -> Floats:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    start = axes[:, :2] / axes[:, 0].std() * 1e-4
    search = TSNE(
        init=start.astype(np.float32), perplexity=min(PERPLEXITY, (len(axes) - 1) / 3),
        max_iter=STEPS, n_iter_without_progress=STEPS, random_state=0, learning_rate="auto",
    )  # fmt: skip
    with threadpool_limits(limits=1):
        return np.asarray(search.fit_transform(axes.astype(np.float32)))
