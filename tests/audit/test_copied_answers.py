import numpy as np
import pytest

from assay.audit import CopiedAnswers
from assay.audit.copied_answers import family
from assay.infer import OneCoin
from assay.registry import Parts, run


def parts(evidence):
    """Return the parts, with a truth that is inferred in a way that stays the same."""
    return Parts({"evidence": evidence, "truth_posterior": OneCoin().infer(evidence)})


def audit(evidence, **settings):
    return run(CopiedAnswers(**settings), parts(evidence))


def copied(crowd, seed, copies=3, rate=0.9, **shape):
    made = crowd(seed, **{"sources": 20, "each": 10, **shape})
    for s in range(1, copies):
        same = made.random.random(made.items) < rate
        made.answers[s] = np.where(same, made.answers[0], made.answers[s])
    return made


def test_copies_are_found_as_one_group(crowd):
    for seed in range(4):
        found = audit(copied(crowd, seed, low=0.5, high=0.8).evidence())
        assert [one.code for one in found] == ["copied-answers"]
        assert found[0].name == "s000, s001, s002"
        assert found[0].value > 0.6


def test_crowds_without_copies_are_left_alone(crowd):
    for seed in range(5):
        assert audit(copied(crowd, seed, copies=0).evidence()) == ()
        assert audit(copied(crowd, seed, copies=0, classes=2).evidence()) == ()


def test_spammers_who_always_say_the_same_are_no_copies(crowd):
    made = copied(crowd, 0, copies=0)
    made.answers[:3] = 1
    assert audit(made.evidence()) == ()


def test_the_message_counts_same_and_wrong_answers(crowd):
    made = copied(crowd, 1, copies=2, rate=1.0, low=0.5, high=0.7)
    evidence = made.evidence()
    (found,) = audit(evidence)
    asked = [set(made.item[made.source == s]) for s in range(2)]
    both = sorted(asked[0] & asked[1])
    truth = parts(evidence)["truth_posterior"].labels
    wrong = [i for i in both if made.answers[0, i] != truth[i]]
    assert f"the same answer to {len(both)} of {len(both)} items" in found.message
    assert f"{len(wrong)} of them answers that the posterior takes for wrong" in found.message
    assert found.items.tolist() == wrong


@pytest.mark.parametrize(
    ("name", "want"),
    [("llama_7b", "llama"), ("gpt-4o-mini", "gpt"), ("openai/gpt-4o", "gpt"), ("Qwen2.5", "qwen")],
)
def test_families_by_name(name, want):
    assert family(name) == want


def test_a_family_of_models_errs_alike(crowd):
    names = [f"gpt-{s}" if s < 4 else f"m{chr(97 + s)}-{s}" for s in range(20)]
    for seed in range(3):
        made = copied(crowd, seed, copies=0, each=12)
        astray = made.random.random(made.items) < 0.3
        common = made.random.integers(0, 3, made.items)
        made.answers[:4] = np.where(astray, common, made.answers[:4])
        found = audit(made.evidence(names, "model"))
        assert [one.code for one in found] == ["correlated-judges"]
        assert set(found[0].name.split(", ")) == set(names[:4])
        assert "(one family)" in found[0].message


def test_models_that_err_alone_are_no_family_affair(crowd):
    names = [f"gpt-{s}" if s < 4 else f"m{chr(97 + s)}-{s}" for s in range(20)]
    for seed in range(4):
        assert audit(copied(crowd, seed, copies=0).evidence(names, "model")) == ()


@pytest.mark.shared
def test_language_models_on_media_bias(shared):
    """Two that share their making come nearest, and stay below what is told."""
    from assay.bench.data.babe import MODELS, opinions
    from assay.bench.data.stored import columns

    path = shared / "data" / "llm_labels" / "babe" / "data.parquet"
    evidence = opinions(list(columns(path, *(f"zs_{one}" for one in MODELS))))
    assert audit(evidence) == ()
    near = audit(evidence, copied=0.18, chance=1.0)
    assert near[0].code == "correlated-judges"
    assert {"gpt_3_5", "mistral_7b", "zephyr"} == set(near[0].name.split(", "))
