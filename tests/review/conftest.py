"""Audits to review: written by hand where it is the review that is tested, real where it counts."""

import shutil

import pytest

from assay.bench.data.audit_folders import write_audit
from assay.review import open_review


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Return the folder of 300 texts of 4 classes, with their audit."""
    folder = tmp_path_factory.mktemp("texts")
    write_audit(folder, 300, 4, wrong=0.3)
    open_review(folder / "audit", light=True).close()
    return folder / "audit"


@pytest.fixture
def audit(written, tmp_path):
    """Return a copy of that audit, whose index is there and whose ledger is empty."""
    folder = tmp_path / "audit"
    shutil.copytree(written, folder, ignore=shutil.ignore_patterns("ledger.*"))
    return folder


@pytest.fixture
def review(audit):
    """Return its review, open."""
    with open_review(audit, light=True, double=0) as opened:
        yield opened


@pytest.fixture
def shared_review(audit):
    """Return its review, of which two reviewers see every item."""
    with open_review(audit, light=True, double=1) as opened:
        yield opened
