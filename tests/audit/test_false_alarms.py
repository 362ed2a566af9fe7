"""Every auditor on real sets, as they are and with shuffled labels and splits."""

import numpy as np
import pytest

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.registry import Parts, methods, needed, run

#: What the clean sets are known to have, as notes. Iris has a flower twice, which may fall into
#: two splits; digits have pixels that are never inked.
TRUE = {"duplicates", "split-leakage", "strong-column", "constant-column", "outliers"}


def audited(dataset):
    """Return what every auditor finds that can have its parts."""
    parts = Parts(dataset, workers=1)
    made = [cls() for cls in methods("audit").values() if "one_of" in cls.truth]
    able = [a for a in made if all(parts.can(p) for p in needed(a.audit) if p != "predictions")]
    able = [a for a in able if "predictions" not in needed(a.audit)]
    return [finding for auditor in able for finding in run(auditor, parts)]


def test_clean_sets_have_notes_only(clean):
    split = np.where(np.arange(clean.n_items) % 4 == 0, "test", "train").astype(object)
    found = audited(clean.replace(split=split, groups=np.arange(clean.n_items)))
    assert {f.severity for f in found} <= {"note"}
    assert {f.code for f in found} <= TRUE


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_labels_and_splits_raise_no_alarm(clean, seed):
    rng = np.random.default_rng(seed)
    shuffled = Dataset(
        Evidence.labels(rng.permutation(clean.labels), clean.classes),
        columns=clean.columns,
        split=rng.choice(np.array(["train", "test"], object), clean.n_items),
    )
    found = audited(shuffled)
    assert {f.severity for f in found} <= {"note"}
    # The flower that is there twice may get two labels.
    assert {f.code for f in found} <= TRUE | {"conflicting-duplicates"}
