import json

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score

import assay
from assay.dataset import Dataset, Images
from assay.errors import DataError, UnknownName
from assay.evidence import Evidence, any_of
from assay.infer import MajorityVote
from assay.report.run import Planted


@pytest.fixture(scope="module")
def digits():
    bunch = load_digits()
    rng = np.random.default_rng(0)
    truth = bunch.target
    wrong = rng.random(len(truth)) < 0.08
    given = np.where(wrong, (truth + rng.integers(1, 10, len(truth))) % 10, truth)
    pixels = (bunch.images * 15.9).astype(np.uint8)
    evidence = Evidence.labels(given, list(range(10)))
    return truth, Dataset(evidence, images=Images(pixels), name="digits")


@pytest.fixture(scope="module")
def report(digits):
    truth, dataset = digits
    return assay.audit(dataset, planted=Planted(truth, "for a test"))


def test_planted_errors_are_found_and_the_interval_holds_the_truth(report, digits):
    truth, dataset = digits
    told = report.summary
    share = float((dataset.labels != truth).mean())
    assert told["error_rate"]["low"] <= share <= told["error_rate"]["high"]
    assert told["planted"]["precision"] > 0.9
    assert told["planted"]["recall"] > 0.85
    assert told["error_rate"]["verdict"] == "bounded"


def test_every_contracted_name_is_there(report):
    told = json.loads(report.to_json())
    for name in (
        "error_rate",
        "noise_matrix",
        "classes",
        "n_items",
        "timings",
        "settings",
        "data_digest",
    ):
        assert name in told
    assert set(told["error_rate"]) >= {"estimate", "low", "high", "level", "verdict"}
    wanted = {"item", "label", "suggested", "score", "p_wrong", "reason", "split"}
    assert wanted <= set(report.items)
    assert {"score_self_confidence", "score_confident_learning"} <= set(report.items)


def test_same_data_same_settings_same_bytes_on_any_number_of_workers(report, digits):
    truth, dataset = digits
    again = assay.audit(dataset, planted=Planted(truth, "for a test"), workers=1)
    told, retold = (json.loads(r.to_json()) for r in (report, again))
    told.pop("timings"), retold.pop("timings")
    assert json.dumps(told) == json.dumps(retold)
    assert report.to_html() == again.to_html()


def test_predictions_from_the_training_data_are_refused_unless_trusted(digits):
    from sklearn.ensemble import RandomForestClassifier

    _, dataset = digits
    flat = dataset.images.pixels.reshape(len(dataset.labels), -1).astype(np.float32)
    forest = RandomForestClassifier(30, random_state=0).fit(flat, dataset.labels)
    seen = dataset.replace(predictions=forest.predict_proba(flat))
    with pytest.raises(DataError, match="out of sample"):
        assay.audit(seen)
    assert assay.audit(seen, trust_predictions=True).summary["n_items"] == len(flat)


def test_labels_alone_can_not_be_told():
    told = assay.audit(Dataset(Evidence.labels(np.arange(60) % 3))).summary
    assert told["error_rate"]["verdict"] == "cannot-be-told"
    assert told["error_rate"]["estimate"] is None
    assert told["error_rate"]["settle"]


def test_tags_are_looked_at_as_far_as_they_can_be():
    member = np.random.default_rng(0).random((50, 4)) < 0.4
    member[:, 0] |= ~member.any(axis=1)
    dataset = Dataset(
        Evidence.tags(member, "abcd"), features=np.random.default_rng(1).random((50, 3))
    )
    assert dataset.evidence.truth == any_of("abcd")
    assert assay.audit(dataset).summary["error_rate"]["verdict"] == "cannot-be-told"


def test_votes_are_audited_by_what_they_say_together(digits):
    truth, dataset = digits
    rng = np.random.default_rng(0)
    item = np.repeat(np.arange(600), 3)
    label = np.where(rng.random(1800) < 0.15, rng.integers(0, 10, 1800), truth[item])
    votes = Evidence.votes(item, np.tile([0, 1, 2], 600), label, classes=list(range(10)))
    report = assay.audit(Dataset(votes, images=Images(dataset.images.pixels[:600])))
    told = report.summary
    assert "inferred-label" in {f["code"] for f in told["findings"]}
    assert told["n_labelled"] == 600
    inferred = MajorityVote().infer(votes).labels
    wrong = report.items["label"].astype(int) != truth[:600]
    assert wrong.mean() <= (inferred != truth[:600]).mean()
    assert "source-posterior" in told["methods"]["flag"]
    assert "calibrated" not in told["methods"]["flag"]
    # Votes and pictures together tell more than either.
    assert roc_auc_score(wrong, report.items["p_wrong"]) > 0.97
    assert "the sources give" in told["suspects"][0]["reason"]


def test_an_unknown_detector_is_named():
    with pytest.raises(UnknownName, match="Did you mean 'self-confidence'"):
        assay.audit(Dataset(Evidence.labels(np.arange(60) % 3)), methods=["self-confidense"])


def test_unlabelled_items_get_a_suggestion_and_no_suspicion(digits):
    _, dataset = digits
    labels = np.array(dataset.labels)
    labels[:40] = -1
    items = assay.audit(dataset.replace(evidence=Evidence.labels(labels, list(range(10))))).items
    assert all(v is None for v in items["label"][:40])
    assert items["suggested"][3] == "3"
    assert np.isnan(np.asarray(items["p_wrong"][:40], float)).all()


def test_parts_are_kept_and_give_the_same(digits, tmp_path):
    _, dataset = digits
    first = assay.audit(dataset, cache=tmp_path)
    assert list(tmp_path.glob("predictions-*.npz"))
    again = assay.audit(dataset, cache=tmp_path)
    assert first.to_html() == again.to_html()
