"""What turns predictions into the probability that a label is wrong."""

from assay.kernels.label_posterior import LabelFit, fit
from assay.types import Floats, Ints


def label_fit(labels: Ints, predictions: Floats, *, learnt: bool = False) -> LabelFit:
    """Return noise and power under which the given labels are likeliest.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled.
    predictions
        (n, K) out of sample.
    learnt
        They are known to be learnt from the labels of other items.
    """
    return fit(labels, predictions, learnt=learnt)
