"""What the flags are worth: by class and slice, what fares worse, in every format."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.kernels.slices import Slices
from assay.registry import Parts
from assay.report import worth
from assay.report.html import page
from assay.report.json import text
from assay.report.late import lateness, with_lateness
from assay.report.markdown import page as markdown
from assay.report.rated import rated
from assay.report.summarise import summarise
from assay.results import Flags, Measured

NAN = (float("nan"),) * 3
EVERY = Measured("all", "all", 1000, 80, (0.9, 0.85, 0.94), (0.8, 0.7, 0.88), (0.01, 0.006, 0.016))


def group(name, kind="class", **changes):
    return replace(EVERY, group=name, kind=kind, items=100, **changes)


UNEVEN = {"false_flags": (0.3, 0.2, 0.42)}


@pytest.mark.parametrize(
    ("one", "hit", "words"),
    [
        (group("a"), 5, []),
        (group("a", **UNEVEN), 5, ["30 % of its right labels are flagged"]),
        (group("a", false_flags=(0.018, 0.017, 0.02)), 5, []),  # surely more, but not far
        (group("a", recall=(0.4, 0.2, 0.6)), 5, ["40 % of its wrong labels are found"]),
        (group("a", recall=(0.4, 0.1, 0.75)), 5, []),
        (group("a", recall=NAN, false_flags=NAN), 60, ["60 % of its labels are flagged"]),
        (group("a"), 19, []),
    ],
)
def test_a_group_fares_worse_beyond_chance(one, hit, words):
    assert worth.worse(one, EVERY, hit, 50) == words


def test_all_never_fares_worse_than_itself():
    assert worth.worse(EVERY, EVERY, 1000, 0) == []


def test_a_warning_names_the_worst_groups():
    told = (EVERY, group("cat", **UNEVEN), *(group(f"s{i}", "slice", **UNEVEN) for i in range(5)))
    flags = Flags(np.zeros(3), np.zeros(3, int), np.zeros(3, bool), measured=told)
    one, slices = worth.findings(flags)
    assert (one.code, one.severity, one.subject, one.name) == (
        "uneven-flags", "warning", "class", "cat",
    )  # fmt: skip
    assert "`cat` (30 %)" in one.message
    assert "1 % of all" in one.message
    assert "s0 (30 %), s1 (30 %), s2 (30 %), and 2 more" in slices.message
    assert worth.findings(replace(flags, measured=(EVERY, group("cat")))) == ()
    assert worth.findings(replace(flags, measured=())) == worth.findings(None) == ()


@pytest.fixture
def run(texts_run):
    """An audit whose flags were measured: one class fares worse, one slice of three does."""
    n = texts_run.dataset.n_items
    names = texts_run.dataset.classes
    told = (
        EVERY, group(names[0]), group(names[1], **UNEVEN), group(names[2], precision=NAN),
        group("word = a", "slice"), group("<b>word</b> = b", "slice", recall=(0.1, 0.0, 0.3)),
        group("word = c", "slice"),
    )  # fmt: skip
    member = np.zeros((n, 3))
    member[:30, 0] = member[30:60, 1] = member[60:, 2] = 1
    slices = Slices(("word = a", "<b>word</b> = b", "word = c"), csr_array(member))
    parts = Parts({**texts_run.dataset.parts, "slices": slices})
    assert "slices" in parts
    final = replace(texts_run.final, measured=told)
    return replace(texts_run, parts=parts, final=final, findings=worth.findings(final))


def test_the_dict_has_all_classes_and_the_worst_slices(run):
    made = summarise(run)["measured"]
    names = run.dataset.classes
    assert [one["group"] for one in made] == ["all", *names, "<b>word</b> = b"]
    assert made[0]["recall"] == {"estimate": 0.8, "low": 0.7, "high": 0.88}
    assert made[0]["flagged"] == int((run.final.flagged & (run.dataset.labels >= 0)).sum())
    assert made[3]["precision"] is None
    assert made[4]["worse"] == ["10 % of its wrong labels are found"]
    assert made[4]["flagged"] == int(run.final.flagged[30:60].sum())
    assert json.loads(text({"measured": made}))["measured"] == made


def test_every_format_tells_it(run):
    summary = summarise(run)
    shown, said = page(summary), markdown(summary)
    for words in ("What these flags are worth", "80 planted errors", "Take care"):
        assert words in shown
    assert "&lt;b&gt;word&lt;/b&gt; = b" in shown
    assert "80 % (70 % to 88 %)" in said
    assert "&lt;b&gt;word&lt;/b&gt; = b" in said
    assert "30 % of its right labels are flagged" in said
    assert shown == page(summarise(run))
    assert rated(summary)["classes"][0]["group"] == run.dataset.classes[1]  # worst first


def test_nothing_measured_is_not_told(texts_run):
    summary = summarise(texts_run)
    assert summary["measured"] == []
    assert rated(summary) is None
    assert "What these flags are worth" not in page(summary)
    assert "worth" not in markdown(summary)


def test_without_planting_it_says_so(run):
    told = (replace(EVERY, planted=0, recall=(0.3, 0.2, 0.4)), *run.final.measured[1:])
    summary = summarise(replace(run, final=replace(run.final, measured=told)))
    worth_ = rated(summary)
    assert worth_["how"].startswith("No errors were planted")
    assert worth_["warnings"][0].startswith("Most wrong labels are not flagged")


def test_what_is_learnt_late_is_told():
    first = np.array([0] * 18 + [3, 5], int)
    correct = np.arange(6)[:, None] >= first
    labels = np.zeros(20, int)
    assert lateness(correct, labels)[17:] == [
        "", "; learnt after 90 % of its class", "; learnt last of its class",
    ]  # fmt: skip
    correct[:, 19] = False
    assert lateness(correct, labels)[-1] == ("; never learnt in training, unlike 95 % of its class")
    assert lateness(correct, np.full(20, -1)) == [""] * 20
    both = np.arange(20) % 2
    assert lateness(correct, both)[18:] == [
        "; learnt last of its class", "; never learnt in training, unlike 90 % of its class",
    ]  # fmt: skip


def test_reasons_say_what_is_learnt_late(texts_run):
    told = with_lateness(texts_run.final, texts_run.parts)
    late = int(np.flatnonzero(told.values["late"] != "")[0])
    assert "of its class" in told.explain(late, "billing", "login")
    assert with_lateness(None, texts_run.parts) is None
