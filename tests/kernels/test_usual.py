import numpy as np
import pytest

from assay.evidence import Evidence, Source, number, ordered
from assay.kernels.infer.usual import one_sided, usual_method


def votes(said, kind="annotator"):
    """Return evidence of one row of answers an item, -1 for none."""
    said = np.asarray(said)
    item, source = np.nonzero(said >= 0)
    return Evidence.votes(item, source, said[item, source], ("a", "b"), kind=kind)


def test_people_are_weighed_by_what_they_say():
    assert usual_method(votes([[0, 1], [1, 1], [0, 0]] * 10)) == "pooled-dawid-skene"


def test_rules_are_known_by_their_kind_or_by_how_they_speak():
    assert usual_method(votes([[0, 1], [1, 1], [0, 0]], kind="rule")) == "correlated-label-model"
    assert usual_method(votes([[0, 1], [-1, 1], [0, -1]] * 10)) == "correlated-label-model"


def test_a_few_claims_alike_are_no_sign():
    assert one_sided(votes([[0, 1], [-1, 1], [0, -1]])) == 0


def test_gold_and_single_classes_are_left_out():
    gold = Evidence.labels([0] * 20, ("a", "b"), name="gold")
    trusted = Evidence(
        gold.truth, 20, gold.item, gold.source, gold.claim, gold.negated,
        (Source("gold", "given", trusted=True),),
    )  # fmt: skip
    assert one_sided(trusted) == 0
    assert one_sided(Evidence.votes([0] * 20, [0] * 20, [0] * 20, ("a",))) == 0
    assert one_sided(Evidence.labels([-1, -1], ("a", "b"))) == 0


@pytest.mark.parametrize(
    ("truth", "name"),
    [(ordered(("a", "b")), "ordinal-dawid-skene"), (number(), "gaussian-sources")],
)
def test_the_kind_of_truth_decides(truth, name):
    claim = votes([[0, 1]]).claim[:, : truth.width]
    made = Evidence(
        truth, 1, np.array([0, 0]), np.array([0, 1]), claim, np.zeros(2, bool),
        (Source("x"), Source("y")),
    )  # fmt: skip
    assert usual_method(made) == name


def test_registered():
    from assay.kernels.infer import usual
    from assay.registry import methods

    assert {*usual.METHODS.values(), usual.RULES} <= set(methods("infer"))


@pytest.mark.shared
def test_real_rules(shared):
    from assay.bench.data.rules import stored_rules

    for name in ("trec", "youtube", "hausa"):
        evidence = stored_rules(0, shared / "data", name).given["evidence"]
        people = Evidence(
            evidence.truth, evidence.n_items, evidence.item, evidence.source, evidence.claim,
            evidence.negated, tuple(Source(one.name) for one in evidence.sources),
        )  # fmt: skip
        assert usual_method(people) == "correlated-label-model"
