"""One label an item, where several sources speak."""

from dataclasses import replace

import numpy as np

from assay.dataset import Dataset
from assay.kernels.infer.usual import usual_method
from assay.posterior import Posterior
from assay.registry import Parts
from assay.results import Finding


def inferred(
    dataset: Dataset, seed: int = 0, workers: int | None = None
) -> tuple[Dataset, Posterior | None]:
    """Return the data set with one label an item: what its sources are taken to say together.

    Returns
    -------
    dataset
        The same where one source gives the labels.
    posterior
        P(truth | what the sources say), where the labels were inferred from it.
    """
    evidence = dataset.evidence
    several = evidence.n_sources > 1 and evidence.truth.kind in ("one_of", "ordered")
    if not several or evidence.sources[0].kind == "given":
        return dataset, None
    posterior = Parts(dataset, seed=seed, workers=workers)["truth_posterior"]
    voted = np.bincount(evidence.item, minlength=evidence.n_items) > 0
    labels = np.where(voted, posterior.labels, -1)
    given = evidence.labels(labels, evidence.classes)
    note = Finding(
        "inferred-label",
        "note",
        f"The audit looks at the label that {evidence.n_sources} sources are taken to say, "
        f"by {usual_method(evidence)}.",
        "`assay truth` tells what each source is worth, and where they disagree for a reason.",
    )
    notes = (*dataset.notes, note)
    return dataset.replace(evidence=replace(given, truth=evidence.truth), notes=notes), posterior
