"""What holds for every estimator about votes, and for every auditor of sources."""

from dataclasses import replace

import numpy as np
import pytest

from assay.errors import AssayError
from assay.evidence import Evidence, Source, one_of, ordered
from assay.registry import methods
from assay.results import Estimate

ESTIMATE = [
    pytest.param(cls, id=name)
    for name, cls in methods("estimate").items()
    if "votes" in cls.reads and "labels" not in cls.reads
]
CLASSES = ("a", "b", "c")
KINDS = {"one_of": one_of, "ordered": ordered}


@pytest.fixture(scope="module", params=ESTIMATE)
def cls(request):
    return request.param


def votes(n=60, sources=4, seed=0, kind="one_of"):
    """Return the truth and votes of which three in four are right."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n)
    item, source = np.repeat(np.arange(n), sources), np.tile(np.arange(sources), n)
    asked = random.random(len(item)) < 0.8
    label = np.where(random.random(len(item)) < 0.75, truth[item], random.integers(0, 3, len(item)))
    made = Evidence.votes(item[asked], source[asked], label[asked], CLASSES, n_items=n)
    names = tuple(Source(str(s), "annotator") for s in range(sources))
    kept = (made.item, made.source, made.claim, made.negated, names)
    return truth, Evidence(KINDS[kind](CLASSES), n, *kept)


def parts(truth, evidence):
    gold = np.where(np.arange(len(truth)) % 2 == 0, truth, -1)
    return {"evidence": evidence, "gold": gold, "classes": CLASSES, "n_items": evidence.n_items}


def check(found):
    """Hold an estimate to its shapes and to the order of its bounds."""
    assert isinstance(found, Estimate)
    value, low, high = map(np.asarray, (found.value, found.low, found.high))
    assert value.shape == low.shape == high.shape
    assert np.isfinite([value, low, high]).all()
    assert (low <= value + 1e-9).all()
    assert (value <= high + 1e-9).all()
    assert found.verdict in {"identified", "bounded", "cannot-be-told"}
    assert found.assumes
    assert all(sentence.endswith(".") for sentence in found.assumes)
    assert found.settle or found.verdict == "identified"


@pytest.mark.parametrize("kind", KINDS)
def test_interval_holds_the_value_and_says_what_it_rests_on(cls, tools, kind):
    truth, evidence = votes(kind=kind)
    check(tools.run(cls(), parts(truth, evidence)))


def test_same_bytes_twice_and_input_untouched(cls, tools):
    shut = {name: tools.closed(part) for name, part in parts(*votes()).items()}
    before = tools.content(shut)
    first, second = (tools.content(tools.run(cls(), shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


def test_order_of_claims_items_and_sources_does_not_matter(cls, tools):
    truth, evidence = votes()
    plain = tools.run(cls(), parts(truth, evidence))
    random = np.random.default_rng(1)
    shuffled = evidence.take(random.permutation(len(evidence.item)))
    new, who = random.permutation(len(truth)), random.permutation(evidence.n_sources)
    moved = Evidence(
        evidence.truth, len(truth), new[shuffled.item], who[shuffled.source], shuffled.claim,
        shuffled.negated, tuple(evidence.sources[s] for s in np.argsort(who)),
    )  # fmt: skip
    given = parts(truth, evidence) | {"evidence": moved}
    given["gold"] = given["gold"][np.argsort(new)]
    name = {"judge": "0"} if hasattr(cls(), "judge") else {}
    plain = tools.run(cls(**name), parts(truth, evidence))
    again = tools.run(cls(**name), given)
    for end in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(again, end), getattr(plain, end), atol=1e-9)


@pytest.mark.parametrize(
    "said",
    [
        ([], [], []),
        ([0], [0], [0]),
        ([0, 1, 2], [0, 0, 0], [0, 1, 2]),
        ([0, 1, 2], [0, 1, 2], [0, 1, 2]),
        (np.repeat(np.arange(30), 2), np.tile([0, 1], 30), np.zeros(60, int)),
    ],
    ids=["none", "one", "one source", "one vote an item", "one class"],
)
def test_little_gives_an_estimate_or_a_reason_why_not(cls, tools, said):
    item, source, label = (np.array(part, int) for part in said)
    n = int(item.max(initial=2)) + 1
    evidence = Evidence.votes(item, source, label, CLASSES, n_items=n)
    try:
        found = tools.run(cls(), parts(np.zeros(n, int), evidence))
    except AssayError:
        return
    check(found)


def test_claims_that_name_no_one_class_are_left_out_or_refused(cls, tools):
    truth, evidence = votes()
    negated = np.asarray(evidence.negated).copy()
    negated[::7] = True
    loose = Evidence(
        evidence.truth,
        60,
        evidence.item,
        evidence.source,
        evidence.claim,
        negated,
        evidence.sources,
    )
    try:
        found = tools.run(cls(), parts(truth, loose))
    except AssayError:
        return
    kept = tools.run(cls(), parts(truth, evidence.take(~negated)))
    np.testing.assert_allclose(found.value, kept.value, atol=1e-12)


AUDIT = [
    pytest.param(cls, id=name) for name, cls in methods("audit").items() if "votes" in cls.reads
]


def judgements():
    """Return parts with all that is known of claims: a spammer, a copy, a judge that changed."""
    random = np.random.default_rng(3)
    truth, evidence = votes(300, 6)
    said = evidence.claim.indices.copy()
    spam = evidence.source == 0
    said[spam] = random.integers(0, 3, spam.sum())
    whole = Evidence.votes(evidence.item, evidence.source, said, CLASSES, n_items=300)
    kinds = ["annotator"] * 3 + ["model"] * 3
    context = {
        "time": random.random(len(said)), "position": random.integers(0, 3, len(said)),
        "version": np.where(evidence.item < 150, "a", "b"),
    }  # fmt: skip
    sources = tuple(Source(f"s{s}", kind) for s, kind in enumerate(kinds))
    texts = np.array(["x" * int(n) for n in random.integers(0, 90, 300)], object)
    made = replace(whole, sources=sources, context=context)
    return parts(truth, made) | {"texts": texts}


@pytest.fixture(scope="module", params=AUDIT)
def auditor(request):
    return request.param


def test_findings_about_sources_name_them_and_keep_to_the_codes(auditor, tools):
    given = judgements()
    names = {source.name for source in given["evidence"].sources}
    for one in tools.run(auditor(), given):
        assert one.code in auditor.codes
        assert one.message.endswith(".")
        assert one.subject != "source" or set(one.name.split(", ")) <= names
        assert np.issubdtype(one.items.dtype, np.integer)
        assert np.isfinite(one.value)


def test_the_same_findings_twice_and_input_untouched(auditor, tools):
    shut = {name: tools.closed(part) for name, part in judgements().items()}
    before = tools.content(shut)
    first, second = (tools.content(tools.run(auditor(), shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


def test_order_of_claims_does_not_matter_to_findings(auditor, tools):
    given = judgements()
    evidence = given["evidence"]
    order = np.random.default_rng(1).permutation(len(evidence.item))
    plain = [one.message for one in tools.run(auditor(), given)]
    moved = tools.run(auditor(), given | {"evidence": evidence.take(order)})
    assert [one.message for one in moved] == plain


@pytest.mark.parametrize("claims", [0, 1, 2, 12])
def test_few_claims_give_no_finding(auditor, tools, claims):
    given = judgements()
    few = given["evidence"].take(np.arange(claims))
    assert tools.run(auditor(), given | {"evidence": few}) == ()


def test_one_source_alone_gives_no_finding(auditor, tools):
    given = judgements()
    evidence = given["evidence"]
    one = evidence.take(evidence.source == 1)
    alone = Evidence(
        one.truth, 300, one.item, np.zeros(len(one.item), int), one.claim, one.negated,
        (Source("s1"),), one.context,
    )  # fmt: skip
    assert tools.run(auditor(), given | {"evidence": alone}) == ()
