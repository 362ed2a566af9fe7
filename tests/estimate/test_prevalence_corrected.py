import numpy as np
import pytest

from assay.errors import UnknownName
from assay.estimate import PrevalenceCorrected
from assay.evidence import Evidence, Source
from assay.kernels.sources.prevalence import lang_reiczigel, rogan_gladen


def judged(n, prevalence, sensitivity, specificity, checked, seed=0):
    random = np.random.default_rng(seed)
    truth = (random.random(n) < prevalence).astype(int)
    right = np.where(truth == 1, sensitivity, specificity)
    said = np.where(random.random(n) < right, truth, 1 - truth)
    evidence = Evidence.votes(np.arange(n), ["judge"] * n, said, ("no", "yes"), kind="model")
    return evidence, np.where(random.random(n) < checked, truth, -1), truth


def test_rogan_and_gladens_formula():
    share = rogan_gladen(np.array([0.14, 0.05]), np.array([0.9, 0.9]), np.array([0.9, 0.9]))
    np.testing.assert_allclose(share, [0.05, 0.0], atol=1e-12)


def test_a_worked_interval():
    """Lang and Reiczigel's formula by hand: 130 of 1000 called, 90 of 100 and 95 of 100 right."""
    found = lang_reiczigel(*map(np.asarray, (130, 1000, 90, 100, 95, 100)))
    z = 1.959963984540054
    n, share = 1000 + z * z, (130 + z * z / 2) / (1000 + z * z)
    sense, spec = 91 / 102, 96 / 102
    value = (share + spec - 1) / (sense + spec - 1)
    shift = 2 * z * z * (value * sense * (1 - sense) / 102 - (1 - value) * spec * (1 - spec) / 102)
    spread = share * (1 - share) / n + value**2 * sense * (1 - sense) / 102
    spread += (1 - value) ** 2 * spec * (1 - spec) / 102
    half = z * np.sqrt(spread) / (sense + spec - 1)
    np.testing.assert_allclose(found, (value + shift - half, value + shift + half))


@pytest.mark.parametrize("prevalence", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("rates", [(0.8, 0.9), (0.95, 0.95), (0.6, 0.7)])
def test_the_interval_holds_the_truth_as_often_as_it_says(prevalence, rates):
    random = np.random.default_rng(0)
    draws, n = 2000, 1000
    sense, spec = rates
    positive = random.binomial(n, prevalence, draws)
    called = random.binomial(positive, sense) + random.binomial(n - positive, 1 - spec)
    caught, cleared = random.binomial(100, sense, draws), random.binomial(100, spec, draws)
    hundred = np.full(draws, 100)
    low, high = lang_reiczigel(called, np.full(draws, n), caught, hundred, cleared, hundred)
    held = ((low <= prevalence) & (prevalence <= high)).mean()
    assert 0.935 <= held <= 0.975


def test_the_correction_takes_off_what_the_judge_adds():
    evidence, gold, truth = judged(20_000, 0.05, 0.85, 0.9, 0.1)
    found = PrevalenceCorrected().estimate(evidence, gold)
    assert found.about["called"][1, 0] > 0.12
    assert found.low[1] < truth.mean() < found.high[1]
    assert found.value[1] == pytest.approx(0.05, abs=0.02)
    assert found.value.sum() == pytest.approx(1)
    assert found.about["sensitivity"][1, 0] == pytest.approx(0.85, abs=0.08)
    assert found.about["specificity"][1, 0] == pytest.approx(0.9, abs=0.02)
    assert found.verdict == "identified"


def test_checks_may_be_a_trusted_source_beside_the_judge():
    evidence, gold, _ = judged(500, 0.3, 0.8, 0.9, 0.4)
    checks = Evidence.labels(gold, ("no", "yes"), name="checks")
    joined = evidence.join(checks)
    sources = (Source("judge", "model"), Source("checks", "annotator", trusted=True))
    joined = Evidence(
        joined.truth, 500, joined.item, joined.source, joined.claim, joined.negated, sources
    )
    np.testing.assert_allclose(
        PrevalenceCorrected().estimate(joined).value,
        PrevalenceCorrected(judge="judge").estimate(evidence, gold).value,
    )
    with pytest.raises(UnknownName, match="judge"):
        PrevalenceCorrected(judge="jugde").estimate(joined)


def test_without_checks_nothing_is_told():
    evidence, gold, _ = judged(100, 0.3, 0.8, 0.9, 0.0)
    found = PrevalenceCorrected().estimate(evidence, gold)
    assert found.verdict == "cannot-be-told"
    np.testing.assert_allclose((found.low, found.high), ([0, 0], [1, 1]))


@pytest.mark.shared
@pytest.mark.parametrize(("model", "says"), [("openchat", 0.232), ("gpt_3_5", 0.680)])
def test_models_on_media_bias(shared, model, says):
    """Models call 23 % and 68 % biased of what people call so in 56 %; one in ten is checked."""
    from assay.bench.data.stored import columns

    path = shared / "data" / "llm_labels" / "babe" / "data.parquet"
    truth, said = columns(path, "label", f"zs_{model}")
    there = np.flatnonzero(said >= 0)
    real, n = truth[there].mean(), len(truth)
    assert real == pytest.approx(0.558, abs=0.001)
    evidence = Evidence.votes(there, ["m"] * len(there), said[there], "nb", n_items=n, kind="model")
    inside = []
    for seed in range(100):
        checked = np.random.default_rng(seed).random(n) < 0.1
        found = PrevalenceCorrected().estimate(evidence, np.where(checked, truth, -1))
        inside.append(found.low[1] <= real <= found.high[1])
    assert found.about["called"][1, 0] == pytest.approx(says, abs=0.001)
    assert np.mean(inside) >= 0.9
