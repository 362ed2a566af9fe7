from dataclasses import replace

import numpy as np

from assay.audit import JudgeVersions
from assay.evidence import Evidence
from assay.registry import Parts, run


def audit(evidence, **settings):
    return run(JudgeVersions(**settings), Parts({"evidence": evidence}))


def twice(changed, n=100, time=None):
    """Return one judge's answers under two versions, the first `changed` of them other."""
    said = np.arange(n) % 2
    again = np.where(np.arange(n) < changed, 1 - said, said)
    item = np.tile(np.arange(n), 2)
    made = Evidence.votes(item, ["judge"] * 2 * n, np.concatenate([said, again]), ("no", "yes"))
    version = np.repeat(["b7f3", "a0c1"], n)
    context = {"version": version} | ({} if time is None else {"time": np.repeat(time, n)})
    return replace(made, context=context)


def test_changed_answers_are_counted():
    (found,) = audit(twice(20))
    assert found.code == "changed-judge"
    assert found.message == (
        "`judge` changed its answer to 20 of 100 items (20 %, 13 % to 29 %) from version `a0c1` to "
        "`b7f3`."
    )
    assert found.items.tolist() == list(range(20))


def test_times_tell_which_version_is_older():
    (found,) = audit(twice(20, time=[1.0, 2.0]))
    assert "from version `b7f3` to `a0c1`" in found.message


def test_a_steady_judge_is_left_alone():
    assert audit(twice(0)) == ()
    assert audit(twice(2)) == ()
    assert audit(replace(twice(20), context={})) == ()
    assert audit(twice(10), least=200) == ()


def test_other_items_are_compared_by_accuracy(crowd):
    made = crowd(0, sources=6, items=800, each=6)
    worse = made.random.random(800) < np.where(np.arange(800) < 400, 0.0, 0.5)
    made.answers[0] = np.where(worse, (made.truth + 1) % 3, made.truth)
    found = audit(made.evidence(version=np.where(made.item < 400, "v1", "v2")))
    assert [one.name for one in found] == ["s000"]
    assert found[0].message.startswith("`s000` is right in ")
    assert "under version `v1` and " in found[0].message
    assert 0.4 < found[0].value < 0.65


def test_steady_crowds_are_left_alone(crowd):
    for seed in range(6):
        made = crowd(seed, sources=6, items=400, each=6)
        assert audit(made.evidence(version=np.where(made.item < 200, "v1", "v2"))) == ()
