"""A small table with wrong labels, and the report of it."""

import json

import numpy as np
import pytest

from assay.cli import main

WRONG = range(0, 48, 4)


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    """Run where nothing is lost, with a cache of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def clusters(n=240, seed=0):
    """Three far clusters: features (n, 2), labels (n,) of which WRONG are wrong."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n)
    features = random.normal(0, 0.5, (n, 2)) + np.array([[0, 0], [4, 0], [0, 4]])[truth]
    labels = truth.copy()
    labels[WRONG] = (truth[WRONG] + 1) % 3
    return features, labels


def soft(labels, wrong=(), k=3):
    """Out-of-sample predictions that know better than the labels in `wrong`."""
    random = np.random.default_rng(1)
    truth = np.asarray(labels).copy()
    truth[list(wrong)] = (truth[list(wrong)] - 1) % k
    scores = random.normal(0, 0.6, (len(truth), k)) + 3 * np.eye(k)[truth]
    scores = np.exp(scores)
    return scores / scores.sum(axis=1, keepdims=True)


def write_table(path, rows):
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def table(tmp_path_factory):
    """Return tickets.csv: id, size, weight, topic."""
    features, labels = clusters()
    rows = [
        (f"t{row}", f"{size:.4f}", f"{weight:.4f}", ("red", "green", "blue")[label])
        for row, ((size, weight), label) in enumerate(zip(features, labels, strict=True))
    ]
    path = tmp_path_factory.mktemp("data") / "tickets.csv"
    return write_table(path, [("id", "size", "weight", "topic"), *rows])


@pytest.fixture(scope="session")
def arrays(tmp_path_factory):
    """Return arrays.npz: labels and predictions, which takes no time to audit."""
    _, labels = clusters()
    path = tmp_path_factory.mktemp("data") / "arrays.npz"
    np.savez(path, labels=labels, predictions=soft(labels, WRONG))
    return path


@pytest.fixture(scope="session")
def audited(table, tmp_path_factory):
    """Return the folder of the report of tickets.csv."""
    out = tmp_path_factory.mktemp("audits") / "tickets"
    words = ["audit", str(table), "--label", "topic", "--id", "id", "--out", str(out)]
    assert main([*words, "--no-cache", "--quiet"]) == 0
    return out


@pytest.fixture
def summary(audited):
    """Return the one dict of that report."""
    return json.loads((audited / "report.json").read_text("utf-8"))
