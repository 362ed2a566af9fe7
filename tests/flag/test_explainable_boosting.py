import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.bench.data import tabular
from assay.bench.shown import explainer, labels_recalled
from assay.errors import DataError, ExtraError
from assay.flag import ExplainableBoosting
from assay.kernels.explain import additive

CLASSES = ("no", "yes")


def table(n=400, seed=0, noise=0.1):
    """Return a rule on two columns, one of chance, and labels of which some are wrong."""
    random = np.random.default_rng(seed)
    sugar, place = random.normal(size=n), random.integers(0, 3, n)
    truth = ((sugar > 0.5) | (place == 2)).astype(int)
    words = np.array(["north", "south", "west"], object)[place]
    columns = {"sugar": sugar, "place": words, "chance": random.normal(size=n)}
    wrong = random.random(n) < noise
    return columns, truth, np.where(wrong, 1 - truth, truth), wrong


def test_what_speaks_is_named():
    columns, truth, labels, wrong = table()
    flags = ExplainableBoosting().flag(labels, columns, CLASSES)
    assert roc_auc_score(wrong, flags.score) > 0.95
    assert (flags.suggested == truth).mean() > 0.95
    found = np.flatnonzero(flags.flagged & wrong)
    assert len(found) > 0.8 * wrong.sum()
    high = found[(columns["sugar"][found] > 1) & (columns["place"][found] != "west")]
    assert set(flags.values["column"][high]) == {"sugar"}
    told = flags.explain(int(high[0]), "no", "yes")
    assert told.startswith("its columns speak for yes rather than no, most of all sugar (+")


def test_terms_and_intercept_are_the_models_own_log_odds():
    """The sum of what is told equals what interpret predicts, for two classes and for three."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(200, 3))
    rows[::7, 1] = np.nan
    for k in (2, 3):
        labels = np.digitize(rows[:, 0], np.quantile(rows[:, 0], np.arange(1, k) / k))
        made = additive.fit(rows, labels, [False] * 3, k, 50, 2, 0)
        scores = made.terms(rows).sum(axis=1) + made.intercept
        proba = made.model.predict_proba(rows)
        np.testing.assert_allclose(additive.softmax(scores)[:, made.seen], proba, atol=1e-9)


def test_a_class_that_was_not_learnt_is_never_suggested():
    rows = np.arange(40.0)[:, None]
    made = additive.fit(rows, np.repeat([0, 2], 20), [False], 4, 50, 2, 0)
    scores = made.terms(rows).sum(axis=1) + made.intercept
    assert set(scores.argmax(axis=1)) == {0, 2}
    one = additive.fit(rows, np.zeros(40, int), [False], 2, 50, 2, 0)
    assert one.model is None
    assert (one.terms(rows).sum(axis=1) + one.intercept).argmax(axis=1).tolist() == [0] * 40


def test_temperature_is_where_the_loss_is_least():
    random = np.random.default_rng(1)
    scores, labels = 3 * random.normal(size=(300, 3)), random.integers(0, 3, 300)
    labels[:150] = scores[:150].argmax(axis=1)
    found = additive.temperature(scores, labels)
    tried = np.exp(np.linspace(-3, 2, 2001))
    losses = [-np.log(additive.softmax(scores * by)[np.arange(300), labels]).mean() for by in tried]
    assert found == pytest.approx(tried[np.argmin(losses)], rel=0.01)
    assert additive.temperature(scores[:0], labels[:0]) == 1


def test_columns_that_explain_nothing_are_refused():
    columns, truth, labels, _ = table()
    n = len(labels)
    bad = {
        "number": np.arange(n, dtype=float),
        "code": np.array([f"p{i}" for i in range(n)], object),
        "same": np.ones(n),
        "diagnosis": np.array(["N10", "E11"], object)[labels],
    }
    kept, refused = additive.usable(columns | bad, labels, 2)
    assert kept == ["sugar", "place", "chance"]
    assert refused == {
        "number": "names the item", "code": "names the item", "same": "never changes",
        "diagnosis": "gives the label away",
    }  # fmt: skip
    flags = ExplainableBoosting().flag(labels, columns | bad, CLASSES)
    assert set(flags.values["column"]) <= set(kept)
    with pytest.raises(DataError, match="'code' names the item; 'same' never changes"):
        ExplainableBoosting().flag(labels, {n: bad[n] for n in ("code", "same")}, CLASSES)
    assert truth.any()


def test_a_column_that_tells_the_class_stays_where_all_do():
    """The leaves of an easy problem are no leak: every column knows."""
    random = np.random.default_rng(0)
    truth = np.arange(300) % 2
    columns = {name: 10 * truth + random.normal(size=300) for name in "ab"}
    assert additive.usable(columns, truth, 2)[0] == ["a", "b"]


def test_no_model_sees_the_labels_it_judges():
    columns, _, labels, _ = table(200)
    rows, folds = np.column_stack([columns["sugar"], columns["chance"]]), np.arange(200) % 5
    other = np.where(folds == 0, 1 - labels, labels)
    made, again = (
        ExplainableBoosting(rounds=40).fitted(rows, y, [False] * 2, 2, folds)
        for y in (labels, other)
    )
    np.testing.assert_array_equal(made[0].terms(rows), again[0].terms(rows))
    assert (made[1].terms(rows) != again[1].terms(rows)).any()


def test_without_interpret_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "interpret.glassbox", None)
    columns, _, labels, _ = table(60)
    with pytest.raises(ExtraError, match=r"pip install 'assay\[explain\]'"):
        ExplainableBoosting().flag(labels, columns, CLASSES)


@pytest.mark.shared
def test_the_papers_figure_on_a_table_with_two_fifths_wrong(shared):
    """Of mislabelled rows over 90 % get their right label suggested, out of fold."""
    problem = tabular(0, shared / "data", "mammography", rate=0.4, items=3000)
    assert labels_recalled(explainer(problem.given).call(), problem.truth) > 0.95
