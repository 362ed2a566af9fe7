import numpy as np
import pytest

from assay.audit import JudgesAndPeople
from assay.evidence import Evidence, Source
from assay.registry import Parts, run


def audit(evidence, **settings):
    return run(JudgesAndPeople(**settings), Parts({"evidence": evidence}))


def judged(crowd, seed, skills, people=3):
    """Return people's answers, 85 % right, and models that are right as often as `skills` say."""
    count = people + len(skills)
    made = crowd(seed, sources=count, items=300, each=count, classes=2, low=0.85, high=0.86)
    for s, right in enumerate(skills):
        good = made.random.random(300) < right
        made.answers[people + s] = np.where(good, made.truth, 1 - made.truth)
    evidence = made.evidence()
    sources = tuple(
        Source(f"model {s - people}", "model") if s >= people else Source(f"person {s}")
        for s in range(count)
    )
    return made, Evidence(
        evidence.truth,
        300,
        evidence.item,
        evidence.source,
        evidence.claim,
        evidence.negated,
        sources,
    )


def test_models_unlike_people_are_told(crowd):
    for seed in range(4):
        _, evidence = judged(crowd, seed, (0.5, 0.6, 0.95))
        found = audit(evidence)
        assert crowd.told(found, "judge-unlike-people") == {"model 0", "model 1"}
        assert found[0].name == "model 0"
        assert "people with each other at 0." in found[0].message


def test_kappa_with_several_people_is_over_all_pairs(crowd):
    from itertools import product

    made, evidence = judged(crowd, 0, (0.55,))
    (found,) = audit(evidence)
    model, people = made.answers[3], made.answers[:3]
    seen = np.mean([model[i] != people[p, i] for p, i in product(range(3), range(300))])
    yes, theirs = model.mean(), people.mean()
    expected = yes * (1 - theirs) + (1 - yes) * theirs
    assert found.value == pytest.approx(1 - seen / expected)


def test_one_label_an_item_will_do_for_people(crowd):
    _, evidence = judged(crowd, 1, (0.5,), people=1)
    (found,) = audit(evidence)
    assert "people with each other" not in found.message


def test_without_people_or_without_models_nothing_is_told(crowd):
    made = crowd(2, sources=4, each=4)
    assert audit(made.evidence()) == ()
    assert audit(made.evidence(kind="model")) == ()


@pytest.mark.shared
def test_language_models_on_media_bias(shared):
    """Nine of twelve models are clearly below .4; Zephyr, FLAN-UL2 and GPT-3.5 are not."""
    from assay.bench.data.babe import CLASSES, MODELS, opinions
    from assay.bench.data.stored import columns

    path = shared / "data" / "llm_labels" / "babe" / "data.parquet"
    given, *said = columns(path, "label_original", *(f"zs_{one}" for one in MODELS))
    evidence = opinions(said).join(Evidence.labels(given, CLASSES, name="people"))
    told = {one.name: one.value for one in audit(evidence)}
    assert set(MODELS) - set(told) == {"zephyr", "flan_ul2", "gpt_3_5"}
    assert told["falcon_7b"] == pytest.approx(0.04, abs=0.005)
