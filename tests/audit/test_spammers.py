import numpy as np
import pytest

from assay.audit import Spammers
from assay.infer import OneCoin
from assay.kernels.sources.discoveries import discoveries
from assay.kernels.sources.skill import skill, spammer_score
from assay.registry import Parts, run


def parts(evidence):
    """Return the parts, with a truth that is inferred in a way that stays the same."""
    return Parts({"evidence": evidence, "truth_posterior": OneCoin().infer(evidence)})


def audit(evidence, **settings):
    return run(Spammers(**settings), parts(evidence))


def spammed(crowd, seed, spammers=4, **shape):
    """Return a crowd whose first sources answer whatever the truth is: any class, or always one."""
    made = crowd(seed, **shape)
    for s in range(spammers):
        anything = made.random.integers(0, made.classes, made.items)
        made.answers[s] = anything if s % 2 else 0
    return made


def test_raykar_and_yus_score():
    """By their definition: the squared distances of all pairs of rows; binary, (a + b - 1)^2."""
    random = np.random.default_rng(0)
    table = random.dirichlet(np.ones(4), (5, 4))
    apart = table[:, :, None] - table[:, None]
    upper = np.triu(np.ones((4, 4)), 1)
    want = np.einsum("skcj,kc->s", apart**2, upper) / (4 * 3)
    np.testing.assert_allclose(spammer_score(table), want)
    sense, spec = 0.9, 0.7
    binary = np.array([[[spec, 1 - spec], [1 - sense, sense]]])
    assert spammer_score(binary)[0] == pytest.approx((sense + spec - 1) ** 2)


def test_skill_squared_is_the_score_of_a_source_that_follows_the_truth_or_habit(crowd):
    made = crowd(0, sources=8, items=3000, each=8, low=0.9, high=0.95)
    share = np.array([0.0, 0.2, 0.4, 0.6])
    for s, one in enumerate(share):
        follows = made.random.random(3000) < one
        habit = made.random.choice(3, 3000, p=[0.6, 0.3, 0.1])
        made.answers[s] = np.where(follows, made.truth, habit)
    evidence = made.evidence()
    worth = parts(evidence)["source_worth"]
    found = skill(evidence, worth.said, worth.fitted)
    np.testing.assert_allclose(found.value[:4], share, atol=0.04)
    habit = np.array([0.6, 0.3, 0.1])
    table = share[:, None, None] * np.eye(3) + (1 - share[:, None, None]) * habit
    np.testing.assert_allclose(spammer_score(table), share**2, atol=1e-12)


def test_benjamini_and_hochbergs_rule():
    """Their own example: of 15 tests at 5 %, the first four are kept."""
    chance = np.array([
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ])  # fmt: skip
    order = np.random.default_rng(0).permutation(15)
    assert np.flatnonzero(discoveries(chance)).tolist() == [0, 1, 2, 3]
    assert (discoveries(chance[order]) == (order < 4)).all()
    assert not discoveries(np.array([np.nan, 0.9])).any()


def test_spammers_are_found_and_nobody_else(crowd):
    caught, wrong = [], 0
    for seed in range(6):
        found = crowd.told(audit(spammed(crowd, seed).evidence()), "spammer")
        bad = {f"s{s:03d}" for s in range(4)}
        caught.append(len(found & bad) / 4)
        wrong += len(found - bad)
    assert np.mean(caught) >= 0.85
    assert wrong == 0


@pytest.mark.parametrize("shape", [{}, {"classes": 2}, {"classes": 8, "low": 0.4}])
def test_honest_crowds_are_left_alone(crowd, shape):
    for seed in range(4):
        assert audit(crowd(seed, **shape).evidence()) == ()


def test_a_source_with_few_answers_is_not_accused(crowd):
    made = spammed(crowd, 0, sources=300, items=600, each=4)
    assert audit(made.evidence()) == ()


def test_who_turns_the_scale_round_is_told_apart(crowd):
    made = crowd(1, classes=2)
    made.answers[:2] = 1 - made.answers[:2]
    found = audit(made.evidence())
    assert crowd.told(found, "contrary-source") == {"s000", "s001"}
    assert not crowd.told(found, "spammer")


def test_the_message_has_the_numbers(crowd):
    found = audit(spammed(crowd, 2, spammers=1).evidence())
    assert len(found) == 1
    assert found[0].subject == "source"
    assert found[0].message.startswith("`s000` follows the truth in ")
    assert found[0].message.endswith("it says `class 0` in 100 %.")


def test_many_are_told_together(crowd):
    made = spammed(crowd, 3, spammers=8, sources=40, items=1200)
    found = audit(made.evidence())
    assert len(found) == 1
    assert "of 40 sources answer whatever the truth is" in found[0].message
    assert len(found[0].items)


def test_a_hundred_percent_of_one_class_tells_nothing(crowd):
    made = crowd(4)
    made.answers[:] = 0
    assert audit(made.evidence()) == ()


@pytest.mark.shared
def test_language_models_on_media_bias(shared):
    """Those told are the models nearest to chance: at most .59 of the answers right."""
    from assay.bench.data.babe import MODELS, opinions
    from assay.bench.data.stored import columns

    path = shared / "data" / "llm_labels" / "babe" / "data.parquet"
    truth, *said = columns(path, "label", *(f"zs_{one}" for one in MODELS))
    right = {m: (s == truth)[s >= 0].mean() for m, s in zip(MODELS, said, strict=True)}
    told = {one.name for one in audit(opinions(said)) if one.code == "spammer"}
    assert {"falcon_7b", "flan_t5_base"} <= told
    assert max(right[m] for m in told) < 0.64
    assert not told & {m for m in MODELS if right[m] > 0.65}
