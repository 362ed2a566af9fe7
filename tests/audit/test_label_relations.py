import numpy as np
import pytest

from assay.audit import LabelRelations
from assay.registry import run

NAMES = ("animal", "dog", "hound", "day", "night", "free")


def world(n=4000, seed=0):
    """Dogs are animals, hounds are dogs by another name, day and night shut each other out."""
    random = np.random.default_rng(seed)
    tags = np.zeros((n, 6), np.int8)
    tags[:, 0] = random.random(n) < 0.4
    tags[:, 1] = tags[:, 0] & (random.random(n) < 0.4)
    tags[:, 2] = tags[:, 1]
    tags[:, 3] = random.random(n) < 0.5
    tags[:, 4] = (1 - tags[:, 3]) & (random.random(n) < 0.8)
    tags[:, 5] = random.random(n) < 0.3
    return tags, random


def audited(tags, **more):
    return run(LabelRelations(**more), {"tags": tags, "classes": NAMES})


def by_code(found, code):
    return [one for one in found if one.code == code]


def test_relations_that_hold_always_are_mended_nowhere():
    tags, _ = world()
    found = audited(tags)
    assert [one.code for one in found] == ["identical-tags"]
    assert found[0].name == "hound"
    assert "`dog` or `hound`" in found[0].message


def test_a_forgotten_wide_tag_is_found():
    tags, random = world()
    gone = random.choice(np.flatnonzero(tags[:, 1]), 9, replace=False)
    tags[gone, 0] = 0
    (dog, hound) = by_code(audited(tags), "missing-implied-tag")
    assert sorted(dog.items.tolist()) == sorted(hound.items.tolist()) == sorted(gone.tolist())
    assert dog.name == "animal"
    assert "9 items with `dog` lack `animal`" in dog.message


def test_two_that_shut_each_other_out():
    tags, random = world()
    slips = random.choice(np.flatnonzero(tags[:, 3]), 7, replace=False)
    tags[slips, 4] = 1
    (one,) = by_code(audited(tags), "exclusive-tags")
    assert sorted(one.items.tolist()) == sorted(slips.tolist())
    assert "`day` and `night`" in one.message


def test_independent_tags_have_no_relations():
    random = np.random.default_rng(1)
    tags = (random.random((3000, 6)) < [0.5, 0.1, 0.9, 0.3, 0.02, 0.4]).astype(np.int8)
    assert audited(tags) == ()


def test_what_is_unknown_breaks_no_rule():
    tags, random = world()
    gone = random.choice(np.flatnonzero(tags[:, 1]), 60, replace=False)
    tags[gone, 0] = -1
    assert not by_code(audited(tags), "missing-implied-tag")


def test_counts_by_brute_force():
    tags, random = world(500, 4)
    tags[random.choice(np.flatnonzero(tags[:, 1]), 2, replace=False), 0] = 0
    found = by_code(audited(tags, least=10), "missing-implied-tag")
    for one in found:
        narrow = one.message.split("`")[1]
        a, b = NAMES.index(narrow), NAMES.index(one.name)
        rows = [i for i in range(500) if tags[i, a] == 1]
        lack = [i for i in rows if tags[i, b] == 0]
        assert one.items.tolist() == lack
        assert one.value == pytest.approx(1 - len(lack) / len(rows))
    assert found


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_items_and_no_tags(n):
    tags = world()[0][:n]
    tags.setflags(write=False)
    assert audited(tags) == ()
    assert audited(np.full((50, 6), -1, np.int8)) == ()


def test_order_of_items_does_not_matter():
    tags, random = world()
    tags[random.choice(np.flatnonzero(tags[:, 1]), 9, replace=False), 0] = 0
    order = random.permutation(len(tags))
    one, other = audited(tags), audited(tags[order])
    assert [f.message for f in one] == [f.message for f in other]
    assert [sorted(f.items) for f in one] == [sorted(order[f.items]) for f in other]


@pytest.mark.shared
def test_real_tags(shared):
    """Yeast's last two great functions are known to be one; moods of music shut each other out."""
    from scipy.sparse import csr_array

    def found(name):
        with np.load(shared / "data" / "multilabel" / name / "data.npz") as kept:
            parts = kept["Y_data"], kept["Y_indices"], kept["Y_indptr"]
            tags = csr_array(parts, shape=tuple(kept["Y_shape"])).toarray().astype(np.int8)
        names = [f"tag {j}" for j in range(tags.shape[1])]
        return run(LabelRelations(), {"tags": tags, "classes": names})

    (one,) = found("yeast")
    assert one.message == "99.1 % of the 1,816 items with `tag 11` or `tag 12` have both."
    (slip,) = found("emotions")
    assert slip.code == "exclusive-tags"
    assert len(slip.items) == 1
    assert found("bibtex") == found("medical") == ()
