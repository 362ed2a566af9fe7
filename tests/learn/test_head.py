"""What a training does whatever the method: stop, go on, break, be kept, take what users bring."""

from dataclasses import replace

import numpy as np
import pytest

from assay.errors import DataError, OutputError, TrainingError
from assay.evidence import Evidence
from assay.learn import Classifier, EarlyLearning, Head, PlainTraining, Proden
from assay.model import Model

torch = pytest.importorskip("torch")

NAMES = ("a", "b", "c")


def world(n=200, seed=0, wrong=0.0):
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n)
    features = random.normal(size=(n, 4)).astype(np.float32)
    features[np.arange(n), truth] += 3
    labels = np.where(random.random(n) < wrong, (truth + 1) % 3, truth)
    return features, truth, Evidence.labels(labels, NAMES)


def same(one, other, features):
    return one.body.outputs(features).tobytes() == other.body.outputs(features).tobytes()


class EnoughError(Exception):
    """Training is broken off by a test."""


@pytest.mark.parametrize("learner", [PlainTraining(), EarlyLearning(), Proden()])
def test_it_goes_on_from_a_checkpoint_as_if_nothing_had_been(learner, tmp_path):
    features, _, evidence = world()
    head = Head(hidden=8, epochs=6, batch=32)
    whole = learner.learn(features, evidence, carrier=head)

    def stop(epoch, epochs, seen):
        if epoch == 3:
            raise EnoughError

    kept = replace(head, checkpoint=tmp_path / "state.pt")
    with pytest.raises(EnoughError):
        learner.learn(features, evidence, carrier=replace(kept, watch=stop))
    on = learner.learn(features, evidence, carrier=kept)
    assert same(on, whole, features)
    assert on.history == whole.history
    again = learner.learn(features, evidence, carrier=kept)
    assert same(again, whole, features)
    with pytest.raises(DataError, match="a checkpoint must be of the same method, settings and d"):
        learner.learn(features, evidence, carrier=replace(kept, rate=0.1))


def test_a_loss_that_is_no_number_stops_and_keeps_what_was_good():
    features, _, evidence = world()
    bad = features.copy()
    bad[17] = 1e30
    head = Head(hidden=8, epochs=30, batch=200, rate=1e30, scaling="none")
    rule = r"PlainTraining: the loss must be finite.*step \d"
    with pytest.raises(TrainingError, match=rule) as told:
        PlainTraining().learn(bad, evidence, carrier=head)
    assert "items" in told.value.where
    assert "Lower Head.rate" in told.value.fix
    assert np.isfinite(told.value.model.probabilities(features)).all()


def test_it_stops_early_by_the_evidence_alone():
    features, _, evidence = world(n=400, wrong=0.4)
    seen = []
    head = Head(hidden=64, epochs=200, rate=1e-2, patience=3, held_out=0.2,
                watch=lambda *told: seen.append(told))  # fmt: skip
    model = PlainTraining().learn(features, evidence, carrier=head)
    scores = [one["held out"] for one in model.history]
    assert len(scores) < 100
    assert int(np.argmin(scores)) == len(scores) - 4
    assert [one[0] for one in seen] == list(range(len(scores)))


def test_a_network_and_a_loader_of_the_users():
    features, truth, evidence = world()
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 3))
    before = {n: v.clone() for n, v in network.state_dict().items()}
    model = PlainTraining().learn(features, evidence, carrier=Head(module=network, epochs=30))
    assert (model.predict(features) == truth).mean() > 0.9
    assert all(torch.equal(before[n], v) for n, v in network.state_dict().items())
    with pytest.raises(OutputError, match="a network of yours can't be saved"):
        model.save("nowhere.npz")
    order = np.random.default_rng(0).permutation(200)
    rows = torch.from_numpy(features)
    loader = [(ids, rows[ids]) for ids in np.array_split(order, 8)]
    head = Head(module=network, loader=loader, epochs=30)
    for learner in (PlainTraining(), Proden(), EarlyLearning()):
        model = learner.learn(None, evidence, carrier=head)
        assert (model.body.outputs(features).argmax(axis=1) == truth).mean() > 0.9
    wrong = [(ids + 1000, inputs) for ids, inputs in loader]
    with pytest.raises(DataError, match=r"ids of a loader must be items, 0 to 199; got"):
        PlainTraining().learn(None, evidence, carrier=replace(head, loader=wrong))


@pytest.mark.parametrize("hidden", [0, 8])
def test_a_model_is_saved_as_numbers_and_read_back(hidden, tmp_path):
    features, _, evidence = world()
    model = PlainTraining().learn(features, evidence, carrier=Head(hidden=hidden, epochs=3))
    path = model.save(tmp_path)
    with np.load(path, allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file.files)
    back = Model.load(path)
    assert same(back, model, features)
    assert back.classes == NAMES
    assert back.learnt == model.learnt
    assert back.history == model.history
    with pytest.raises(DataError, match=r"features must have shape \(items, 4\); got"):
        back.probabilities(np.zeros((2, 3)))


def test_weights_count_as_repetition_does():
    features, _, evidence = world(n=60)
    weight = np.where(np.arange(60) < 30, 2.0, 1.0)
    twice = np.r_[np.arange(60), np.arange(30)]
    labels = evidence.given[twice]
    one = PlainTraining().learn(features, evidence, carrier=Classifier(weight=weight))
    other = PlainTraining().learn(
        features[twice], Evidence.labels(labels, NAMES), carrier=Classifier()
    )
    np.testing.assert_allclose(
        one.probabilities(features), other.probabilities(features), atol=1e-4
    )
    with pytest.raises(DataError, match="weights must have one value an item, 60"):
        PlainTraining().learn(features, evidence, carrier=Head(weight=weight[:7]))
    heavy = PlainTraining().learn(
        features, evidence, carrier=Head(hidden=8, epochs=5, weight=(evidence.given == 0) * 1.0)
    )
    assert (heavy.predict(features) == 0).mean() > 0.9


def test_sparse_features_are_learnt_from_a_batch_at_a_time():
    from scipy.sparse import csr_array

    features, truth, evidence = world()
    model = PlainTraining().learn(csr_array(features), evidence, carrier=Head(epochs=20))
    assert (model.predict(csr_array(features)) == truth).mean() > 0.9
    np.testing.assert_allclose(
        model.probabilities(csr_array(features)), model.probabilities(features), atol=1e-5
    )


def test_the_users_threads_and_draws_are_left_alone():
    features, _, evidence = world()
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    threads = torch.get_num_threads()
    PlainTraining().learn(features, evidence, carrier=Head(hidden=8, epochs=2))
    assert torch.equal(torch.rand(3), wanted)
    assert torch.get_num_threads() == threads


def test_fifty_thousand_items_take_seconds():
    """Steps of a whole training don't grow with the items beyond what `plan` allows."""
    batch, epochs = Head().plan(50_000)
    assert (batch, epochs) == (512, 30)
    assert -(-50_000 // batch) * epochs < 3500
