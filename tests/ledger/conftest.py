"""Decisions that are easy to make."""

import pytest

from assay.ledger import Decision, Ledger

AT = "2026-01-31T12:00:00.{:03d}Z"


def _decided(item="7", verdict="relabel", new="dog", old="cat", by="ada", n=0, **more):
    new = new if verdict in ("relabel", "several") else None
    return Decision(str(item), verdict, old=old, new=new, by=by, at=AT.format(n), **more)


@pytest.fixture(scope="session")
def decided():
    """What makes a decision; by default that 7 is a dog and no cat."""
    return _decided


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as one:
        yield one
