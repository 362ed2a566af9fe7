"""What is seen of every item while a small model is trained on the given labels."""

import numpy as np

from assay.dynamics import Dynamics
from assay.kernels.by_class import small_ints
from assay.kernels.dynamics.head import Seen, numbered, plan, tabled, train
from assay.types import Floats, Ints


def dynamics(labels: Ints, features: Floats, seed: int = 0) -> Dynamics:
    """Return margin, loss and best other class of every item, epoch by epoch.

    One hidden layer of 64 units on standardised features is trained by stochastic gradient descent
    with momentum, for 24 epochs, fewer from 170,000 items on and 6 from 700,000 on. An item is
    looked at just before it is learnt from, which costs no pass of its own. Neither the order of
    the items nor the names of the classes matters. Nothing of (epochs, items, classes) is held.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled: such items are not learnt from.
    features
        (n, d), dense; sparse ones are reduced to 64 columns.
    seed
        Of the weights at the start and of the order of items.
    """
    n = len(labels)
    kind = small_ints(int(labels.max(initial=0)) + 1)
    if not (labels >= 0).any():
        zeros = np.zeros((plan(n)[1], n), np.float32)
        return Dynamics(zeros, zeros.copy(), np.full(zeros.shape, -1, kind))
    table = tabled(features, labels)
    items = table.order[labels[table.order] >= 0]
    codes, names = numbered(labels[items])
    # A lone class is learnt beside one that has no name and no items.
    seen = train(table, items, codes, max(2, len(names)), seed)[1]
    return spread(seen, items, np.append(names, -1).astype(kind), n)


def spread(seen: Seen, items: Ints, names: Ints, n: int) -> Dynamics:
    """Return what was seen of some items as dynamics of all n, classes by their own numbers."""
    shape = (len(seen.margin), n)
    made = Dynamics(
        np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.full(shape, -1, names.dtype)
    )
    for epoch in range(shape[0]):
        made.margin[epoch, items] = seen.margin[epoch]
        made.loss[epoch, items] = seen.loss[epoch]
        made.other[epoch, items] = names[seen.other[epoch]]
    return made
