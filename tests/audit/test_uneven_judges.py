import numpy as np
import pytest

from assay.audit import UnevenJudges
from assay.infer import OneCoin
from assay.registry import Parts, run


def audit(evidence, texts=None, **settings):
    given = {"evidence": evidence, "truth_posterior": OneCoin().infer(evidence)}
    given |= {} if texts is None else {"texts": texts}
    return run(UnevenJudges(**settings), Parts(given))


def compared(crowd, seed, swayed=2, share=0.3, words=False):
    """Return judgements of pairs shown in random order; some judges prefer what comes first."""
    made = crowd(seed, sources=10, items=600, each=10, classes=2)
    position = made.random.integers(0, 2, len(made.item))
    first = np.zeros((10, 600), int)
    first[made.source, made.item] = position
    for s in range(swayed):
        sway = made.random.random(600) < share
        made.answers[s] = np.where(sway, first[s], made.answers[s])
    shown = np.array(["A", "B"])[position] if words else position
    return made.evidence(kind="model", position=shown)


@pytest.mark.parametrize("words", [False, True])
def test_judges_swayed_by_position_are_found_and_no_others(crowd, words):
    for seed in range(4):
        found = audit(compared(crowd, seed, words=words))
        assert crowd.told(found, "position-bias") == {"s000", "s001"}
        assert all("`class 1`" in one.message for one in found)
        assert all(0.15 < one.value < 0.45 for one in found)


def test_even_judges_are_left_alone(crowd):
    for seed in range(8):
        assert audit(compared(crowd, seed, swayed=0)) == ()


def lengthy(crowd, seed, swayed=2):
    """Return judgements and texts; some judges take long texts for class 1."""
    made = crowd(seed, sources=10, items=600, each=10, classes=2)
    words = made.random.integers(1, 60, 600)
    for s in range(swayed):
        sway = made.random.random(600) < 0.5
        made.answers[s] = np.where(sway, (words > 30).astype(int), made.answers[s])
    texts = np.array(["x" * w for w in words], object)
    return made.evidence(kind="model"), texts


def test_judges_swayed_by_length_are_found_and_no_others(crowd):
    for seed in range(4):
        found = audit(*lengthy(crowd, seed))
        assert crowd.told(found, "length-bias") == {"s000", "s001"}
        assert "says `class 1` " in found[0].message
        assert "of the longest third of texts than of the shortest" in found[0].message
        assert audit(*lengthy(crowd, seed, swayed=0)) == ()


def test_a_length_that_goes_with_the_truth_sways_nobody(crowd):
    made = crowd(0, sources=10, items=600, each=10, classes=2)
    texts = np.array(["x" * (5 + 20 * t + i % 7) for i, t in enumerate(made.truth)], object)
    assert audit(made.evidence(), texts) == ()


def test_nothing_to_go_by_is_no_finding(crowd):
    made = crowd(1, sources=5, each=5)
    assert audit(made.evidence()) == ()
    assert audit(made.evidence(position=np.zeros(len(made.item)))) == ()


@pytest.mark.shared
def test_language_models_on_media_bias(shared):
    """LLaMA 7B calls long sentences biased, 21 points above short ones; three in four do not."""
    import duckdb

    from assay.bench.data.babe import MODELS, opinions
    from assay.bench.data.stored import columns

    path = shared / "data" / "llm_labels" / "babe" / "data.parquet"
    said = columns(path, *(f"zs_{one}" for one in MODELS))
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT text FROM read_parquet(?)", [str(path)]).fetchall()
    texts = np.array([row[0] for row in rows], object)
    found = {one.name: one for one in audit(opinions(list(said)), texts)}
    assert "llama_7b" in found
    assert found["llama_7b"].value == pytest.approx(0.21, abs=0.03)
    assert len(found) <= 3
