from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import DataError
from assay.evidence import Evidence, Source
from assay.infer import MajorityVote, TopTwo
from assay.infer.top_two import _pair

NAMES = tuple("abcdefgh")


def crowd(seed=0, n=400, sources=60, k=5, density=0.3):
    """Draw votes as the model has it; return truth, second answer, share, reliability, votes."""
    random = np.random.default_rng(seed)
    first = random.integers(0, k, n)
    second = (first + random.integers(1, k, n)) % k
    share, reliable = random.uniform(0.6, 1, n), random.uniform(0.1, 0.95, sources)
    item, source = np.nonzero(random.random((n, sources)) < density)
    knows = random.random(len(item)) < reliable[source]
    plausible = np.where(random.random(len(item)) < share[item], first[item], second[item])
    said = np.where(knows, plausible, random.integers(0, k, len(item)))
    return first, second, share, reliable, Evidence.votes(item, source, said, NAMES[:k], n_items=n)


def as_printed(evidence):
    """Return first, second and share by the paper's own steps, on dense matrices."""
    n, s, k = evidence.n_items, evidence.n_sources, len(evidence.classes)
    said = np.full((s, n), -1)
    said[evidence.source, evidence.item] = evidence.claim.indices
    there = said >= 0
    density = there.mean()
    binary, left = [], []
    for c in range(1, k):
        signs = np.where(said >= c, 1.0, -1.0) * there - density * (k - 2 * c) / k
        vector = np.linalg.svd(signs, full_matrices=False)[0][:, 0]
        left.append(vector * np.sign(vector.sum()))
        binary.append(signs)
    weight = np.clip(np.mean(left, axis=0), 0, 1)
    steps = [np.zeros(n), *(b.T @ weight / (2 * density) for b in binary), np.zeros(n)]
    fall = np.diff(steps, axis=0)
    first, second = np.argsort(fall, axis=0)[:2]
    plausible = (((said == first) | (said == second)) & there).sum(1) / there.sum(1)
    reliable = np.clip((plausible - 2 / k) / (1 - 2 / k), 0.001, 0.999)
    share = 1 / k - fall[first, np.arange(n)] / np.linalg.norm(reliable)
    share = np.clip(share, 0.501, 0.999)
    odds = (reliable / (1 - reliable))[:, None] * k
    one, two = np.log(odds * share + 1), np.log(odds * (1 - share) + 1)
    value = np.full((k, k, n), -np.inf)
    for a, b in product(range(k), repeat=2):
        if a != b:
            value[a, b] = (one * (said == a)).sum(0) + (two * (said == b)).sum(0)
    best = value.reshape(k * k, n).argmax(axis=0)
    return best // k, best % k, share, reliable


@pytest.mark.parametrize("seed", range(3))
def test_same_as_the_papers_steps_on_the_papers_model(seed):
    *_, true_share, _, evidence = crowd(seed)
    first, second, share, reliable = as_printed(evidence)
    found = TopTwo().answers(evidence)
    assert (found.first == first).mean() > 0.98
    assert (found.second == second).mean() > 0.93
    # Items have unequal numbers of votes; the paper's share counts on the average number.
    ours, theirs = (np.abs(s - true_share).mean() for s in (found.share, share))
    assert ours < theirs
    assert np.corrcoef(found.share, share)[0, 1] > 0.6
    assert np.corrcoef(found.reliability, reliable)[0, 1] > 0.98


def test_recovers_both_answers_share_and_reliability():
    first, second, share, reliable, evidence = crowd(3, n=1500)
    found = TopTwo().answers(evidence)
    votes = np.array(MajorityVote().infer(evidence).proba)
    majority = votes.argmax(axis=1)
    votes[np.arange(1500), majority] = -1
    assert (found.first == first).mean() > max(0.92, (majority == first).mean())
    sure = share < 0.9  # elsewhere nobody names the second
    runner_up = (votes.argmax(axis=1) == second)[sure].mean()
    assert (found.second == second)[sure].mean() > max(0.7, runner_up + 0.05)
    assert np.corrcoef(found.share, share)[0, 1] > 0.4
    assert np.abs(found.reliability - reliable).mean() < 0.05


def test_pair_by_hand():
    # a + b is 5 + 4 for (0, 1), 5 + 3 for (0, 2), 4 + 6 for (1, 0), 4 + 3, 1 + 6 for (2, 0), ...
    first, second = _pair(np.array([[5.0, 4, 1]]), np.array([[6.0, 4, 3]]))
    assert first.tolist() == [[0, 1, 0]]
    assert second.tolist() == [[1, 0, 0]]


@given(seed=st.integers(0, 9999), k=st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_pair_is_the_best_of_all_and_ties_are_split(seed, k):
    random = np.random.default_rng(seed)
    as_first, as_second = random.integers(0, 4, (2, 20, k)).astype(float)
    first, second = _pair(as_first, as_second)
    for row in range(20):
        pairs = [(a, b) for a, b in product(range(k), repeat=2) if a != b]
        value = np.array([as_first[row, a] + as_second[row, b] for a, b in pairs])
        best = [pair for pair, v in zip(pairs, value, strict=True) if v == value.max()]
        leads = sorted({a for a, _ in best})
        expected = np.zeros((2, k))
        for a in leads:
            expected[0, a] = 1 / len(leads)
            runners = [b for first_of, b in best if first_of == a]
            expected[1, runners] += 1 / len(leads) / len(runners)
        np.testing.assert_allclose([first[row], second[row]], expected, atol=1e-12)


def test_posterior_has_two_points():
    evidence = crowd(1, n=200)[-1]
    method = TopTwo()
    proba, found = method.infer(evidence).proba, method.answers(evidence)
    rows = np.arange(200)
    np.testing.assert_allclose(proba[rows, found.first], found.share)
    np.testing.assert_allclose(proba[rows, found.second], 1 - found.share)


def test_gold_settles_and_nothing_said_is_flat():
    votes = crowd(2, n=50, k=3)[-1]
    gold = Evidence.labels(np.repeat([2, -1], [1, 50]), NAMES[:3])
    votes = Evidence.votes(votes.item, votes.source, votes.claim.indices, NAMES[:3], n_items=51)
    found = TopTwo().infer(votes.join(replace(gold, sources=(Source("g", trusted=True),))))
    assert found.proba[0].tolist() == [0, 0, 1]
    np.testing.assert_allclose(found.proba[50], 1 / 3)
    assert found.accuracy[-1] == 1


def test_two_classes_are_one_coin_with_easy_and_hard_items():
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 500)
    accuracy = np.repeat([0.9, 0.55], [3, 6])
    item, source = np.repeat(np.arange(500), 9), np.tile(np.arange(9), 500)
    said = np.where(random.random(4500) < accuracy[source], truth[item], 1 - truth[item])
    evidence = Evidence.votes(item, source, said, ("no", "yes"))
    found = TopTwo().infer(evidence)
    assert (found.labels == truth).mean() > (MajorityVote().infer(evidence).labels == truth).mean()
    assert found.accuracy[:3].min() > found.accuracy[3:].max()


def test_claims_of_several_classes_are_refused():
    with pytest.raises(DataError, match="every claim must name one class"):
        TopTwo().infer(Evidence.soft(np.full((2, 3), 1 / 3), NAMES[:3]))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "paper"), [("color_toptwo", 0.645), ("dog", 0.832), ("rte", 0.919)]
)
def test_accuracy_on_real_votes_is_the_papers(shared, name, paper):
    evidence, truth = stored(shared, name)
    known = truth >= 0
    found = TopTwo().infer(evidence).labels
    assert (found == truth)[known].mean() == pytest.approx(paper, abs=0.01)


@pytest.mark.shared
def test_both_answers_on_color_are_the_papers(shared):
    evidence, truth = stored(shared, "color_toptwo")
    path = shared / "data" / "crowd" / "color_toptwo" / "items.csv.gz"
    second = np.loadtxt(path, int, delimiter=",", skiprows=1)[:, 1]
    found = TopTwo().answers(evidence)
    assert (found.second == second).mean() == pytest.approx(0.482, abs=0.01)
    both = (found.first == truth) & (found.second == second)
    assert both.mean() == pytest.approx(0.474, abs=0.01)


def stored(shared, name):
    """Return votes and truth of a real set."""
    folder = shared / "data" / "crowd" / name
    votes, told = (
        np.loadtxt(folder / f"{part}.csv.gz", int, delimiter=",", skiprows=1)
        for part in ("votes", "truth")
    )
    truth = np.full(int(max(votes[:, 0].max(), told[:, 0].max())) + 1, -1)
    truth[told[:, 0]] = told[:, 1]
    classes = NAMES[: max(votes[:, 2].max(), told[:, 1].max()) + 1]
    return Evidence.votes(*votes.T, classes, n_items=len(truth)), truth
